import type {
  ChangeMessageVisibilityBatchRequest,
  ChangeMessageVisibilityBatchResult,
  DeleteMessageBatchRequest,
  DeleteMessageBatchResult,
  SendMessageBatchRequest,
  SendMessageBatchResult,
} from '@aws-sdk/client-sqs';
import { type BatchResult, runBatch, sendBatch } from '../../sources/queue/batch.ts';
import type { AwsCall } from '../aws-service.ts';
import { sendInput, sendResult } from './message-operations.ts';
import { queueOfUrl } from './queue-url.ts';
import { queryCodeOf } from './sqs-error.ts';
import type { SqsOptions } from './sqs-options.ts';

/** Operations on up to ten messages, each of which can fail by itself. */
export function batchOperations({ queues, changed }: SqsOptions) {
  return {
    SendMessageBatch({ QueueUrl, Entries = [] }: SendMessageBatchRequest, call: AwsCall): SendMessageBatchResult {
      const queue = queueOfUrl(queues, QueueUrl);
      const inputs = new Map(Entries.map((entry) => [entry.Id, entry]));
      const entries = withIds(Entries, (entry) => sendInput(entry, call));
      const result = sendBatch(queue, entries, call.now);
      changed();
      return resultOf(result, (Id, sent) => ({ Id, ...sendResult(sent, inputs.get(Id)) }));
    },

    DeleteMessageBatch(input: DeleteMessageBatchRequest, { now }: AwsCall): DeleteMessageBatchResult {
      const queue = queueOfUrl(queues, input.QueueUrl);
      const entries = withIds(input.Entries, ({ ReceiptHandle = '' }) => ({ handle: ReceiptHandle }));
      const result = runBatch(entries, ({ handle }) => queue.remove(handle, now));
      changed();
      return resultOf(result, (Id) => ({ Id }));
    },

    ChangeMessageVisibilityBatch(
      input: ChangeMessageVisibilityBatchRequest,
      { now }: AwsCall,
    ): ChangeMessageVisibilityBatchResult {
      const queue = queueOfUrl(queues, input.QueueUrl);
      const entries = withIds(input.Entries, ({ ReceiptHandle = '', VisibilityTimeout = 0 }) => ({
        handle: ReceiptHandle,
        seconds: VisibilityTimeout,
      }));
      const result = runBatch(entries, ({ handle, seconds }) => queue.changeVisibility(handle, seconds, now));
      changed();
      return resultOf(result, (Id) => ({ Id }));
    },
  };
}

/** The entries of a batch as the queue has them. */
function withIds<Entry extends { readonly Id: string | undefined }, Value>(
  entries: readonly Entry[] | undefined,
  contentOf: (entry: Entry) => Value,
): (Value & { readonly id: string })[] {
  return (entries ?? []).map((entry) => ({ ...contentOf(entry), id: entry.Id ?? '' }));
}

function resultOf<Result, Entry>(
  { successful, failed }: BatchResult<Result>,
  entryOf: (id: string, result: Result) => Entry,
) {
  return {
    Successful: successful.map(({ id, result }) => entryOf(id, result)),
    Failed: failed.map(({ id, error }) => ({
      Id: id,
      SenderFault: true,
      Code: queryCodeOf(error.code),
      Message: error.message,
    })),
  };
}
