import { once } from 'node:events';
import {
  CreateStreamCommand,
  DeleteStreamCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  KinesisClient,
  PutRecordCommand,
} from '@aws-sdk/client-kinesis';
import { describe, expect, it } from 'vitest';
import { printed, startEmulator } from '../../../../test/emulator.ts';
import { installBootstrap, startTestProject } from '../../../../test/local.ts';
import { createTestProject } from '../../../../test/test-project.ts';

const ARN = 'arn:aws:kinesis:eu-central-1:123456789012:stream/clicks';

function clientOf(endpoint: string): KinesisClient {
  return new KinesisClient({
    endpoint,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
}

async function put(client: KinesisClient, data: string) {
  const Data = Buffer.from(data);
  return client.send(new PutRecordCommand({ StreamName: 'clicks', PartitionKey: 'a', Data }));
}

describe('an emulator that was closed', () => {
  it('delivers a batch again that was running, although it has no retries', async () => {
    await using project = await createTestProject({
      'lambda.yaml': `image: { handler: app.Handler }
lambda: { name: worker }
trigger: { type: kinesis, stream: { arn: "${ARN}", retries: 0 } }
`,
    });
    const data = project.path('data');
    const first = await startTestProject(project, { data });
    first.stream('clicks').put('{"hang":true}');
    await first.until('start');
    await first.close();
    expect(first.events.some(({ type }) => type === 'records-discarded')).toBe(false);

    await using second = await startTestProject(project, { data });
    expect(await second.until('records')).toMatchObject({ stream: 'clicks', records: 1 });
  });
});

describe('a stream that is deleted and created again', () => {
  it('is read by its trigger', async () => {
    await using project = await createTestProject({
      'lambda.yaml': `image: { handler: app.Handler }
lambda: { name: worker }
trigger: { type: kinesis, stream: { arn: "${ARN}", retries: 1 } }
`,
    });
    await using local = await startTestProject(project);
    const client = clientOf(local.url);
    // It blocks the only shard of the earlier stream.
    local.stream('clicks').put('{"fail":"Poison"}');
    await local.settled();
    await client.send(new DeleteStreamCommand({ StreamName: 'clicks' }));
    await client.send(new CreateStreamCommand({ StreamName: 'clicks', ShardCount: 1 }));
    await put(client, '{"respond":"1"}');
    await local.settled();
    await local.clock.skip('1d');
    expect(local.invocations).toMatchObject([{ error: { kind: 'Function.Poison' } }, { response: 1 }]);
    client.destroy();
  });
});

describe('an emulator that was killed', () => {
  it('still has the records that it has accepted, and goes on where the function was in their shard', async () => {
    await using project = await createTestProject({
      'lambda.yaml': `image: { handler: app.Handler }
lambda: { name: worker }
trigger: { type: kinesis, stream: { arn: "${ARN}", batch_size: 1, retries: 1 } }
`,
    });
    await installBootstrap(project.path('node_modules/@alr/runtime'));
    const first = await startEmulator(project);
    const before = clientOf(first.url);
    const { ShardId } = await put(before, '{"log":["one"]}');
    await printed(first, /^one$/);
    await put(before, '{"fail":"Poison"}');
    await put(before, '{"log":["two"]}');
    await printed(first, /failed: it is delivered again in/);
    first.child.kill('SIGKILL');
    await once(first.child, 'exit');
    before.destroy();

    const second = await startEmulator(project);
    await printed(second, /^ *kept: +3 records/);
    await printed(second, /is given up after 2 deliveries, because no retry is left: it is lost/);
    await printed(second, /^two$/);
    expect(second.lines).not.toContain('one');
    const after = clientOf(second.url);
    const position = { StreamName: 'clicks', ShardId, ShardIteratorType: 'TRIM_HORIZON' } as const;
    const { ShardIterator } = await after.send(new GetShardIteratorCommand(position));
    expect((await after.send(new GetRecordsCommand({ ShardIterator }))).Records).toHaveLength(3);
    after.destroy();
  });
});
