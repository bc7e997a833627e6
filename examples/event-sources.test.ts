import { sampleEvent } from '@alr/builder/events';
import { invoke } from '@alr/runtime/testing';
import { describe, expect, it } from 'vitest';
import Cashier from './events/any.ts';
import Users from './events/cognito.ts';
import Mirror from './events/dynamodb.ts';
import Bus from './events/eventbridge.ts';
import Clicks from './events/firehose.ts';
import Topic from './events/kafka.ts';
import Statistics from './events/kinesis.ts';
import Watch from './events/logs.ts';
import Album from './events/s3.ts';
import Reader from './events/sns.ts';
import Shop from './events/sqs.ts';
import BatchShop from './events/sqs-batch.ts';
import LoadBalanced from './http/alb.ts';
import Gate from './http/authorizer.ts';
import Web from './http/http.ts';
import HonoWeb from './http/http-hono.ts';
import CheckedWeb from './http/http-schemas.ts';
import Chat from './http/websocket.ts';

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

  it.each(['url', 'http-api', 'rest-api', 'lattice', 'lattice-v1'])(
    'http.ts: responds to requests: %s',
    async (sample) => {
      const { reply } = await run(Web, sample, { path: '/hello?name=Ada' });
      expect(reply).toMatchObject({ statusCode: 200, body: '{"message":"Hello, Ada!"}' });
    },
  );

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

  it('websocket.ts: greets, and refuses other sites and messages', async () => {
    const greeting = '{"action":"greet","name":"Ada"}';
    expect((await run(Chat, 'websocket', { bodies: [greeting] })).reply).toEqual({
      statusCode: 200,
      body: 'Hello, Ada!',
    });
    expect((await run(Chat, 'websocket', { bodies: ['hello'] })).reply).toMatchObject({ statusCode: 400 });
    const connect = async (origin: string) =>
      (await run(Chat, 'websocket', { route: '$connect', headers: [['Origin', origin]] })).reply;
    expect(await connect('https://chat.example.com')).toMatchObject({ statusCode: 200 });
    expect(await connect('https://other.example.com')).toMatchObject({ statusCode: 403 });
    expect((await run(Chat, 'websocket', { route: '$disconnect' })).reply).toMatchObject({ statusCode: 200 });
  });

  it('authorizer.ts: allows a known token all of its stage', async () => {
    const allowed = await run(Gate, 'authorizer', { path: '/orders' });
    const Resource = ['arn:aws:execute-api:us-east-1:123456789012:api2example/prod/*'];
    expect(allowed.reply.policyDocument.Statement).toMatchObject([{ Effect: 'Allow', Resource }]);
    const denied = await run(Gate, 'authorizer', { token: 'Bearer other' });
    expect(denied.reply.policyDocument.Statement).toMatchObject([{ Effect: 'Deny' }]);
    expect((await run(Gate, 'authorizer-http')).reply).toEqual({ isAuthorized: true, context: { role: 'admin' } });
  });

  it.each(['kafka', 'kafka-self-managed'])('kafka.ts: reads orders, and reports a bad one: %s', async (sample) => {
    const bodies = ['{"amount":12}', '{"amount":"12"}', '{"amount":1}'];
    const { reply, messages } = await run(Topic, sample, { topic: 'orders', keys: ['1'], bodies, partitions: [0, 1] });
    expect(reply).toEqual({ batchItemFailures: [{ itemIdentifier: { partition: 'orders-1', offset: 16 } }] });
    expect(messages).toContain('order 1 over 12 (orders-0, offset 15)');
  });

  it('firehose.ts: cleans clicks', async () => {
    const bodies = ['{"page":"/","country":"DE"}', '{"page":"/","country":"DE","isBot":true}', '{}'];
    const { reply } = await run(Clicks, 'firehose', { bodies });
    expect(reply.records).toMatchObject([
      { result: 'Ok', metadata: { partitionKeys: { country: 'DE' } } },
      { result: 'Dropped' },
      { result: 'ProcessingFailed' },
    ]);
    const [{ data }] = reply.records;
    expect(Buffer.from(data, 'base64').toString()).toBe('{"page":"/","country":"DE"}\n');
  });

  it('cognito.ts: confirms users', async () => {
    expect((await run(Users, 'cognito')).reply).toMatchObject({ response: { autoConfirmUser: true } });
    const other = await run(Users, 'cognito', { trigger: 'PostConfirmation_ConfirmSignUp' });
    expect(other.messages).toEqual(['nothing to do for PostConfirmation_ConfirmSignUp']);
  });

  it('logs.ts: counts errors', async () => {
    const { messages } = await run(Watch, 'logs', {
      logGroup: '/aws/lambda/shop',
      bodies: ['ERROR a', 'ok', 'ERROR b'],
    });
    expect(messages).toEqual(['2 errors in /aws/lambda/shop']);
    expect((await run(Watch, 'logs-control')).messages).toEqual([expect.stringContaining('control message')]);
  });
});
