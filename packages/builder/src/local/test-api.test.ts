import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestProject, type TestLocal } from '../../test/local.ts';
import { createTestProject, type TestProject } from '../../test/test-project.ts';
import { LocalOptionError } from './options/local-option-error.ts';
import { EmulatorClosedError } from './project/handles/emulator-closed-error.ts';
import { RejectedMessageError } from './project/resources/rejected-message.ts';

const configuration = `project: shop
functions:
  jobs:
    handler: app.Handler
    triggers:
      - { type: sqs, queue: { name: 'jobs-\${STAGE}' } }
      - { type: s3-direct, bucket: photos }
      - { type: sns, topic_name: news }
      - { type: kinesis, stream: { arn: 'arn:aws:kinesis:eu-central-1:123456789012:stream/clicks' } }
  api: { handler: app.Handler, triggers: [{ type: url }] }
  orders: { handler: app.Handler, triggers: [{ type: sqs, queue: { name: orders.fifo } }] }
`;

let project: TestProject;
let local: TestLocal;

beforeAll(async () => {
  project = await createTestProject({ 'lambda.yaml': configuration });
  local = await startTestProject(project, { stage: 'dev' });
});

afterAll(async () => {
  await local.close();
  await project[Symbol.asyncDispose]();
});

describe('the members of an emulator that was started for a test', () => {
  it('have the URL of each function that has one', () => {
    expect(local.functions).toEqual({
      jobs: { functionName: 'shop-dev-jobs', url: undefined },
      api: { functionName: 'shop-dev-api', url: local.url },
      orders: { functionName: 'shop-dev-orders', url: undefined },
    });
  });

  it('are named at the start with what the triggers get their events from', async () => {
    expect(await local.until('listening')).toMatchObject({
      queues: [{ name: 'jobs-dev' }, { name: 'orders.fifo', url: `${local.url}/012345678912/orders.fifo` }],
      buckets: [{ name: 'photos', url: `${local.url}/photos` }],
      topics: [{ name: 'news', arn: local.topic('news').arn }],
      streams: [{ name: 'clicks' }],
    });
  });

  it('have ARNs of one account, so that a function can compare them with its own', async () => {
    const { payload } = await local.invoke({ describe: true }, { FunctionName: 'jobs' });
    const { headers } = payload as { readonly headers: Record<string, string> };
    const arns = [
      headers['lambda-runtime-invoked-function-arn'],
      local.queue('jobs-dev').arn,
      local.topic('news').arn,
      local.stream('clicks').arn,
      local.bus().arn,
    ];
    expect(new Set(arns.map((arn) => arn?.split(':')[4]))).toEqual(new Set(['012345678912']));
  });

  it('say of each message of a queue where it is', async () => {
    const queue = local.queue('jobs-dev');
    queue.purge();
    queue.send([{ body: 'later', delay: 60 }, '{"fail":"OnPurpose"}']);
    await local.settled();
    const { now } = local.clock;
    expect(queue.messages).toEqual([
      {
        messageId: expect.any(String),
        body: 'later',
        state: 'delayed',
        receiveCount: 0,
        visibleAt: expect.any(Number),
      },
      {
        messageId: expect.any(String),
        body: '{"fail":"OnPurpose"}',
        state: 'hidden',
        receiveCount: 1,
        visibleAt: expect.any(Number),
      },
    ]);
    const [delayed, hidden] = queue.messages.map(({ visibleAt }) => visibleAt - now);
    expect(delayed).toBeGreaterThan(0);
    expect(delayed).toBeLessThanOrEqual(60_000);
    expect(hidden).toBeGreaterThan(60_000);
    local.queue('jobs-dev-dlq').send('a');
    expect(local.queue('jobs-dev-dlq').messages).toMatchObject([{ body: 'a', state: 'visible', receiveCount: 0 }]);
    queue.purge();
    expect(queue.messages).toEqual([]);
  });

  it('have the resources under the names of the stage that the test names, whatever the shell says', async () => {
    process.env.STAGE = 'prod';
    try {
      await using other = await startTestProject(project, { stage: 'test', function: 'jobs' });
      expect(other.queue('jobs-test').arn).toMatch(/:jobs-test$/);
    } finally {
      delete process.env.STAGE;
    }
  });
});

describe('what a test sends', () => {
  const noText = (value: unknown) => value as string;

  it.each<[what: string, reason: string, send: (local: TestLocal) => void]>([
    [
      'an object',
      'the queue jobs-dev rejects the message: { n: 1 } is not a text; pass one, such as that of JSON.stringify',
      (each) => each.queue('jobs-dev').send(noText({ n: 1 })),
    ],
    [
      'an object as a body',
      '{ n: 1 } is not a text',
      (each) => each.queue('jobs-dev').send({ body: noText({ n: 1 }) }),
    ],
    ['nothing', 'undefined is not a text', (each) => each.queue('jobs-dev').send(noText(undefined))],
    [
      'an empty message',
      'the queue jobs-dev rejects the message: The request must contain the parameter MessageBody',
      (each) => each.queue('jobs-dev').send(''),
    ],
    [
      'a delay of an hour',
      'Must be between 0 and 900',
      (each) => each.queue('jobs-dev').send({ body: 'a', delay: 3600 }),
    ],
    [
      'no group to a FIFO queue',
      'the queue orders.fifo rejects the message: The request must contain the parameter MessageGroupId',
      (each) => each.queue('orders.fifo').send('a'),
    ],
    [
      'an object to a topic',
      'the topic news rejects the message: { n: 1 } is not a text',
      (each) => each.topic('news').publish(noText({ n: 1 })),
    ],
    [
      'an empty notification',
      'the topic news rejects the message: Invalid parameter: Empty message',
      (each) => each.topic('news').publish(''),
    ],
    [
      'an object without a key',
      'the bucket photos rejects the object: a key has at least one character',
      (each) => each.bucket('photos').put('', 'a'),
    ],
    [
      'a key that is too long',
      'the key is longer than 1024 bytes',
      (each) => each.bucket('photos').put('ü'.repeat(513), 'a'),
    ],
    [
      'content that is no text',
      'the bucket photos rejects the message: 5 is not a text',
      (each) => each.bucket('photos').put('a', noText(5)),
    ],
  ])('is rejected as by AWS: %s', (_, reason, send) => {
    expect(() => send(local)).toThrow(RejectedMessageError);
    expect(() => send(local)).toThrow(reason);
  });

  // Not every test is in TypeScript.
  it('is rejected with a reason, whatever it is', async () => {
    const arn = 'arn:aws:dynamodb:eu-central-1:123456789012:table/orders/stream/2026-01-01T00:00:00.000';
    await using others = await createTestProject({
      'lambda.yaml': `image: { handler: app.Handler }
trigger: { type: dynamodb, stream: { arn: '${arn}' } }
local: { queues: [audit], topics: [copies], buckets: [results], streams: [log] }
`,
    });
    await using used = await startTestProject(others);
    const junk = fc.oneof(
      fc.anything(),
      fc.record({ body: fc.anything(), attributes: fc.anything(), groupId: fc.anything() }, { requiredKeys: [] }),
      fc.record({ body: fc.constant('a'), attributes: fc.dictionary(fc.string(), fc.anything(), { minKeys: 1 }) }),
      fc.record({ source: fc.anything(), detailType: fc.anything(), detail: fc.object(), time: fc.anything() }),
      fc.record({ data: fc.constant('a'), partitionKey: fc.anything() }),
      fc.record({ newImage: fc.anything(), oldImage: fc.anything(), keys: fc.anything() }, { requiredKeys: [] }),
    );
    const uses: ((value: never) => unknown)[] = [
      (value) => used.queue('audit').send(value),
      (value) => used.queue('audit').send([value]),
      (value) => used.topic('copies').publish(value),
      (value) => used.topic('copies').publish('a', value),
      (value) => used.bus().put(value),
      (value) => used.stream('log').put(value),
      (value) => used.stream('orders').put(value),
      (value) => used.bucket('results').put(value, 'a'),
      (value) => used.bucket('results').put('a', value),
    ];
    fc.assert(
      fc.property(junk, fc.nat(uses.length - 1), (value, index) => {
        try {
          uses[index]?.(value as never);
        } catch (error) {
          if (!(error instanceof RejectedMessageError || error instanceof LocalOptionError)) throw error;
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('arrives up to what is rejected', async () => {
    await local.settled();
    const before = local.invocations.length;
    expect(() => local.queue('jobs-dev').send(['{}', ''])).toThrow(RejectedMessageError);
    await local.settled();
    expect(local.queue('jobs-dev').messages).toEqual([]);
    expect(local.invocations.length).toBe(before + 1);
  });

  it.each<[what: string, reason: string, find: (local: TestLocal) => unknown]>([
    [
      'queue',
      'there is no queue "job": the queues of this emulator are jobs-dev-dlq, jobs-dev, orders-dlq.fifo, orders.fifo',
      (each) => each.queue('job'),
    ],
    ['bucket', 'there is no bucket "photo": the buckets of this emulator are photos', (each) => each.bucket('photo')],
    ['topic', 'there is no topic "new": the topics of this emulator are news', (each) => each.topic('new')],
    ['stream', 'there is no stream "click": the streams of this emulator are clicks', (each) => each.stream('click')],
    [
      'event bus',
      'there is no event bus "shop": the event buses of this emulator are default',
      (each) => each.bus('shop'),
    ],
  ])('needs a %s that exists', (_, reason, find) => {
    expect(() => find(local)).toThrow(LocalOptionError);
    expect(() => find(local)).toThrow(reason);
  });

  it('needs an event with a detail', () => {
    const event = { source: 'shop', detailType: 'Paid', detail: 'no object' as unknown as object };
    expect(() => local.bus().put(event)).toThrow('is not an event: Detail is malformed');
  });
});

describe('the clock of a test', () => {
  it.each([-1, Number.NaN, '5', '5 m', '', 'later'])('is not moved by %j', async (amount) => {
    const before = local.clock.now;
    await expect(local.clock.skip(amount)).rejects.toThrow(LocalOptionError);
    expect(local.clock.now - before).toBeLessThan(60_000);
  });

  it('follows real time, plus what is skipped', async () => {
    const before = local.clock.now - Date.now();
    await local.clock.skip('1h30m');
    expect(local.clock.now - Date.now() - before).toBeGreaterThanOrEqual(5_399_000);
    expect(local.clock.now - Date.now() - before).toBeLessThan(5_460_000);
  });
});

describe('an emulator that is closed', () => {
  it('throws when something is to change or to be awaited, and still says what there was', async () => {
    const closing = await startTestProject(project, { stage: 'dev' });
    const [queue, bucket, topic] = [closing.queue('jobs-dev'), closing.bucket('photos'), closing.topic('news')];
    const [stream, bus] = [closing.stream('clicks'), closing.bus()];
    const event = { source: 'shop', detailType: 'order', detail: {} };
    queue.send({ body: 'waits', delay: 60 });
    bucket.put('a', 'content');
    await closing.settled();
    const closed = closing.close();
    const changes: readonly [string, () => unknown][] = [
      ['send to the queue jobs-dev', () => queue.send('a')],
      ['send to the queue orders.fifo', () => closing.queue('orders.fifo').send({ body: 'a', groupId: 'a' })],
      ['purge the queue jobs-dev', () => queue.purge()],
      ['redrive the messages of the queue jobs-dev', () => queue.redrive()],
      ['put into the bucket photos', () => bucket.put('b', 'content')],
      ['delete from the bucket photos', () => bucket.delete('a')],
      ['publish on the topic news', () => topic.publish('a')],
      ['put events on the event bus default', () => bus.put(event)],
      ['put into the stream clicks', () => stream.put('a')],
      ['skip time', () => closing.clock.skip('next')],
      ['wait until it is settled', () => closing.settled()],
    ];
    const checkAll = async () => {
      for (const [action, change] of changes) {
        const message = `cannot ${action}, because the emulator is closed: do that before close(), or start another emulator`;
        await expect(async () => change()).rejects.toThrow(new EmulatorClosedError(action));
        await expect(async () => change()).rejects.toThrow(message);
      }
    };
    // Even while it is closing.
    await checkAll();
    await closed;
    await checkAll();
    expect(queue.messages).toMatchObject([{ body: 'waits' }]);
    expect(bucket.keys).toEqual(['a']);
    expect(closing.invocations).toMatchObject([{ source: 's3' }]);
    await closing.close();
  });
});
