import { fileURLToPath } from 'node:url';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { startTestProject, type TestLocal } from '../../../../test/local.ts';
import { createTestProject } from '../../../../test/test-project.ts';
import type { LocalOptions } from '../../options/local-options.ts';

const thumbnailRuntime = fileURLToPath(new URL('../../../../test/thumbnail-runtime.ts', import.meta.url));

async function start(trigger: string, options: LocalOptions, runtime?: string) {
  const project = await createTestProject({ 'lambda.yaml': `image: { handler: app.Handler }\ntrigger: ${trigger}\n` });
  const local = await startTestProject(project, options, runtime);
  return {
    local,
    async [Symbol.asyncDispose]() {
      await local.close();
      await project[Symbol.asyncDispose]();
    },
  };
}

const QUEUE = '{ type: sqs, queue: { name: jobs } }';
const BUCKET = '{ type: s3-direct, bucket: photos }';

const keysOf = ({ invocations }: TestLocal) =>
  invocations.map(({ event }) => {
    const { Records } = event as { Records: { s3: { object: { key: string } } }[] };
    return Records[0]?.s3.object.key;
  });

describe('a fault of a source', () => {
  it('queue=late delays new messages', async () => {
    await using test = await start(QUEUE, { faults: ['queue=late=60000:once'] });
    test.local.queue('jobs').send(['late', 'in time']);
    await test.local.settled();
    expect(test.local.queue('jobs').messages).toMatchObject([{ body: 'late', state: 'delayed' }]);
    expect(test.local.invocations.length).toBe(1);
    await test.local.clock.skip('1m');
    expect(test.local.queue('jobs').messages).toEqual([]);
  });

  it('queue=throttle rejects calls, which clients repeat', async () => {
    await using test = await start('{ type: none }', { faults: ['queue=throttle:2'] });
    const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
    const settings = { endpoint: test.local.url, region: 'us-east-1', credentials };
    const receive = (maxAttempts: number) =>
      new SQSClient({ ...settings, maxAttempts }).send(
        new ReceiveMessageCommand({ QueueUrl: `${test.local.url}/012345678912/jobs` }),
      );
    await expect(receive(1)).rejects.toMatchObject({ name: 'RequestThrottled' });
    // The second attempt finds out that there is no such queue.
    await expect(receive(2)).rejects.toMatchObject({ name: 'QueueDoesNotExist', $metadata: { attempts: 2 } });
  });

  it('bucket=late delays notifications', async () => {
    await using test = await start(BUCKET, { faults: ['bucket=late=30000:once'] });
    test.local.bucket('photos').put('a', '');
    test.local.bucket('photos').put('b', '');
    await test.local.settled();
    expect(keysOf(test.local)).toEqual(['b']);
    await test.local.clock.skip('30s');
    expect(keysOf(test.local)).toEqual(['b', 'a']);
  });

  it('bucket=reorder lets the next notification overtake one', async () => {
    await using test = await start(BUCKET, { faults: ['bucket=reorder:2'] });
    for (const key of ['a', 'b', 'c']) test.local.bucket('photos').put(key, '');
    await test.local.clock.skip('1s');
    await test.local.settled();
    expect(keysOf(test.local)).toEqual(['b', 'a', 'c']);
  });

  it('aws=… fails the calls of the function with an error that its client repeats', async () => {
    await using test = await start(BUCKET, { faults: ['aws=s3.GetObject:503:2'] }, thumbnailRuntime);
    test.local.bucket('photos').put('a', 'a');
    await test.local.settled();
    expect(test.local.invocations[0]).toMatchObject({ response: { written: ['a'] } });
    const faults = test.local.events.filter(({ type }) => type === 'fault');
    expect(faults).toMatchObject(Array(2).fill({ call: 's3 GetObject', effect: 'fails with 503 SlowDown' }));
  });

  it('can be random, and is the same for the same seed', async () => {
    const deliveries = async () => {
      await using test = await start(BUCKET, { faults: ['bucket=duplicate:50%'], seed: 7 });
      for (let index = 0; index < 10; index++) test.local.bucket('photos').put(String(index), '');
      await test.local.settled();
      return keysOf(test.local).sort();
    };
    const first = await deliveries();
    expect(first.length).toBeGreaterThan(10);
    expect(first.length).toBeLessThan(20);
    expect(await deliveries()).toEqual(first);
  });
});
