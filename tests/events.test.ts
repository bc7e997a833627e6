import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sampleEvent } from '@alr/builder/events';
import { describe, expect, inject, it } from 'vitest';
import { ALL_SOURCES } from './emulator/all-sources.ts';
import { type EmulatedFunction, type EmulateOptions, emulate } from './emulator/emulated-function.ts';

function start(source: Parameters<typeof emulate>[0], options: EmulateOptions = {}): Promise<EmulatedFunction> {
  return emulate(source, { project: inject('packed').projectWithEvents, ...options });
}

const batch = (sample: string, bodies: readonly string[], options: object = {}) =>
  sampleEvent(sample, { bodies, ...options }) as {
    Records: { messageId: string; kinesis: { sequenceNumber: string } }[];
  };

describe('a function for every source', () => {
  const httpResponse = { statusCode: 200, body: '{"ok":true}', isBase64Encoded: false };
  const type = { 'content-type': 'application/json' };

  it('passes each event to the class of its source, and responds in the format of the source', async () => {
    await using all = await start(ALL_SOURCES);
    const request = { method: 'POST', path: '/orders?id=1&id=2', bodies: ['hello'] };
    const rows: [event: unknown, seen: unknown, reply?: unknown][] = [
      [
        sampleEvent('sqs', { bodies: ['{"id":1}', '12345678901234567890', ''] }),
        [[{ id: 1 }], ['12345678901234567890'], ['']],
      ],
      [sampleEvent('sns', { bodies: ['hi'], subject: 'greeting' }), [['hi', 'greeting']]],
      [sampleEvent('sns-in-sqs', { bodies: ['{"id":1}'] }), [[{ id: 1 }]]],
      [sampleEvent('s3', { keys: ['a photo+1.jpg'] }), [['a photo+1.jpg', null]]],
      [sampleEvent('s3-test'), []],
      [sampleEvent('s3-test-in-sns-in-sqs'), []],
      [sampleEvent('eventbridge', { detailType: 'Order Placed', bodies: ['{"id":1}'] }), [['Order Placed', { id: 1 }]]],
      [sampleEvent('scheduler'), [['Scheduled Event', {}]]],
      [sampleEvent('kinesis', { bodies: ['{"id":1}', 'text'] }), [[{ id: 1 }], ['text']]],
      [sampleEvent('kinesis-aggregated', { bodies: ['{"id":1}', 'text'] }), [[{ id: 1 }], ['text']]],
      [sampleEvent('sqs', { bodies: [`\n ${JSON.stringify({ id: 1 })}`] }), [[{ id: 1 }]]],
      [{ hello: 'world' }, [[{ hello: 'world' }]], { ok: true }],
      [[1, 2], [[[1, 2]]], { ok: true }],
      ['text', [['text']], { ok: true }],
      // Some tools write the other types of a value as null.
      [
        { Records: [{ eventSource: 'aws:dynamodb', dynamodb: { NewImage: { id: { B: null, N: '1', S: null } } } }] },
        [[{ id: 1 }]],
      ],
      // EventBridge Pipes sends an array, even for one record.
      [(sampleEvent('sqs', { bodies: ['piped'] }) as { Records: unknown[] }).Records, [['piped']]],
      [
        sampleEvent('url', request),
        [['POST', expect.stringMatching(/lambda-url.*\/orders\?id=1&id=2$/), 'hello']],
        { ...httpResponse, headers: type, cookies: ['a=1', 'b=2'] },
      ],
      [
        sampleEvent('rest-api', request),
        [['POST', expect.stringMatching(/\/orders\?id=1&id=2$/), 'hello']],
        { ...httpResponse, headers: type, multiValueHeaders: { 'set-cookie': ['a=1', 'b=2'] } },
      ],
      [
        sampleEvent('alb', { multiValueHeaders: true }),
        [['GET', expect.any(String), '']],
        { ...httpResponse, multiValueHeaders: { 'content-type': ['application/json'], 'set-cookie': ['a=1', 'b=2'] } },
      ],
      ...['lattice', 'lattice-v1'].map((sample): [unknown, unknown, unknown] => [
        sampleEvent(sample, { ...request, path: '/orders?id=1' }),
        [['POST', expect.stringMatching(/vpc-lattice-svcs.*\/orders\?id=1$/), 'hello']],
        { ...httpResponse, headers: { ...type, 'set-cookie': 'a=1', 'Set-cookie': 'b=2' } },
      ]),
      [
        sampleEvent('websocket', { route: '$connect' }),
        [[expect.stringContaining('execute-api')]],
        { statusCode: 403, headers: {}, body: '', isBase64Encoded: false },
      ],
      [sampleEvent('websocket', { bodies: ['{"id":1}'] }), [[{ id: 1 }]], { statusCode: 200, body: 'hello' }],
      [
        sampleEvent('authorizer-token', { token: 'good', path: '/orders' }),
        [['good', '/orders']],
        {
          principalId: 'user',
          policyDocument: { Version: '2012-10-17', Statement: [expect.objectContaining({ Effect: 'Allow' })] },
          context: { role: 'admin' },
        },
      ],
      [
        sampleEvent('authorizer-request', { token: 'other' }),
        [['other', '/']],
        expect.objectContaining({
          policyDocument: { Version: '2012-10-17', Statement: [expect.objectContaining({ Effect: 'Deny' })] },
        }),
      ],
      [
        sampleEvent('authorizer-http', { token: 'good' }),
        [['good', '/']],
        { isAuthorized: true, context: { role: 'admin' } },
      ],
      [
        sampleEvent('kafka', { bodies: ['{"id":1}'], keys: ['k'], attributes: { kind: 'new' } }),
        [[{ id: 1 }, 'k', [['kind', 'new']]]],
      ],
      [sampleEvent('kafka-self-managed', { bodies: ['a'], keys: ['k'] }), [['a', 'k', []]]],
      [
        sampleEvent('firehose', { bodies: ['a'] }),
        [['a']],
        { records: [{ recordId: expect.any(String), result: 'Ok', data: 'QQ==' }] },
      ],
      [
        sampleEvent('cognito'),
        [['PreSignUp_SignUp']],
        expect.objectContaining({
          triggerSource: 'PreSignUp_SignUp',
          response: { autoConfirmUser: true, autoVerifyEmail: false, autoVerifyPhone: false },
        }),
      ],
      [
        sampleEvent('logs', { bodies: ['a', 'b'], logGroup: 'g' }),
        [
          ['a', 'g'],
          ['b', 'g'],
        ],
      ],
      [sampleEvent('logs-control'), []],
    ];
    for (const [event, seen, reply] of rows) {
      expect(await all.invoke(event)).toEqual(reply === undefined ? { seen } : { seen, reply });
    }
  });

  it('keeps the state of a tumbling window until the window ends without records', async () => {
    await using all = await start(ALL_SOURCES);
    const window = {
      window: { start: 'a', end: 'b' },
      isFinalInvokeForWindow: false,
      eventSourceARN: 'arn:aws:kinesis:us-east-1:1:x',
    };
    expect(await all.invoke({ ...sampleEvent('kinesis', { bodies: ['a'] }), ...window })).toMatchObject({
      reply: { state: { last: 'a' } },
    });
    const end = { Records: [], ...window, isFinalInvokeForWindow: true, state: { last: 'a' } };
    expect(await all.invoke(end)).toEqual({ seen: [], reply: { state: { last: 'a' } } });
  });
});

describe('a function without a class for the event', () => {
  it('fails, and names the class and method that would handle it', async () => {
    await using none = await start(ALL_SOURCES, { env: { SOURCES: 'S3' } });
    for (const [sample, method] of [
      ['sqs', 'SQSHandler.onMessage()'],
      ['sns-in-sqs', 'SQSHandler.onMessage()'],
      ['kinesis', 'KinesisHandler.onRecord()'],
      ['alb', 'ALBHandler.onRequest()'],
      ['lattice', 'HTTPHandler.onRequest()'],
    ] as const) {
      const failure = { errorType: 'UnhandledEventError', errorMessage: expect.stringContaining(`${method} is not`) };
      await expect(none.invoke(sampleEvent(sample, { records: 2 }))).rejects.toMatchObject(failure);
    }
    await expect(none.invoke({ hello: 'world' })).rejects.toMatchObject({ errorType: 'UnhandledEventError' });
  });

  it('unwraps the events of its classes from messages of other sources', async () => {
    await using inner = await start(ALL_SOURCES, { env: { SOURCES: 'S3,EVENTBRIDGE' } });
    expect(await inner.invoke(sampleEvent('s3-in-sns-in-sqs', { keys: ['a b', 'c'] }))).toEqual({
      seen: [
        ['a b', ['aws:sqs', 'aws:sns']],
        ['c', ['aws:sqs', 'aws:sns']],
      ],
    });
    expect(await inner.invoke(sampleEvent('schedule-in-sns'))).toEqual({ seen: [['Scheduled Event', {}]] });
  });
});

describe('an authorizer that fails', () => {
  it('fails its invocation with the message of the error, so that API Gateway refuses the request', async () => {
    await using all = await start(ALL_SOURCES);
    for (const sample of ['authorizer-token', 'authorizer-request', 'authorizer-http']) {
      await expect(all.invoke(sampleEvent(sample, { token: 'bad' }))).rejects.toMatchObject({ errorMessage: 'bad' });
    }
  });
});

describe('a record that fails', () => {
  it('is retried with the rest of its partition of Kafka, and reported to Firehose', async () => {
    await using all = await start(ALL_SOURCES, { env: { ALR_PARTIAL_BATCH_RESPONSE: 'true' } });
    const bodies = ['a', 'bad', 'c', 'd'];
    expect(await all.invoke(sampleEvent('kafka', { bodies, partitions: [0, 1], keys: ['k'] }))).toMatchObject({
      reply: { batchItemFailures: [{ itemIdentifier: { partition: 'my-topic-1', offset: 16 } }] },
    });
    expect(await all.invoke(sampleEvent('firehose', { bodies }))).toMatchObject({
      reply: { records: bodies.map((body) => ({ result: body === 'bad' ? 'ProcessingFailed' : 'Ok' })) },
    });
  });

  const bodiesWithBadAt = (place: number) =>
    ['a', 'b', 'c', 'd'].map((body, index) => (index === place ? 'bad' : body));

  it('is the only one to be retried if the mapping accepts partial batch responses', async () => {
    await using all = await start(ALL_SOURCES, { env: { ALR_PARTIAL_BATCH_RESPONSE: 'true' } });
    for (let place = 0; place < 4; place += 1) {
      const standard = batch('sqs', bodiesWithBadAt(place));
      const fifo = batch('sqs', bodiesWithBadAt(place), { queue: 'orders.fifo', groups: ['x', 'y'] });
      const stream = batch('kinesis', bodiesWithBadAt(place));
      const ids = (...records: ({ messageId: string } | undefined)[]) =>
        records.flatMap((record) => (record ? [{ itemIdentifier: record.messageId }] : []));
      expect(await all.invoke(standard)).toMatchObject({ reply: { batchItemFailures: ids(standard.Records[place]) } });
      // With the rest of its message group.
      expect(await all.invoke(fifo)).toMatchObject({
        reply: { batchItemFailures: ids(fifo.Records[place], fifo.Records[place + 2]) },
      });
      // With all later records.
      const itemIdentifier = stream.Records[place]?.kinesis.sequenceNumber;
      expect(await all.invoke(stream)).toMatchObject({ reply: { batchItemFailures: [{ itemIdentifier }] } });
    }
  });

  it('is reported by the record that it was aggregated in', async () => {
    await using all = await start(ALL_SOURCES, { env: { ALR_PARTIAL_BATCH_RESPONSE: 'true' } });
    const [first] = batch('kinesis', ['a']).Records;
    const [aggregated] = batch('kinesis-aggregated', bodiesWithBadAt(2)).Records;
    const record = { ...aggregated, kinesis: { ...aggregated?.kinesis, sequenceNumber: '7' } };
    expect(await all.invoke({ Records: [first, record, first] })).toMatchObject({
      seen: [['a'], ['a'], ['b'], ['bad']],
      reply: { batchItemFailures: [{ itemIdentifier: '7' }] },
    });
  });

  it('is reported by onBatch() in the same way', async () => {
    const source = `
      import { EVENT_SQS, SQSHandler } from '@alr/event';
      import { Runtime } from '@alr/runtime';
      class Orders extends SQSHandler {
        static allFailed = 'report';
        async onBatch(records, fail) {
          for (const record of records) if (record.payload === 'bad') fail(record, new Error('bad'));
        }
      }
      export default class Fn extends Runtime { static { this.registerEventHandler(EVENT_SQS, Orders); } }`;
    await using orders = await start(source, { env: { ALR_PARTIAL_BATCH_RESPONSE: 'true' } });
    for (const bodies of [
      ['a', 'bad', 'b'],
      ['bad', 'bad'],
    ]) {
      const event = batch('sqs', bodies);
      const failed = event.Records.filter((_, index) => bodies[index] === 'bad');
      expect(await orders.invoke(event)).toEqual({
        batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })),
      });
    }
  });

  it('fails the message that contains it', async () => {
    await using inner = await start(ALL_SOURCES, { env: { SOURCES: 'S3', ALR_PARTIAL_BATCH_RESPONSE: 'true' } });
    const event = batch('s3-in-sns-in-sqs', [], { keys: ['good', 'bad', 'better'] });
    expect(await inner.invoke(event)).toMatchObject({
      seen: [
        ['good', expect.anything()],
        ['bad', expect.anything()],
        ['better', expect.anything()],
      ],
      reply: { batchItemFailures: [{ itemIdentifier: event.Records[1]?.messageId }] },
    });
  });

  it('fails the invocation by default, after the other records were handled', async () => {
    await using all = await start(ALL_SOURCES);
    for (const place of [0, 3]) {
      const event = batch('sqs', bodiesWithBadAt(place));
      const errorMessage = expect.stringContaining(
        `1 of 4 records failed: ${event.Records[place]?.messageId} (Error: bad)`,
      );
      await expect(all.invoke(event)).rejects.toMatchObject({ errorType: 'BatchError', errorMessage });
    }
  });

  it('includes the records that were not started in time', async () => {
    const source = `
      import { setTimeout } from 'node:timers/promises';
      import { EVENT_SQS, SQSHandler } from '@alr/event';
      import { Runtime } from '@alr/runtime';
      class Slow extends SQSHandler {
        static partialBatchResponse = true;
        async onMessage(body) {
          if (body === 'slow') await setTimeout(60_000, null, { signal: this.context.signal }).catch(() => {});
        }
      }
      export default class Fn extends Runtime { static { this.registerEventHandler(EVENT_SQS, Slow); } }`;
    await using slow = await start(source, { timeout: 1 });
    const event = batch('sqs', ['quick', 'slow', 'late', 'late']);
    const batchItemFailures = event.Records.slice(2).map(({ messageId }) => ({ itemIdentifier: messageId }));
    expect(await slow.invoke(event)).toEqual({ batchItemFailures });
  });
});

describe('the function URL of a fetch handler', () => {
  it.each(['BUFFERED', 'RESPONSE_STREAM'])(
    'transfers bytes, cookies and statuses in both directions: %s',
    async (mode) => {
      const source = `
      import { EVENT_HTTP, HTTPHandler } from '@alr/event';
      import { Runtime } from '@alr/runtime';
      class Site extends HTTPHandler {
        async onRequest(request) {
          const { pathname } = new URL(request.url);
          if (pathname === '/gone') return new Response(null, { status: 204 });
          if (pathname === '/broken') throw new Error('secret');
          const headers = [['set-cookie', 'a=1'], ['set-cookie', 'b=2'], ['x-cookie', request.headers.get('cookie')]];
          return new Response(await request.bytes(), { status: 201, headers });
        }
      }
      export default class Fn extends Runtime { static { this.registerEventHandler(EVENT_HTTP, Site); } }`;
      await using site = await start(source, { env: { ALR_INVOKE_MODE: mode } });
      const body = Uint8Array.from({ length: 256 }, (_, byte) => byte);
      const echoed = await fetch(`${site.local.url}/echo`, { method: 'POST', body, headers: { cookie: 'c=3; d=4' } });
      expect(echoed.status).toBe(201);
      expect(await echoed.bytes()).toEqual(body);
      expect(echoed.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
      expect(echoed.headers.get('x-cookie')).toBe('c=3; d=4');
      expect((await fetch(`${site.local.url}/gone`)).status).toBe(204);
      const broken = await fetch(`${site.local.url}/broken`);
      expect([broken.status, await broken.text()]).toEqual([500, '{"message":"Internal Server Error"}']);
    },
  );
});

describe('the first block of the README', () => {
  it('runs unchanged', async () => {
    const readme = await readFile(join(import.meta.dirname, '../packages/event/README.md'), 'utf8');
    const [, source = ''] = /```ts\n(.*?)```/s.exec(readme) ?? [];
    await using shop = await start({ 'app.ts': source, 'package.json': '{ "type": "module" }' });
    expect(await shop.invoke(sampleEvent('sqs'))).toBeNull();
  });
});
