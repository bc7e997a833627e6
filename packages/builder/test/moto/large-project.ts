import type { TriggerType } from '../../src/config/keys/trigger-keys.ts';
import type { ForeignResources } from './foreign-resources.ts';

/** A trigger in YAML. Its number distinguishes it from others of its type. */
type WriteTrigger = (number: number, theirs: ForeignResources) => string;

/** A trigger of each type, of which a project can have many. */
export const triggersByType: Readonly<Record<Exclude<TriggerType, 'none'>, WriteTrigger>> = {
  sqs: () => '{ type: sqs, queue: { partial_batch_response: true } }',
  eventbridge: () => '{ type: eventbridge, schedule: rate(1 hour) }',
  sns: (number) => `{ type: sns, topic_name: 'news-${number}-\${STAGE}' }`,
  kinesis: (_, { kinesisStream }) => `{ type: kinesis, stream: { arn: '${kinesisStream}' } }`,
  url: () => '{ type: url }',
  's3-sqs': (number, { bucket }) =>
    `{ type: s3-sqs, bucket: '${bucket}-files-${number}-\${STAGE}', create_bucket: true }`,
  scheduler: () => "{ type: scheduler, schedule: 'cron(0 8 * * ? *)' }",
  dynamodb: (_, { tableStream }) => `{ type: dynamodb, stream: { arn: '${tableStream}' } }`,
  'sns-sqs': (number) => `{ type: sns-sqs, topic_name: 'facts-${number}-\${STAGE}' }`,
  alb: (number, { listener }) =>
    `{ type: alb, listener_arn: '${listener}', path: /${number}, priority: ${number + 10} }`,
  's3-direct': (number, { bucket }) =>
    `{ type: s3-direct, bucket: '${bucket}-photos-${number}-\${STAGE}', create_bucket: true }`,
  'http-api': (number) => `{ type: http-api, routes: [GET /${number}] }`,
};

/** The triggers that functions get in turn, so that every type is there many times, next to every other one. */
const triggers: readonly WriteTrigger[] = [
  ...Object.values(triggersByType),
  () => '{ type: eventbridge, name: orders, pattern: { source: [my.shop] } }',
];

/** The `lambda.yaml` of a project with many functions, each with two or three triggers of different types. */
export function largeProject(functions: number, theirs: ForeignResources): string {
  let number = 0;
  const lines = Array.from({ length: functions }, (_, index) => {
    // 12 triggers for 5 functions.
    const count = index % 5 < 2 ? 3 : 2;
    const own = Array.from({ length: count }, () => {
      const trigger = triggers[number % triggers.length];
      number += 1;
      return `      - ${trigger?.(number, theirs)}\n`;
    });
    return `  f${index}:\n    handler: src/f${index}.handler\n    triggers:\n${own.join('')}`;
  });
  return `project: large\nimage: { repo: large }\nfunctions:\n${lines.join('')}`;
}
