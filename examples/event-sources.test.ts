import { sampleEvent } from '@alr/builder/events';
import { invoke } from '@alr/runtime/testing';
import { describe, expect, it } from 'vitest';
import LoadBalanced from './alb.ts';
import Cashier from './any.ts';
import Mirror from './dynamodb.ts';
import Bus from './eventbridge.ts';
import Web from './http.ts';
import HonoWeb from './http-hono.ts';
import CheckedWeb from './http-schemas.ts';
import Statistics from './kinesis.ts';
import Album from './s3.ts';
import Reader from './sns.ts';
import Shop from './sqs.ts';
import BatchShop from './sqs-batch.ts';

/** Invokes an example with a sample event, and returns the response and the log messages. */
async function run(...[target, sample, options, env = {}]: Parameters<typeof start>) {
  const { reply, error, chunks, logs } = await start(target, sample, options, env);
  const messages = logs.map(({ message }) => message);
  return { reply: reply === undefined ? undefined : JSON.parse(reply), error, chunks: chunks.map(String), messages };
}

function start(
  target: Parameters<typeof invoke>[0],
  sample: string,
  options: Parameters<typeof sampleEvent>[1] = {},
  env: Record<string, string> = {},
) {
  return invoke(target, sampleEvent(sample, options), { env });
}

describe('the examples', () => {
  it('sqs.ts: saves valid orders, and reports the others', async () => {
    const bodies = ['{"orderId":"1","amount":12}', '{"orderId":"2"}'];
    const { reply, messages } = await run(Shop, 'sqs', { bodies });
    expect(reply.batchItemFailures).toHaveLength(1);
    expect(messages).toContainEqual(expect.stringMatching(/^order 1 of message .* saved$/));
  });

  it('sqs-batch.ts: saves a batch at once, and reports what was rejected', async () => {
    const bodies = ['{"orderId":"1"}', '{"orderId":""}'];
    const { reply, messages } = await run(BatchShop, 'sqs', { bodies });
    expect(reply.batchItemFailures).toHaveLength(1);
    expect(messages[0]).toBe('2 orders are saved with one statement');
  });

  it('any.ts: responds to events that no source claims', async () => {
    const { reply } = await invoke(Cashier, { prices: [1, 2.5] });
    expect(reply).toBe('{"total":3.5}');
  });

  it('http-schemas.ts: responds to valid requests, and rejects others', async () => {
    const options = { path: '/orders?dryRun=yes', headers: [['content-type', 'application/json'] as const] };
    const valid = await run(CheckedWeb, 'url', { ...options, bodies: ['{"item":"tea","amount":2}'] });
    expect(valid.reply).toMatchObject({ statusCode: 201, body: '{"orderId":null}' });
    const invalid = await run(CheckedWeb, 'url', { ...options, bodies: ['{"item":"tea","amount":-2}'] });
    expect(invalid.reply).toMatchObject({ statusCode: 400 });
  });

  it.each(['sns', 'sns-in-sqs'])('sns.ts: reads notifications: %s', async (sample) => {
    const options = { subject: 'greeting', bodies: ['Hello!'], attributes: { kind: 'news' } };
    const { reply, messages } = await run(Reader, sample, options);
    expect(reply).toBeNull();
    expect(messages).toEqual(['greeting (news): 6 characters']);
  });

  it.each(['s3', 's3-in-sqs', 's3-in-sns', 's3-in-sns-in-sqs'])(
    's3.ts: handles created and removed objects: %s',
    async (sample) => {
      const created = await run(Album, sample, { keys: ['my photo.jpg'] });
      expect(created.messages).toEqual([expect.stringContaining('new object my photo.jpg of 1024 bytes')]);
      const removed = await run(Album, sample, { operation: 'ObjectRemoved:Delete', keys: ['my photo.jpg'] });
      expect(removed.messages).toEqual(['my photo.jpg was removed']);
    },
  );

  it('eventbridge.ts: handles events and schedules, and rejects unknown ones', async () => {
    expect((await run(Bus, 'eventbridge', { bodies: ['{"orderId":"1"}'] })).messages).toEqual(['order 1 was placed']);
    expect((await run(Bus, 'schedule')).messages).toEqual(['time to clean up']);
    expect((await run(Bus, 'eventbridge-s3')).error).toMatchObject({
      errorMessage: 'unknown detail type: Object Created',
    });
  });

  it.each(['kinesis', 'kinesis-aggregated'])('kinesis.ts: counts pages: %s', async (sample) => {
    const { messages } = await run(Statistics, sample, { bodies: ['{"page":"/"}', '{"page":"/"}'] });
    expect(messages).toEqual(['/ was seen 1 times', '/ was seen 2 times']);
  });

  it('dynamodb.ts: mirrors a table', async () => {
    expect((await run(Mirror, 'dynamodb')).messages).toEqual(['INSERT: 1 customers']);
    expect((await run(Mirror, 'dynamodb', { change: 'REMOVE' })).messages).toEqual(['REMOVE: 0 customers']);
  });

  it.each(['url', 'http-api', 'rest-api'])('http.ts: responds to requests: %s', async (sample) => {
    const { reply } = await run(Web, sample, { path: '/hello?name=Ada' });
    expect(reply).toMatchObject({ statusCode: 200, body: '{"message":"Hello, Ada!"}' });
  });

  it('http-hono.ts: streams if the invoke mode is RESPONSE_STREAM', async () => {
    const { chunks } = await run(HonoWeb, 'url', { path: '/count/3' }, { ALR_INVOKE_MODE: 'RESPONSE_STREAM' });
    expect(chunks).toEqual(['1\n', '2\n', '3\n']);
    expect((await run(HonoWeb, 'url', { path: '/count/3' })).reply).toMatchObject({ body: '1\n2\n3\n' });
  });

  it('alb.ts: responds to requests and health checks', async () => {
    const { reply } = await run(LoadBalanced, 'alb', { path: '/build' });
    expect(reply).toMatchObject({ statusCode: 200, body: '{"path":"/build","accept":"*/*"}' });
    const check = await run(LoadBalanced, 'alb', { headers: [['user-agent', 'ELB-HealthChecker/2.0']] });
    expect(check.reply).toMatchObject({ statusCode: 200, body: 'healthy' });
  });
});
