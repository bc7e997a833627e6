import type { ReceivedMessage } from '../../sources/queue/message/received-message.ts';
import type { Queue } from '../../sources/queue/queue.ts';
import type { Queues } from '../../sources/queue/queues.ts';
import type { WaitInput } from '../../sources/queue/waiters.ts';
import type { AwsService } from '../aws-service.ts';
import { linkModel } from '../model/service-model.ts';
import { sqsModel } from '../model/sqs.generated.ts';
import { batchOperations } from './batch-operations.ts';
import { messageOperations } from './message-operations.ts';
import { moveOperations } from './move-operations.ts';
import { queueOperations } from './queue-operations.ts';
import { withQueueErrors } from './sqs-error.ts';

/** A batch has up to 1 MiB, in which each byte can be an escape sequence of six. */
const BODY_LIMIT = 8 * 1024 * 1024;

/** What SQS on this machine depends on. */
export interface SqsOptions {
  readonly queues: Queues;
  /** Receives messages, and waits for them. It resolves to none when the signal is aborted. */
  readonly receive: (queue: Queue, input: WaitInput, signal: AbortSignal) => Promise<readonly ReceivedMessage[]>;
  /** To be called after each change of a queue. */
  readonly changed: () => void;
}

/** SQS over local queues. */
export function sqsService(options: SqsOptions): AwsService {
  const operations = {
    ...queueOperations(options),
    ...messageOperations(options),
    ...batchOperations(options),
    ...moveOperations(options),
  };
  return {
    model: linkModel(sqsModel),
    style: 'rpc',
    bodyLimit: BODY_LIMIT,
    operations: Object.fromEntries(
      Object.entries(operations).map(([name, operation]) => [name, withQueueErrors(operation)]),
    ),
    inputOfPath: (path) => (/^\/\d+\/[^/]+$/.test(path) ? { QueueUrl: path } : {}),
  };
}
