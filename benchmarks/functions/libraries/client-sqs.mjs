import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';

const client = new SQSClient();

export async function handler() {
  const { MessageId } = await client.send(
    new SendMessageCommand({ QueueUrl: `${process.env.AWS_ENDPOINT_URL}/1/orders`, MessageBody: 'order' }),
  );
  return MessageId;
}
