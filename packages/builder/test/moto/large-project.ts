import type { ForeignResources } from './foreign-resources.ts';

/** The triggers that functions get in turn, so that every type is there many times, next to every other one. */
const triggers: readonly ((number: number, theirs: ForeignResources) => string)[] = [
  () => '{ type: sqs, queue: { partial_batch_response: true } }',
  () => '{ type: eventbridge, schedule: rate(1 hour) }',
  (number) => `{ type: sns, topic_name: 'news-${number}-\${STAGE}' }`,
  (_, { kinesisStream }) => `{ type: kinesis, stream: { arn: '${kinesisStream}' } }`,
  () => '{ type: url }',
  (number) => `{ type: s3-sqs, bucket: 'files-${number}-\${STAGE}', create_bucket: true }`,
  () => "{ type: scheduler, schedule: 'cron(0 8 * * ? *)' }",
  (_, { tableStream }) => `{ type: dynamodb, stream: { arn: '${tableStream}' } }`,
  (number) => `{ type: sns-sqs, topic_name: 'facts-${number}-\${STAGE}' }`,
  (number, { listener }) => `{ type: alb, listener_arn: '${listener}', path: /${number}, priority: ${number + 10} }`,
  (number) => `{ type: s3-direct, bucket: 'photos-${number}-\${STAGE}', create_bucket: true }`,
  (number) => `{ type: http-api, routes: [GET /${number}] }`,
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
