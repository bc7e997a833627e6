import { describe, expect, it } from 'vitest';
import { problemsOf } from '../../../test/configuration.ts';
import { createTestProject } from '../../../test/test-project.ts';
import { loadConfiguration } from '../load-configuration.ts';

const SQS = 'https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-parameters.html';
const SQS_QUEUE = 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html';
const SCALING = 'https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html';
const KINESIS = 'https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-parameters.html';
const DYNAMODB = 'https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-params.html';
const ASYNCHRONOUS = 'https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-configuring.html';

const yamlWith = (text: string) => `image: { handler: app }\n${text}\n`;
const queue = (settings: string) => `trigger: { type: sqs, queue: { name: jobs, ${settings} } }`;
const fifo = (settings: string) => `trigger: { type: sqs, queue: { name: jobs.fifo, ${settings} } }`;
const arns = {
  kinesis: 'arn:aws:kinesis:eu-west-1:123456789012:stream/s',
  dynamodb: 'arn:aws:dynamodb:eu-west-1:123456789012:table/t/stream/1',
};
const stream = (type: keyof typeof arns) => (settings: string) =>
  `trigger: { type: ${type}, stream: { arn: "${arns[type]}", ${settings} } }`;
const record = (settings: string) => `trigger: { type: kinesis, stream: { arn: "${arns.kinesis}" }, ${settings} }`;
const asynchronous = (settings: string) => `lambda: { ${settings} }\ntrigger: { type: s3-direct, bucket: photos }`;

describe('a setting of a trigger', () => {
  it.each([
    [SQS, 'batch_size', [1, 10], [0, 10_001], queue],
    [SQS, 'batch_window: 1, batch_size', [11, 10_000], [0, 10_001], queue],
    [SQS, 'batch_size', [], [11], queue],
    [SQS, 'batch_window', [0, 300], [-1, 301, 0.5], queue],
    [SQS, 'batch_size', [1, 10], [0, 11], fifo],
    [SQS, 'batch_window', [0], [1], fifo],
    [SCALING, 'maximum_concurrency', [2, 1000], [1, 1001], queue],
    [SQS_QUEUE, 'visibility_timeout', [360, 43_200], [-1, 43_201], queue],
    [SQS_QUEUE, 'retention', [60, 1_209_600], [59, 1_209_601], queue],
    [SQS_QUEUE, 'receive_count', [1, 1000], [0, 1001], queue],
    [KINESIS, 'batch_size', [1, 10_000], [0, 10_001], stream('kinesis')],
    [KINESIS, 'batch_window', [0, 300], [-1, 301], stream('kinesis')],
    [KINESIS, 'retries', [0, 10_000], [-1, 10_001], stream('kinesis')],
    [KINESIS, 'max_age', [60, 604_800], [59, 604_801], record],
    [DYNAMODB, 'batch_size', [1, 10_000], [0, 10_001], stream('dynamodb')],
    [DYNAMODB, 'batch_window', [0, 300], [-1, 301], stream('dynamodb')],
    [ASYNCHRONOUS, 'retries', [0, 2], [-1, 3], asynchronous],
    [ASYNCHRONOUS, 'max_age', [60, 21_600], [59, 21_601], asynchronous],
  ] as const)('has the limits of %s: %s can be %j, but not %j', async (_, key, valid, invalid, text) => {
    for (const value of valid) {
      await using project = await createTestProject({ 'lambda.yaml': yamlWith(text(`${key}: ${value}`)) });
      await loadConfiguration({ directory: project.directory, env: {} });
    }
    const name = key.split(' ').at(-1);
    for (const value of invalid) {
      expect(await problemsOf(yamlWith(text(`${key}: ${value}`)))).toEqual([expect.stringContaining(`${name} is `)]);
    }
  });
});
