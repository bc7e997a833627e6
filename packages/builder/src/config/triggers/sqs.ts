import { queueKeys } from './queue-keys.ts';
import { checkQueue, claimsOfQueue, findQueueWarnings } from './queue-rules.ts';
import type { TriggerRules } from './trigger-rules.ts';

/** The keys of a queue. */
export const sqsKeys = { queue: queueKeys } as const;

/** Messages of a queue. */
export const sqs: TriggerRules<'sqs'> = {
  profile: 'sqs',
  generatedName: 'trigger.queue.name',
  errors: ({ queue }, { lambda }) => checkQueue(queue, lambda.timeout),
  warnings: ({ queue }, { lambda }) => findQueueWarnings(queue, lambda),
  claims: ({ queue }) => claimsOfQueue(queue),
};
