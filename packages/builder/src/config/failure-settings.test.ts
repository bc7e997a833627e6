import { describe, expect, it } from 'vitest';
import { configurationOf, problemsOf } from '../../test/configuration.ts';
import { createTestProject } from '../../test/test-project.ts';
import { asynchronousSettings } from './functions/asynchronous-settings.ts';
import { stageQueueNames } from './functions/stage-queues.ts';
import { loadConfiguration } from './load-configuration.ts';
import { readLocalDefaults } from './partial-configuration.ts';

const QUEUE = 'arn:aws:sqs:eu-west-1:123456789012:failed';
const IMAGE = 'image: { handler: app }\n';

describe('what gets the events that failed for good', () => {
  it('is an ARN, or a queue of the stage', () => {
    const onFailureOf = (text: string) =>
      configurationOf(`lambda: { on_failure: ${text} }\ntrigger: { type: none }\n`).lambda.onFailure;
    expect(onFailureOf(`'${QUEUE}'`)).toEqual({ arn: QUEUE, queue: undefined });
    expect(onFailureOf(`{ arn: '${QUEUE}' }`)).toEqual({ arn: QUEUE, queue: undefined });
    expect(onFailureOf('{ queue: failed }')).toEqual({ arn: undefined, queue: 'failed' });
    expect(onFailureOf('')).toBeUndefined();
    expect(onFailureOf('~')).toBeUndefined();
  });

  it('replaces that of all functions as a whole', () => {
    const yaml = (own: string) =>
      `project: shop\nlambda: { on_failure: '${QUEUE}' }\nfunctions: { mail: { handler: app, on_failure: ${own} } }\n`;
    expect(configurationOf(yaml('{ queue: mail-failed }')).lambda.onFailure).toEqual({
      arn: undefined,
      queue: 'mail-failed',
    });
    expect(configurationOf(yaml('~')).lambda.onFailure).toBeUndefined();
  });

  it.each([
    ['on_failure: failed', /^3:15 lambda\.on_failure\.arn is "failed": it must be the ARN of a standard queue/],
    ['on_failure: [failed]', /^3:3 lambda\.on_failure must be the ARN .*, or a map of keys: arn, queue$/],
    ['on_failure: { name: failed }', /^3:17 lambda\.on_failure\.name is not a configuration key/],
    ["on_failure: 'arn:aws:sqs:eu-west-1:123456789012:failed.fifo'", /^3:15 .*must be the ARN of a standard queue/],
    [`on_failure: { arn: '${QUEUE}', queue: failed }`, /^3:22 there are both lambda\.on_failure\.arn and lambda/],
    ['on_failure: { queu: failed }', /^3:17 .*did you mean lambda\.on_failure\.queue\?$/],
    ['max_age: 59', /^3:12 lambda\.max_age is "59": it must be a whole number from 60 to 21600/],
    ['retries: 3', /^3:12 lambda\.retries is "3": it must be a whole number from 0 to 2/],
  ])('is checked: %s', async (text, problem) => {
    const problems = await problemsOf(`${IMAGE}lambda:\n  ${text}\ntrigger: { type: none }\n`);
    expect(problems).toEqual([expect.stringMatching(problem)]);
  });

  it('can be set by each trigger that invokes the function asynchronously', () => {
    for (const trigger of ['type: s3-direct, bucket: photos', 'type: sns, topic_name: news']) {
      const configuration = configurationOf(
        `trigger: { ${trigger}, on_failure: { queue: failed }, max_age: 3600, retries: 0 }\n`,
      );
      const expected = { onFailure: { arn: undefined, queue: 'failed' }, maxAge: 3600, retries: 0 };
      expect(asynchronousSettings(configuration)).toEqual(expected);
      expect(stageQueueNames(configuration)).toEqual(['failed']);
    }
    // Its other settings are for the delivery to Lambda.
    const scheduled = configurationOf('trigger: { type: eventbridge, on_failure: { queue: failed }, max_age: 3600 }\n');
    expect(asynchronousSettings(scheduled)).toMatchObject({ onFailure: { queue: 'failed' }, maxAge: undefined });
  });

  it('is the same for all triggers of a function', async () => {
    const yaml = `project: shop
functions:
  mail:
    handler: app
    retries: 1
    triggers:
      - { type: sns, topic_name: news, on_failure: { queue: failed }, retries: 1 }
      - { type: s3-direct, bucket: photos, on_failure: '${QUEUE}', retries: 0 }
`;
    expect(await problemsOf(yaml)).toEqual([
      expect.stringMatching(
        /^8:56 functions\.mail\.triggers\[1\]\.on_failure differs from functions\.mail\.triggers\[0\]\.on_failure \(.*lambda\.yaml:7:61\): Lambda has one setting/,
      ),
      expect.stringMatching(
        /^8:\d+ functions\.mail\.triggers\[1\]\.retries differs from functions\.mail\.retries \(.*:5:14\)/,
      ),
    ]);
  });

  it.each([
    ['type: sns, topic_name: news, retries: 3', 'trigger.retries is 3: Lambda allows at most 2'],
    ['type: sns, topic_name: news, max_age: 21601', 'trigger.max_age is 21601 seconds: Lambda allows at most 21600'],
    ['type: eventbridge, retries: 186', 'trigger.retries is 186: EventBridge allows at most 185'],
    [
      "type: kinesis, stream: { arn: 'arn:aws:kinesis:eu-west-1:123456789012:stream/a', retries: 1 }, retries: 1",
      'there are both trigger.retries and trigger.stream.retries: remove one of them',
    ],
    [
      "type: kinesis, stream: { arn: 'arn:aws:kinesis:eu-west-1:123456789012:stream/a' }, on_failure: 'arn:aws:lambda:eu-west-1:123456789012:function:a'",
      'trigger.on_failure.arn is that of a function: for records of a stream, it must be that of a queue, a topic or a bucket',
    ],
  ])('has the limits of the service: %s', async (trigger, problem) => {
    const problems = await problemsOf(`${IMAGE}trigger: { ${trigger} }\n`);
    expect(problems.map((each) => each.replace(/^\S+ /, ''))).toEqual([problem]);
  });
});

describe('a queue of the stage', () => {
  const shop = (...triggers: string[]) =>
    `project: shop\nlambda: { on_failure: { queue: failed } }\nfunctions:\n${triggers
      .map((list, index) => `  f${index}: { handler: app, triggers: [${list}] }\n`)
      .join('')}`;

  it('is that of on_failure and of dlq, for all functions and triggers', async () => {
    const lost =
      '{ type: eventbridge, dlq: lost }, { type: scheduler, dlq: lost }, { type: scheduler, name: b, dlq: failed }';
    const configuration = configurationOf(shop(lost));
    expect(stageQueueNames(configuration)).toEqual(['failed', 'lost']);
    expect(stageQueueNames(configurationOf(`trigger: { type: eventbridge, dlq: '${QUEUE}' }\n`))).toEqual([]);
    await using project = await createTestProject({ 'lambda.yaml': shop(lost, lost) });
    const { functions } = await loadConfiguration({ directory: project.directory, env: {} });
    expect(functions.map(stageQueueNames)).toEqual([
      ['failed', 'lost'],
      ['failed', 'lost'],
    ]);
  });

  it('is not that of a trigger too, unless the trigger calls it existing', async () => {
    const rule = '{ type: eventbridge, dlq: lost }';
    expect(await problemsOf(shop('{ type: sqs, queue: { name: lost } }', rule))).toEqual([
      expect.stringMatching(
        /^4:\d+ functions\.f0\.triggers\[0\]\.queue\.name: the queue lost is that of functions\.f1\.triggers\[0\]\.dlq \(.*lambda\.yaml:5:\d+\), and belongs to all functions of the stage: choose another name, or set functions\.f0\.triggers\[0\]\.queue\.existing$/,
      ),
    ]);
    expect(await problemsOf(shop('{ type: sqs, queue: { name: jobs, dlq: { name: failed } } }'))).toEqual([
      expect.stringMatching(/queue\.dlq\.name: the queue failed is that of lambda\.on_failure\.queue \(.*:2:/),
    ]);
    const reader = shop('{ type: sqs, queue: { name: lost, existing: true } }', rule);
    await using project = await createTestProject({ 'lambda.yaml': reader });
    expect((await loadConfiguration({ directory: project.directory, env: {} })).functions).toHaveLength(2);
  });
});

describe('keys of a trigger in the section of its stream', () => {
  it('are named with their place', async () => {
    const stream = "{ arn: 'arn:aws:kinesis:eu-west-1:123456789012:stream/a', on_failure: { queue: a }, max_age: 60 }";
    const problems = await problemsOf(`${IMAGE}triggers: [{ type: kinesis, stream: ${stream} }]\n`);
    expect(problems).toEqual([
      expect.stringMatching(/did you mean triggers\[0\]\.on_failure\?$/),
      expect.stringMatching(/did you mean triggers\[0\]\.max_age\?$/),
    ]);
  });
});

describe('a function on this machine', () => {
  it('has the log level, and not the variables that only a deployment looks up', async () => {
    await using project = await createTestProject({
      'lambda.yaml': `${IMAGE}lambda:\n  { log_format: JSON, log_level: WARN, environment: { TABLE: 'ssm:/shop/table', LEVEL: b } }\n`,
    });
    const local = await readLocalDefaults({ directory: project.directory, env: {} });
    const [defaults] = local?.functions ?? [];
    expect(defaults).toMatchObject({ logFormat: 'json', logLevel: 'warn', env: { LEVEL: 'b' } });
    expect(defaults?.env).not.toHaveProperty('TABLE');
    expect(local?.warnings.map(({ message }) => message)).toEqual([
      'lambda.environment.TABLE is ssm:/shop/table, which only a deployment looks up: it is not set here, unless with --env TABLE=...',
    ]);
  });

  it.each([
    ['Active', true],
    ['PassThrough', undefined],
  ])('samples traces with the tracing %s: %s', async (tracing, trace) => {
    await using project = await createTestProject({ 'lambda.yaml': `${IMAGE}lambda: { tracing: ${tracing} }\n` });
    const local = await readLocalDefaults({ directory: project.directory, env: {} });
    expect(local?.functions[0]?.trace).toBe(trace);
  });
});

describe('settings of a function that need others', () => {
  it.each([
    ['log_level: DEBUG', 'only JSON logs have levels, so set lambda.log_format: JSON too'],
    ['durable: { timeout: 3600 }', 'lambda.durable works only with published versions'],
    ['durable: { retention: 30 }, alias: live', 'lambda.durable.timeout is missing'],
    ['kms_key: alias/mine', 'it must be the ARN of a KMS key'],
  ])('are checked: %s', async (lambda, problem) => {
    const [first = ''] = await problemsOf(`${IMAGE}lambda: { ${lambda} }\ntrigger: { type: none }\n`);
    expect(first).toContain(problem);
  });

  it('include that Lambda waits for the end of a durable execution that a queue has started', async () => {
    const yaml = (type: string) =>
      `${IMAGE}lambda: { alias: live, durable: { timeout: 901 } }\ntrigger: { type: ${type} }\n`;
    expect(await problemsOf(yaml('sqs'))).toEqual([expect.stringContaining('so AWS allows at most 900')]);
    expect(configurationOf(yaml('eventbridge')).lambda.durable).toEqual({ timeout: 901, retention: 14 });
  });

  it('include the region of the key', async () => {
    const yaml = `${IMAGE}aws: { region: eu-west-1 }\nlambda: { kms_key: 'arn:aws:kms:us-east-1:123456789012:key/a' }\ntrigger: { type: none }\n`;
    expect(await problemsOf(yaml)).toEqual([expect.stringContaining('lambda.kms_key is in us-east-1, but aws.region')]);
  });
});
