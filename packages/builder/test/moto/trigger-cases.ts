import { expect } from 'vitest';
import type { ForeignResources } from './foreign-resources.ts';

/** A trigger, the same trigger with one setting changed, and the resulting changes in AWS. */
export interface TriggerCase {
  readonly name: string;
  /** The type of the trigger; by default, the name. */
  readonly type?: string;
  readonly trigger: (theirs: ForeignResources) => string;
  readonly changed: (trigger: string) => string;
  readonly changes: readonly string[];
}

const REGION = 'eu-central-1';
const ACCOUNT = '123456789012';
const QUEUE = 'queue: { name: jobs, partial_batch_response: true }';

/** The triggers whose resources are all created with them. */
export const triggerCases: readonly TriggerCase[] = [
  {
    name: 's3-sqs',
    trigger: ({ bucket }) => `{ type: s3-sqs, bucket: ${bucket}, prefix: in/, ${QUEUE} }`,
    changed: (trigger) => trigger.replace('name: jobs', 'name: jobs, batch_size: 5'),
    changes: [`update mapping arn:aws:sqs:${REGION}:${ACCOUNT}:jobs`],
  },
  {
    name: 's3-direct',
    trigger: ({ bucket }) => `{ type: s3-direct, bucket: ${bucket}, prefix: in/ }`,
    changed: (trigger) => trigger.replace('in/', 'incoming/, suffix: .jpg'),
    changes: ['update notification bystander'],
  },
  {
    name: 'eventbridge',
    trigger: () => '{ type: eventbridge, rule_name: nightly }',
    changed: (trigger) => trigger.replace('nightly', 'nightly, schedule: rate(2 hours)'),
    changes: ['update rule nightly'],
  },
  {
    name: 'eventbridge with a pattern on a bus of others',
    type: 'eventbridge',
    trigger: ({ bus }) =>
      `{ type: eventbridge, rule_name: orders, bus: ${bus}, dlq: failed-orders, retries: 5, ` +
      'pattern: { source: [my.shop], detail: { amount: [{ numeric: [">", 10] }] } } }',
    changed: (trigger) => trigger.replace('[my.shop]', '[my.shop, other.shop], region: [eu-central-1]'),
    changes: ['update rule bystander/orders'],
  },
  {
    name: 'eventbridge with a queue of others for what could not be delivered',
    type: 'eventbridge',
    trigger: ({ queue }) => `{ type: eventbridge, rule_name: nightly, dlq: '${queue}' }`,
    changed: (trigger) => trigger.replace('nightly', 'nightly, input: { kind: nightly }'),
    changes: ['update rule target nightly'],
  },
  {
    name: 'scheduler',
    trigger: () => "{ type: scheduler, schedule: 'cron(0 8 * * ? *)', timezone: Europe/Berlin, dlq: failed }",
    changed: (trigger) => trigger.replace('Berlin', 'Rome, window: 15, input: { kind: morning }'),
    changes: ['update schedule lambda-handler-schedule'],
  },
  {
    name: 'sns',
    trigger: () => '{ type: sns, topic_name: news }',
    changed: (trigger) => trigger.replace('news', 'bystander'),
    changes: [
      expect.stringMatching(/^create permission alr-demo-dev-main-\w+-sns-/),
      `create subscription arn:aws:sns:${REGION}:${ACCOUNT}:bystander arn:aws:lambda:${REGION}:${ACCOUNT}:function:demo`,
      `remove subscription arn:aws:sns:${REGION}:${ACCOUNT}:news arn:aws:lambda:${REGION}:${ACCOUNT}:function:demo`,
      expect.stringMatching(/^remove permission alr-demo-dev-main-\w+-sns-/),
      'remove topic news',
    ],
  },
  {
    name: 'sns-sqs',
    trigger: () => `{ type: sns-sqs, topic_name: news, ${QUEUE} }`,
    changed: (trigger) => trigger.replace('name: jobs', 'name: jobs, visibility_timeout: 600'),
    changes: ['update queue jobs'],
  },
  {
    name: 'sqs',
    trigger: () => `{ type: sqs, ${QUEUE} }`,
    changed: (trigger) => trigger.replace('name: jobs', 'name: jobs, maximum_concurrency: 5'),
    changes: [`update mapping arn:aws:sqs:${REGION}:${ACCOUNT}:jobs`],
  },
  {
    name: 'sqs with filters',
    type: 'sqs',
    trigger: () => '{ type: sqs, queue: { name: jobs }, filter: { body: { kind: [order] } } }',
    changed: (trigger) =>
      trigger.replace('{ body', '[{ body: { amount: [{ numeric: [">", 10] }] } }, { body').replace('} } }', '} }] }'),
    changes: [`update mapping arn:aws:sqs:${REGION}:${ACCOUNT}:jobs`],
  },
  {
    name: 'sns with a filter',
    type: 'sns',
    trigger: () => '{ type: sns, topic_name: news, filter: { kind: [order, { prefix: re }] } }',
    changed: (trigger) =>
      trigger.replace('{ kind', '{ order: { amount: [1] }, kind').replace('news', 'news, filter_scope: body'),
    changes: [
      `update subscription arn:aws:sns:${REGION}:${ACCOUNT}:news arn:aws:lambda:${REGION}:${ACCOUNT}:function:demo`,
    ],
  },
  {
    name: 'alb',
    trigger: ({ listener }) => `{ type: alb, listener_arn: '${listener}', priority: 10 }`,
    changed: (trigger) => trigger.replace('priority: 10', 'priority: 20'),
    changes: [expect.stringMatching(/^update listener rule arn:/)],
  },
  {
    name: 'alb with hosts',
    type: 'alb',
    trigger: ({ listener }) => `{ type: alb, listener_arn: '${listener}', host: shop.example }`,
    changed: (trigger) => trigger.replace('shop.example', '[shop.example, "*.shop.example"], path: [/api/*, /v2/*]'),
    changes: [expect.stringMatching(/^update listener rule arn:/)],
  },
  {
    name: 's3-sqs with a filter',
    type: 's3-sqs',
    trigger: ({ bucket }) =>
      `{ type: s3-sqs, bucket: ${bucket}, ${QUEUE}, filter: { body: { Records: { s3: { object: { size: [{ numeric: [">", 0] }] } } } } } }`,
    changed: (trigger) => trigger.replace('filter', 'enabled: false, filter'),
    changes: [`update mapping arn:aws:sqs:${REGION}:${ACCOUNT}:jobs`],
  },
  {
    name: 'a paused schedule',
    type: 'eventbridge',
    trigger: () => '{ type: eventbridge, rule_name: nightly, enabled: false }',
    changed: (trigger) => trigger.replace('false', 'true'),
    changes: ['update rule nightly'],
  },
  {
    name: 'a paused schedule of EventBridge Scheduler',
    type: 'scheduler',
    trigger: () => '{ type: scheduler, enabled: false }',
    changed: (trigger) => trigger.replace('false', 'true'),
    changes: ['update schedule lambda-handler-schedule'],
  },
  {
    name: 'http-api',
    trigger: () => '{ type: http-api, routes: [GET /orders, POST /orders] }',
    changed: (trigger) => trigger.replace('POST', 'PUT'),
    changes: [
      expect.stringMatching(/^create permission alr-demo-dev-main-\w+-http-api-/),
      'create route PUT /orders',
      'remove route POST /orders',
      expect.stringMatching(/^remove permission alr-demo-dev-main-\w+-http-api-/),
    ],
  },
  {
    name: 'url',
    trigger: () => '{ type: url, auth_type: NONE }',
    changed: (trigger) => trigger.replace('NONE', 'AWS_IAM'),
    changes: [
      'update function url demo',
      expect.stringMatching(/^remove permission alr-demo-dev-main-\w+-url-invoke-/),
      expect.stringMatching(/^remove permission alr-demo-dev-main-\w+-url-/),
    ],
  },
];

/** The triggers that read a stream of others. */
export const streamCases: readonly TriggerCase[] = [
  {
    name: 'kinesis',
    trigger: ({ kinesisStream }) => `{ type: kinesis, stream: { arn: '${kinesisStream}', bisect: true } }`,
    changed: (trigger) => trigger.replace('bisect: true', 'bisect: true, batch_window: 5'),
    changes: [`update mapping arn:aws:kinesis:${REGION}:${ACCOUNT}:stream/bystander`],
  },
  {
    name: 'dynamodb',
    trigger: ({ tableStream }) => `{ type: dynamodb, stream: { arn: '${tableStream}', partial_batch_response: true } }`,
    changed: (trigger) => trigger.replace('{ arn', '{ retries: 3, arn'),
    changes: [expect.stringMatching(/^update mapping arn:aws:dynamodb:/)],
  },
];
