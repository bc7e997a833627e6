import {
  ListMessageMoveTasksCommand,
  type Message,
  SendMessageCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { arnOf } from '../../aws/arn.ts';
import { AwsError } from '../../aws/aws-error.ts';
import type { Aws } from '../../aws/connection.ts';
import { pollUntilDefined } from '../../aws/retry-until-consistent.ts';
import { queueUrl } from '../kinds/queue/queue-url.ts';
import { receiveAll } from './receive-all.ts';

/** A large queue takes long: AWS moves at most 500 messages per second. */
const LONGEST_MS = 24 * 3_600_000;

/**
 * Moves the messages of a dead-letter queue to another queue. SQS does it, or if it does not offer that here, as emulators
 * of AWS, each message is received, sent and deleted.
 *
 * @param count the number of messages in the queue
 * @param progress is called with the number of messages that have been moved
 * @returns the number of messages that were moved
 */
export async function moveMessages(
  aws: Aws,
  { queue, to }: { readonly queue: string; readonly to: string },
  count: number,
  progress: (moved: number) => void,
): Promise<number> {
  const SourceArn = arnOf(aws, 'sqs', queue);
  try {
    await aws
      .client(SQSClient)
      .send(new StartMessageMoveTaskCommand({ SourceArn, DestinationArn: arnOf(aws, 'sqs', to) }));
  } catch (error) {
    if (!isRunning(error)) {
      if (isUnsupported(error)) return moveOneByOne(aws, queue, to, count, progress);
      throw error;
    }
  }
  return waitForTask(aws, SourceArn, progress);
}

async function waitForTask(aws: Aws, SourceArn: string, progress: (moved: number) => void): Promise<number> {
  const moved = await pollUntilDefined(
    async () => {
      const list = new ListMessageMoveTasksCommand({ SourceArn, MaxResults: 1 });
      const { Results: [task] = [] } = await aws.client(SQSClient).send(list);
      const { Status, ApproximateNumberOfMessagesMoved = 0, FailureReason } = task ?? {};
      progress(ApproximateNumberOfMessagesMoved);
      if (Status === 'RUNNING' || Status === 'CANCELLING') return undefined;
      if (Status === 'COMPLETED') return ApproximateNumberOfMessagesMoved;
      throw new AwsError(
        `SQS stopped moving the messages (${[Status, FailureReason].filter(Boolean).join(': ')}), after ` +
          `${ApproximateNumberOfMessagesMoved} of them: run alr-builder redrive again`,
      );
    },
    aws.pause,
    LONGEST_MS,
  );
  if (moved === undefined) throw new AwsError('SQS is still moving the messages: run alr-builder redrive again later');
  return moved;
}

async function moveOneByOne(
  aws: Aws,
  queue: string,
  to: string,
  count: number,
  progress: (moved: number) => void,
): Promise<number> {
  const [source = '', QueueUrl = ''] = await Promise.all([queueUrl(aws, queue), queueUrl(aws, to)]);
  let moved = 0;
  return receiveAll(aws, source, count, async (message) => {
    await aws.client(SQSClient).send(new SendMessageCommand({ QueueUrl, ...copyOf(message) }));
    moved += 1;
    progress(moved);
    return true;
  });
}

function copyOf({ Body, MessageAttributes, Attributes, MessageId }: Message) {
  const { MessageGroupId } = Attributes ?? {};
  return {
    MessageBody: Body,
    ...(MessageAttributes && { MessageAttributes }),
    // A message that is sent twice because its deletion failed has the same id.
    ...(MessageGroupId === undefined ? {} : { MessageGroupId, MessageDeduplicationId: MessageId }),
  };
}

function isRunning(error: unknown): boolean {
  return error instanceof Error && /already a task running/i.test(error.message);
}

/** SQS also refuses if the queue is no longer the dead-letter queue of any other. */
function isUnsupported(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (/UnsupportedOperation|UnknownOperation|InvalidAction|NotImplemented/i.test(error.name)) return true;
  // An emulator responds with its own page.
  return error instanceof SyntaxError && '$metadata' in error;
}
