/**
 * A runtime whose function publishes each message of a queue or topic to the topic `orders`, or puts it into the bucket `photos` if it
 * begins with `put`. It fails at the first delivery of a message that ends with `fail`. Its clients have no settings.
 */
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';

const api = `http://${process.env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime/invocation`;
const [sns, s3] = [new SNSClient(), new S3Client()];

interface Message {
  readonly body?: string;
  readonly attributes?: { readonly ApproximateReceiveCount: string };
  readonly Sns?: { readonly Message: string };
}

const textOf = ({ body, Sns }: Message) => body ?? Sns?.Message ?? '';

async function handle(message: Message): Promise<void> {
  const body = textOf(message);
  if (body.startsWith('put')) await s3.send(new PutObjectCommand({ Bucket: 'photos', Key: 'a', Body: body }));
  else await sns.send(new PublishCommand({ TopicArn: 'arn:aws:sns:us-east-1:012345678912:orders', Message: body }));
}

for (;;) {
  const next = await fetch(`${api}/next`);
  const id = next.headers.get('lambda-runtime-aws-request-id');
  // As a runtime does, so that the clients send the trace on.
  process.env._X_AMZN_TRACE_ID = next.headers.get('lambda-runtime-trace-id') ?? '';
  const { Records } = (await next.json()) as { readonly Records: readonly Message[] };
  for (const message of Records) await handle(message);
  const hasFailed = Records.some(
    (message) => textOf(message).endsWith('fail') && message.attributes?.ApproximateReceiveCount === '1',
  );
  if (hasFailed) await fetch(`${api}/${id}/error`, { method: 'POST', body: '{"errorType":"E","errorMessage":"no"}' });
  else await fetch(`${api}/${id}/response`, { method: 'POST', body: '{}' });
}
