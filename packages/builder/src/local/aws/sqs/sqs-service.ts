import type { AwsService } from '../aws-service.ts';
import { linkModel } from '../model/service-model.ts';
import { sqsModel } from '../model/sqs.generated.ts';
import { batchOperations } from './batch-operations.ts';
import { messageOperations } from './message-operations.ts';
import { moveOperations } from './move-operations.ts';
import { permissionOperations } from './permission-operations.ts';
import { queueOperations } from './queue-operations.ts';
import { withQueueErrors } from './sqs-error.ts';
import type { SqsOptions } from './sqs-options.ts';

/** A batch has up to 1 MiB, in which each byte can be an escape sequence of six. */
const BODY_LIMIT = 8 * 1024 * 1024;

/** SQS over local queues. */
export function sqsService(options: SqsOptions): AwsService {
  const operations = {
    ...queueOperations(options),
    ...messageOperations(options),
    ...batchOperations(options),
    ...moveOperations(options),
    ...permissionOperations(options),
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
