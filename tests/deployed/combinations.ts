import { expect } from 'vitest';
// @boundaries-ignore the tests of the builder have the emulated account
import type { ForeignResources } from '../../packages/builder/test/moto/foreign-resources.ts';
import { type EventCase, failed, goodAndBad, REPORTING, request } from './event-case.ts';

/** A function with several triggers, and an event of each. */
export interface Combination {
  readonly name: string;
  readonly triggers: (theirs: ForeignResources) => readonly string[];
  /** By the name of the trigger. */
  readonly events: Readonly<Record<string, EventCase>>;
}

/** Functions with several triggers. */
export const combinations: readonly Combination[] = [
  {
    name: 'queue-schedule-url',
    triggers: () => [
      `{ type: sqs, ${REPORTING} }`,
      '{ type: eventbridge, schedule: rate(1 hour) }',
      '{ type: url, auth_type: NONE, invoke_mode: BUFFERED }',
    ],
    events: {
      sqs: {
        args: goodAndBad,
        by: 'mapping',
        seen: [['good'], ['bad']],
        reply: { batchItemFailures: [failed] },
      },
      eventbridge: { by: 'rule', seen: [['Scheduled Event', {}]] },
      url: {
        args: request,
        by: 'function url',
        seen: [['POST', expect.stringMatching(/\/orders$/), 'hello']],
        reply: expect.objectContaining({ statusCode: 200, cookies: ['a=1', 'b=2'] }),
      },
    },
  },
  {
    name: 'two-queues',
    triggers: () => [`{ type: sqs, ${REPORTING} }`, '{ type: sqs, name: strict }'],
    events: {
      sqs: {
        args: goodAndBad,
        by: 'mapping',
        seen: [['good'], ['bad']],
        reply: { batchItemFailures: [failed] },
      },
      strict: { args: goodAndBad, by: 'mapping', seen: [], fails: true },
    },
  },
  {
    name: 'bucket-and-topic',
    triggers: ({ bucket }) => [
      `{ type: s3-direct, bucket: ${bucket}, prefix: both/ }`,
      '{ type: sns, topic_name: both, filter: { kind: [one] } }',
    ],
    events: {
      's3-direct': {
        by: 'notification',
        filtered: ['--key', 'other.jpg'],
        seen: [['both/holiday 1.jpg', null]],
      },
      sns: { by: 'subscription', filtered: ['--attribute', 'kind=two'], seen: [['Hello from SNS!', null]] },
    },
  },
  {
    name: 'stream-and-queue',
    triggers: ({ kinesisStream }) => [
      `{ type: kinesis, stream: { arn: '${kinesisStream}', partial_batch_response: true } }`,
      '{ type: sqs }',
      '{ type: scheduler, at: 2030-01-31T08:00:00, input: { kind: morning } }',
    ],
    events: {
      kinesis: {
        args: ['--body', 'good', '--body', 'bad'],
        by: 'mapping',
        seen: [['good'], ['bad']],
        reply: { batchItemFailures: [failed] },
      },
      sqs: { args: goodAndBad, by: 'mapping', seen: [], fails: true },
      scheduler: { by: 'schedule', seen: [[{ kind: 'morning' }]], reply: { ok: true } },
    },
  },
];
