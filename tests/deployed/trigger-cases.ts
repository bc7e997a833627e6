import { expect } from 'vitest';
// @boundaries-ignore the tests of the builder have the emulated account
import type { TriggerType } from '../../packages/builder/src/config/keys/trigger-keys.ts';
// @boundaries-ignore as above
import type { ForeignResources } from '../../packages/builder/test/moto/foreign-resources.ts';
import { type EventCase, failed, goodAndBad, REPORTING, request } from './event-case.ts';

/** A function with one trigger, and an event of it. */
export interface TriggerCase extends EventCase {
  /** The name of the function. */
  readonly name: string;
  /** The trigger in `lambda.yaml`. */
  readonly trigger: (theirs: ForeignResources) => string;
}

const one = ['--body', '{"id":1}'];

/** The cases of each type of trigger. The compiler reports a type that has none. */
export const triggerCases: { readonly [Type in TriggerType]: readonly TriggerCase[] } = {
  none: [],
  sqs: [
    { name: 'queue', trigger: () => '{ type: sqs }', args: one, by: 'mapping', seen: [[{ id: 1 }]] },
    {
      name: 'strict-queue',
      trigger: () => '{ type: sqs }',
      args: goodAndBad,
      by: 'mapping',
      seen: [],
      fails: true,
    },
    {
      name: 'reporting-queue',
      trigger: () => `{ type: sqs, ${REPORTING} }`,
      args: goodAndBad,
      by: 'mapping',
      seen: [['good'], ['bad']],
      reply: { batchItemFailures: [failed] },
    },
    {
      name: 'fifo-queue',
      trigger: () =>
        '{ type: sqs, queue: { name: orders.fifo, dlq: { name: orders-dlq.fifo }, partial_batch_response: true } }',
      args: ['--body', 'good', '--body', 'bad', '--body', 'good'],
      by: 'mapping',
      seen: [['good'], ['bad']],
      reply: { batchItemFailures: [failed, failed] },
    },
    {
      name: 'filtered-queue',
      trigger: () => '{ type: sqs, filter: { body: { kind: [order], amount: [{ numeric: [">", 10] }] } } }',
      by: 'mapping',
      filtered: ['--body', '{"kind":"order","amount":10}'],
      seen: [[{ orderId: 'order-1', kind: 'order', amount: 100 }]],
    },
  ],
  's3-sqs': [
    {
      name: 'queue-of-bucket',
      trigger: ({ bucket }) => `{ type: s3-sqs, bucket: ${bucket}, prefix: in/, suffix: .png, ${REPORTING} }`,
      by: 'mapping',
      filtered: ['--key', 'in/a.jpg'],
      source: 'S3',
      seen: [['in/holiday 1.png', ['aws:sqs']]],
      reply: { batchItemFailures: [] },
    },
  ],
  's3-direct': [
    {
      name: 'bucket',
      trigger: ({ bucket }) => `{ type: s3-direct, bucket: ${bucket}, prefix: direct/ }`,
      by: 'notification',
      filtered: ['--key', 'elsewhere/a.jpg'],
      seen: [['direct/holiday 1.jpg', null]],
    },
    {
      name: 'bucket-removals',
      trigger: () =>
        "{ type: s3-direct, bucket: archive-of-shop, create_bucket: true, prefix: old/, event: 's3:ObjectRemoved:*' }",
      by: 'notification',
      filtered: ['--key', 'old/a.jpg', '--operation', 'ObjectCreated:Put'],
      seen: [['old/holiday 1.jpg', null]],
    },
  ],
  eventbridge: [
    {
      name: 'rate',
      trigger: () => '{ type: eventbridge, schedule: rate(1 hour) }',
      by: 'rule',
      seen: [['Scheduled Event', {}]],
    },
    {
      name: 'pattern',
      trigger: () =>
        '{ type: eventbridge, pattern: { source: [my.shop], detail-type: [Order Paid], ' +
        'detail: { amount: [{ numeric: [">", 500] }], state: [{ prefix: pa }], note: [{ exists: false }] } } }',
      by: 'rule',
      filtered: ['--body', '{"amount":1,"state":"paid"}'],
      seen: [['Order Paid', { orderId: 'order-1', amount: 501, state: 'pa' }]],
    },
    {
      name: 'uploads',
      trigger: ({ bucket }) =>
        `{ type: eventbridge, pattern: { source: [aws.s3], detail: { bucket: { name: [${bucket}] } } } }`,
      by: 'rule',
      filtered: ['--bucket', 'another'],
      seen: [['Object Created', expect.objectContaining({ bucket: { name: 'bystander' } })]],
    },
    {
      name: 'input',
      trigger: () => '{ type: eventbridge, schedule: rate(1 hour), input: { job: clean, days: [1, 2] } }',
      by: 'rule',
      seen: [[{ job: 'clean', days: [1, 2] }]],
      reply: { ok: true },
    },
  ],
  scheduler: [
    {
      name: 'schedule',
      trigger: () => "{ type: scheduler, schedule: 'cron(0 8 * * ? *)', timezone: Europe/Berlin }",
      by: 'schedule',
      seen: [['Scheduled Event', {}]],
    },
    {
      name: 'schedule-input',
      trigger: () => '{ type: scheduler, at: 2030-01-31T08:00:00, input: { kind: morning } }',
      by: 'schedule',
      seen: [[{ kind: 'morning' }]],
      reply: { ok: true },
    },
  ],
  sns: [
    {
      name: 'topic',
      trigger: () => '{ type: sns, topic_name: news }',
      args: ['--body', 'hi', '--subject', 'greeting'],
      by: 'subscription',
      seen: [['hi', 'greeting']],
    },
    {
      name: 'filtered-topic',
      trigger: () =>
        '{ type: sns, topic_name: orders, filter: { kind: [{ prefix: re }], amount: [{ numeric: [">", 5] }] } }',
      by: 'subscription',
      filtered: ['--attribute', 'kind=order'],
      seen: [['Hello from SNS!', null]],
    },
    {
      name: 'topic-of-bodies',
      trigger: () => '{ type: sns, topic_name: facts, filter_scope: body, filter: { kind: [fact] } }',
      by: 'subscription',
      filtered: ['--body', '{"kind":"rumour"}'],
      seen: [[{ kind: 'fact' }, null]],
    },
  ],
  'sns-sqs': [
    {
      name: 'queue-of-topic',
      trigger: () => `{ type: sns-sqs, topic_name: updates, filter_scope: body, filter: { id: [1] }, ${REPORTING} }`,
      by: 'mapping',
      filtered: ['--body', '{"id":2}'],
      seen: [[{ id: 1 }]],
      reply: { batchItemFailures: [] },
    },
  ],
  kinesis: [
    {
      name: 'stream',
      trigger: ({ kinesisStream }) => `{ type: kinesis, stream: { arn: '${kinesisStream}' } }`,
      args: one,
      by: 'mapping',
      seen: [[{ id: 1 }]],
    },
    {
      name: 'reporting-stream',
      trigger: ({ kinesisStream }) =>
        `{ type: kinesis, stream: { arn: '${kinesisStream}', partial_batch_response: true }, filter: { data: { id: [bad, good] } } }`,
      args: ['--body', '{"id":"good"}', '--body', '{"id":"bad"}', '--body', '{"id":"good"}'],
      by: 'mapping',
      filtered: ['--body', '{"id":"ugly"}'],
      seen: [[{ id: 'good' }], [{ id: 'bad' }]],
      reply: { batchItemFailures: [failed] },
    },
  ],
  dynamodb: [
    {
      name: 'table',
      trigger: ({ tableStream }) =>
        `{ type: dynamodb, stream: { arn: '${tableStream}' }, filter: { eventName: [MODIFY], dynamodb: { NewImage: { kind: { S: [order] } } } } }`,
      by: 'mapping',
      filtered: ['--change', 'INSERT'],
      seen: [[{ id: 'item-1', count: 1, kind: 'order' }]],
    },
  ],
  url: [
    {
      name: 'url',
      trigger: () => '{ type: url, auth_type: NONE, invoke_mode: BUFFERED }',
      args: request,
      by: 'function url',
      seen: [['POST', expect.stringMatching(/\/orders$/), 'hello']],
      reply: expect.objectContaining({ statusCode: 200, body: '{"ok":true}', cookies: ['a=1', 'b=2'] }),
    },
  ],
  'http-api': [
    {
      name: 'http-api',
      trigger: () => "{ type: http-api, routes: ['POST /orders/{id}'] }",
      args: ['--body', 'hello'],
      by: 'route',
      filtered: ['--method', 'GET'],
      seen: [['POST', expect.stringMatching(/\/orders\/id$/), 'hello']],
      reply: expect.objectContaining({ statusCode: 200, body: '{"ok":true}', cookies: ['a=1', 'b=2'] }),
    },
    {
      name: 'http-api-default',
      trigger: () => '{ type: http-api }',
      by: 'route',
      seen: [['GET', expect.any(String), '']],
      reply: expect.objectContaining({ statusCode: 200 }),
    },
  ],
  alb: [
    {
      name: 'listener',
      trigger: ({ listener }) =>
        `{ type: alb, listener_arn: '${listener}', path: '/orders/*', host: '*.example.org', priority: 20 }`,
      by: 'listener rule',
      filtered: ['--path', '/elsewhere'],
      seen: [['GET', expect.stringMatching(/www\.example\.org\/orders\/$/), '']],
      reply: expect.objectContaining({ statusCode: 200, body: '{"ok":true}' }),
    },
  ],
};
