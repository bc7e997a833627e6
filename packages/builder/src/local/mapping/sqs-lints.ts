import { type BatchOutcome, reportedIds } from './batch-outcome.ts';
import type { QueueBatch, QueueMappingSettings } from './queue-mapping.ts';

/** A batch that the function has processed. */
export interface ProcessedBatch {
  readonly batch: QueueBatch;
  readonly settings: QueueMappingSettings;
  readonly isFifo: boolean;
  /** The response of the function; undefined if it failed. */
  readonly response: string | undefined;
  readonly outcome: BatchOutcome;
  readonly now: number;
}

/** What AWS would do to a batch, and why. */
export interface BatchProblem {
  /** The same for all problems with the same cause. */
  readonly cause: keyof typeof rules;
  readonly message: string;
}

const rules = { ignoredReport, overtakenMessage, lateBatch, wholeBatchReturned, failedTestEvent } as const;

/** What AWS would do to the messages of a batch that is probably not what the function intended. */
export function findBatchProblems(processed: ProcessedBatch): BatchProblem[] {
  // The table has no other keys.
  const causes = Object.keys(rules) as BatchProblem['cause'][];
  return causes.flatMap((cause) => {
    const message = rules[cause](processed);
    return message === undefined ? [] : [{ cause, message }];
  });
}

/** A visibility timeout that is too short for the function, as AWS recommends it. */
export function findVisibilityProblem(visibilitySeconds: number, timeoutSeconds: number): string | undefined {
  if (visibilitySeconds >= 6 * timeoutSeconds) return undefined;
  return (
    `the visibility timeout of the queue is ${visibilitySeconds} s, less than six times the timeout of the function ` +
    `(${timeoutSeconds} s): messages may be delivered again while they are being processed`
  );
}

/** https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html */
function ignoredReport({ response, settings, batch }: ProcessedBatch): string | undefined {
  if (response === undefined || settings.acceptsReports) return undefined;
  const count = reportedIds(response).length;
  if (count === 0) return undefined;
  return (
    `the function reported ${count} of ${messages(batch.messages.length)} as failed, but the trigger does not accept ` +
    'reports: AWS deletes them, so they are lost; set queue.partial_batch_response'
  );
}

function overtakenMessage({ batch, isFifo, outcome }: ProcessedBatch): string | undefined {
  if (!isFifo || outcome.kind !== 'partial') return undefined;
  const failedGroups = new Set<string | undefined>();
  for (const { messageId, systemAttributes } of batch.messages) {
    const group = systemAttributes.MessageGroupId;
    if (outcome.failedIds.has(messageId)) failedGroups.add(group);
    else if (failedGroups.has(group)) {
      return (
        `the function reported a message of the group ${group} as failed, but not the later message ${messageId} of ` +
        'the same group: AWS deletes that one, so the order is lost; report all messages after the first one that fails'
      );
    }
  }
  return undefined;
}

function lateBatch({ batch, now }: ProcessedBatch): string | undefined {
  if (now < batch.hiddenUntil) return undefined;
  const seconds = (ms: number) => `${Math.round(ms / 100) / 10} s`;
  return (
    `the batch took ${seconds(now - batch.takenAt)}, longer than the visibility timeout of ` +
    `${seconds(batch.hiddenUntil - batch.takenAt)}: its messages are delivered again`
  );
}

function wholeBatchReturned({ batch, settings, outcome, isFifo }: ProcessedBatch): string | undefined {
  if (outcome.kind !== 'failed' || settings.acceptsReports || batch.messages.length < 2 || isFifo) return undefined;
  return (
    `the function failed, so AWS delivers all ${messages(batch.messages.length)} again, also those that it has ` +
    'processed; with queue.partial_batch_response, it can report the ones that failed'
  );
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html */
function failedTestEvent({ batch, outcome }: ProcessedBatch): string | undefined {
  if (outcome.kind === 'succeeded') return undefined;
  const isFailed = (id: string) => outcome.kind === 'failed' || outcome.failedIds.has(id);
  const test = batch.messages.find(({ messageId, body }) => isFailed(messageId) && isTestEvent(body));
  if (test === undefined) return undefined;
  return (
    `the function failed for the message ${test.messageId}, the event s3:TestEvent that S3 sends when notifications are ` +
    'set: it has no Records; ignore it, so that it does not end up in the dead-letter queue'
  );
}

function isTestEvent(body: string): boolean {
  return /"Event"\s*:\s*"s3:TestEvent"/.test(body);
}

function messages(count: number): string {
  return count === 1 ? '1 message' : `${count} messages`;
}
