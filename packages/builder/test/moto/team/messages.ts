import { LambdaClient, ListEventSourceMappingsCommand } from '@aws-sdk/client-lambda';
import {
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { arnOf } from '../../../src/aws/arn.ts';
import type { Aws } from '../../../src/aws/connection.ts';

/** How many messages a queue has in each state. */
export interface MessageCounts {
  readonly visible?: number;
  /** Received, and neither deleted nor visible again. */
  readonly inFlight?: number;
  readonly delayed?: number;
}

/** Sends messages to a queue so that they stay in these states. */
export async function putMessages(aws: Aws, queue: string, counts: MessageCounts): Promise<void> {
  const { visible = 0, inFlight = 0, delayed = 0 } = counts;
  const sqs = aws.client(SQSClient);
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: queue }));
  // When a message becomes visible in the moment in which it is sent, moto delivers it to the function that reads the
  // queue. So it becomes visible a second later, and nothing else may be sent after that.
  const DelaySeconds = (await isRead(aws, queue)) ? 1 : 0;
  const send = (index: number, seconds: number) =>
    sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: `message ${index}`, DelaySeconds: seconds }));
  for (let index = 0; index < delayed; index += 1) await send(index, 900);
  for (let index = 0; index < visible + inFlight; index += 1) await send(delayed + index, DelaySeconds);
  while ((await countMessages(aws, queue)).visible < visible + inFlight);
  for (let index = 0; index < inFlight; index += 1) {
    await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 1, VisibilityTimeout: 3600 }));
  }
}

/** Counts the messages of a queue. */
export async function countMessages(aws: Aws, queue: string): Promise<Required<MessageCounts>> {
  const sqs = aws.client(SQSClient);
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: queue }));
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
  return {
    visible: Number(Attributes?.ApproximateNumberOfMessages),
    inFlight: Number(Attributes?.ApproximateNumberOfMessagesNotVisible),
    delayed: Number(Attributes?.ApproximateNumberOfMessagesDelayed),
  };
}

async function isRead(aws: Aws, queue: string): Promise<boolean> {
  const list = new ListEventSourceMappingsCommand({ EventSourceArn: arnOf(aws, 'sqs', queue) });
  return ((await aws.client(LambdaClient).send(list)).EventSourceMappings ?? []).length > 0;
}
