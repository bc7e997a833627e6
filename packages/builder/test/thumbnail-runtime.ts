/**
 * A runtime whose function reads each object in an event of a bucket, which may come through a queue, and writes it in upper
 * case to `thumbnails/`. Its client of AWS's SDK is unmodified and has no settings: the environment leads it to the emulator.
 */
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';

const api = `http://${process.env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime/invocation`;
const client = new S3Client();

interface S3Event {
  readonly Records: readonly {
    readonly s3: { readonly bucket: { readonly name: string }; readonly object: { readonly key: string } };
  }[];
}

/** The messages of a queue, each of which contains an event of a bucket. */
interface SqsEvent {
  readonly Records: readonly { readonly body: string }[];
}

for (;;) {
  const next = await fetch(`${api}/next`);
  const id = next.headers.get('lambda-runtime-aws-request-id');
  // As a runtime does, so that the client sends the trace on.
  process.env._X_AMZN_TRACE_ID = next.headers.get('lambda-runtime-trace-id') ?? '';
  const event = (await next.json()) as S3Event | SqsEvent;
  const Records = event.Records.flatMap((record) => {
    return 'body' in record ? (JSON.parse(record.body) as S3Event).Records : [record];
  });
  const written: string[] = [];
  for (const { s3 } of Records) {
    const Bucket = s3.bucket.name;
    const Key = decodeURIComponent(s3.object.key.replaceAll('+', ' '));
    const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
    const text = (await Body?.transformToString()) ?? '';
    await client.send(new PutObjectCommand({ Bucket, Key: `thumbnails/${Key}`, Body: text.toUpperCase() }));
    written.push(Key);
  }
  await fetch(`${api}/${id}/response`, { method: 'POST', body: JSON.stringify({ written }) });
}
