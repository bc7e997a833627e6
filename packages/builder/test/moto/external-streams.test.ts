import { CreateStreamCommand, KinesisClient, PutRecordCommand } from '@aws-sdk/client-kinesis';
import { SQSClient } from '@aws-sdk/client-sqs';
import { beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest';
import { createTestProject } from '../test-project.ts';
import { READER_REGION, type Reader, startReader, stopReader } from './external-reader.ts';

let kinesis: KinesisClient;
beforeAll(() => {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  // Moto does not speak HTTP/2.
  const { requestHandler } = new SQSClient({ region: READER_REGION, credentials }).config;
  kinesis = new KinesisClient({ endpoint: inject('motoUrl'), region: READER_REGION, credentials, requestHandler });
});

let streams = 0;

async function createStream() {
  const StreamName = `external-stream${++streams}`;
  await kinesis.send(new CreateStreamCommand({ StreamName, ShardCount: 1 }));
  const arn = `arn:aws:kinesis:${READER_REGION}:123456789012:stream/${StreamName}`;
  const project = await createTestProject({
    'lambda.yaml': `image: { handler: app.Handler }\nlambda: { name: worker }\ntrigger: { type: kinesis, stream: { arn: "${arn}", starting_position: TRIM_HORIZON } }\n`,
  });
  onTestFinished(() => project[Symbol.asyncDispose]());
  return {
    StreamName,
    arn,
    directory: project.directory,
    async put(...keys: string[]) {
      for (const PartitionKey of keys) {
        await kinesis.send(new PutRecordCommand({ StreamName, PartitionKey, Data: Buffer.from(PartitionKey) }));
      }
    },
  };
}

function recordsOf({ events }: Reader): number {
  return events.reduce((sum, event) => sum + (event.type === 'records' ? event.records : 0), 0);
}

describe.skipIf(inject('motoUrl') === '')('alr-builder local --source aws with a stream of moto', () => {
  it('gets the records of the stream', async () => {
    const stream = await createStream();
    await stream.put('a', 'b', 'c');
    const reader = await startReader(stream.directory);
    await expect.poll(() => recordsOf(reader)).toBe(3);
    await stream.put('d');
    await expect.poll(() => recordsOf(reader)).toBe(4);
    expect(reader.events.find(({ type }) => type === 'external')).toMatchObject({ streams: [{ arn: stream.arn }] });
    await stopReader(reader);
  });
});
