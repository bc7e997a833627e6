import { randomUUID } from 'node:crypto';

/** Makes ids of messages. Tests have predictable ones. */
export type NewId = () => string;

/** Ids as AWS has them. */
export const randomId: NewId = randomUUID;
