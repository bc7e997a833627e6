import type {
  CancelMessageMoveTaskRequest,
  CancelMessageMoveTaskResult,
  ListMessageMoveTasksRequest,
  ListMessageMoveTasksResult,
  StartMessageMoveTaskRequest,
  StartMessageMoveTaskResult,
} from '@aws-sdk/client-sqs';
import { checkNumber } from '../../sources/queue/queue-error.ts';
import type { AwsCall } from '../aws-service.ts';
import type { SqsOptions } from './sqs-options.ts';

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListMessageMoveTasks.html */
const MAX_LISTED = 10;

/** Operations that move messages out of dead-letter queues. */
export function moveOperations({ queues, changed }: SqsOptions) {
  return {
    StartMessageMoveTask(input: StartMessageMoveTaskRequest, { now }: AwsCall): StartMessageMoveTaskResult {
      const task = queues.startMoveTask(
        {
          sourceArn: input.SourceArn ?? '',
          destinationArn: input.DestinationArn,
          maxPerSecond: input.MaxNumberOfMessagesPerSecond,
        },
        now,
      );
      changed();
      return { TaskHandle: task.handle };
    },

    ListMessageMoveTasks({ SourceArn = '', MaxResults = 1 }: ListMessageMoveTasksRequest): ListMessageMoveTasksResult {
      checkNumber('MaxResults', MaxResults, 1, MAX_LISTED, '');
      const tasks = queues.moveTasks(SourceArn).slice(0, MaxResults);
      return {
        Results: tasks.map(({ handle, input, startedAt, toMove, status, failureReason, moved }) => ({
          ...(status === 'RUNNING' && { TaskHandle: handle }),
          Status: status,
          SourceArn: input.source.arn,
          DestinationArn: input.destination?.arn,
          MaxNumberOfMessagesPerSecond: input.maxPerSecond,
          ApproximateNumberOfMessagesMoved: moved,
          ApproximateNumberOfMessagesToMove: toMove,
          FailureReason: failureReason,
          StartedTimestamp: startedAt,
        })),
      };
    },

    CancelMessageMoveTask({ TaskHandle = '' }: CancelMessageMoveTaskRequest): CancelMessageMoveTaskResult {
      const task = queues.cancelMoveTask(TaskHandle);
      changed();
      return { ApproximateNumberOfMessagesMoved: task.moved };
    },
  };
}
