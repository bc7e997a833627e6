import { enabledKeys } from './enabled-key.ts';
import { checkRecordFilter, findRecordFilterWarnings, recordFilterKeys } from './filter-keys.ts';
import { queueKeys } from './queue-keys.ts';
import { checkQueue, claimsOfQueue, findQueueWarnings } from './queue-rules.ts';
import type { TriggerRules } from './trigger-rules.ts';

/** The keys of a queue. */
export const sqsKeys = { queue: queueKeys, ...recordFilterKeys, ...enabledKeys } as const;

/** Messages of a queue. */
export const sqs: TriggerRules<'sqs'> = {
  profile: 'sqs',
  generatedName: 'trigger.queue.name',
  *errors({ queue, filter }, { lambda }) {
    yield* checkQueue(queue, lambda.timeout);
    yield* checkRecordFilter('sqs', filter);
  },
  *warnings({ queue, filter }, { lambda }) {
    yield* findQueueWarnings(queue, lambda);
    yield* findRecordFilterWarnings('sqs', filter);
  },
  claims: ({ queue }) => claimsOfQueue(queue),
};
