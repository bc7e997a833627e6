import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { Aws } from '../../aws/connection.ts';

/** How long a message is hidden while it is handled here, in seconds. */
const VISIBILITY = 120;

/**
 * Receives the messages of a queue, each once, and deletes those that `handle` has dealt with. The others become visible
 * again at the end.
 *
 * @param limit the number of messages that were there at the beginning: what arrives later may have failed again
 * @param handle resolves to whether the message is done
 * @returns the number of messages that are done
 */
export async function receiveAll(
  aws: Aws,
  QueueUrl: string,
  limit: number,
  handle: (message: Message) => Promise<boolean>,
): Promise<number> {
  const sqs = aws.client(SQSClient);
  const kept: Message[] = [];
  let done = 0;
  try {
    while (done + kept.length < limit) {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({
          QueueUrl,
          MaxNumberOfMessages: Math.min(10, limit - done - kept.length),
          VisibilityTimeout: VISIBILITY,
          // Without it, only some of the servers of the queue are asked.
          WaitTimeSeconds: 1,
          MessageAttributeNames: ['All'],
          MessageSystemAttributeNames: ['All'],
        }),
      );
      if (Messages.length === 0) break;
      for (const message of Messages) {
        kept.push(message);
        if (!(await handle(message))) continue;
        await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle }));
        kept.pop();
        done += 1;
      }
    }
  } finally {
    for (const { ReceiptHandle } of kept) {
      await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }));
    }
  }
  return done;
}
