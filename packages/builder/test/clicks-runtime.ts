/**
 * A runtime whose function puts the texts of an event into the stream of the variable STREAM_ARN, and returns the records
 * of an event of a stream. Its client of AWS's SDK is unmodified and has no settings: it speaks HTTP/2, and the environment
 * leads it to the emulator.
 */
import { KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';

const api = `http://${process.env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime/invocation`;
const client = new KinesisClient();

interface ClicksEvent {
  readonly texts?: readonly string[];
  readonly Records?: readonly { readonly kinesis: { readonly data: string } }[];
}

for (;;) {
  const next = await fetch(`${api}/next`);
  const id = next.headers.get('lambda-runtime-aws-request-id');
  const { texts = [], Records = [] } = (await next.json()) as ClicksEvent;
  if (texts.length > 0) {
    await client.send(
      new PutRecordsCommand({
        StreamARN: process.env.STREAM_ARN,
        Records: texts.map((text) => ({ Data: Buffer.from(text), PartitionKey: '1' })),
      }),
    );
  }
  const read = Records.map(({ kinesis }) => Buffer.from(kinesis.data, 'base64').toString());
  await fetch(`${api}/${id}/response`, { method: 'POST', body: JSON.stringify({ put: texts.length, read }) });
}
