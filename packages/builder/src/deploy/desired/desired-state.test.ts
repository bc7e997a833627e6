import { describe, expect, it } from 'vitest';
import { configurationOf } from '../../../test/configuration.ts';
import { testTarget } from '../../../test/deployment-target.ts';
import type { KindName } from '../kinds/kinds.ts';
import { desiredState, type WantedImage } from './desired-state.ts';

const given: WantedImage = { kind: 'given', uri: 'registry/repository@sha256:abc' };
const policies = {
  managed: ['arn:aws:iam::aws:policy/one'],
  inline: { own: { Version: '2012-10-17' as const, Statement: [] } },
};

async function wanted(trigger: string, lambda = '', image: WantedImage = given) {
  const yaml = `image: { handler: app.handler }\nlambda: { name: demo, ${lambda} }\ntrigger: ${trigger}\n`;
  return desiredState({ configuration: configurationOf(yaml), policies, image }, testTarget());
}

async function names(trigger: string, lambda = '') {
  return (await wanted(trigger, lambda)).map(({ kind, name }) => `${kind} ${name}`);
}

async function settings(kind: KindName, trigger: string, lambda = '', image: WantedImage = given) {
  return (await wanted(trigger, lambda, image)).filter((each) => each.kind === kind).map((each) => each.settings);
}

const FUNCTION_ = 'arn:aws:lambda:eu-central-1:123456789012:function:demo';

describe('what a configuration wants', () => {
  it('is the function with all it needs', async () => {
    expect(await names('{ type: none }')).toEqual([
      'repository alr-lambda',
      'role lambda-role',
      'managed policies lambda-role',
      'inline policy lambda-role/alr-demo-own',
      'log group /aws/lambda/demo',
      'function demo',
    ]);
  });

  it('carries the tags of the project, and the user’s', async () => {
    expect(await settings('queue', '{ type: sqs }', 'tags: { team: blue }')).toMatchObject([
      { tags: { team: 'blue', 'alr:project': 'demo' } },
      { tags: { team: 'blue', 'alr:project': 'demo' } },
    ]);
  });

  it.each([
    ['{ type: s3-direct, bucket: files }', ['permission', 'notification']],
    ['{ type: s3-direct, bucket: files, create_bucket: true }', ['bucket', 'permission', 'notification']],
    ['{ type: s3-sqs, bucket: files }', ['queue', 'queue', 'queue policy', 'mapping', 'notification']],
    ['{ type: eventbridge }', ['permission', 'rule', 'rule target']],
    ['{ type: sns, topic_name: news }', ['topic', 'permission', 'subscription']],
    ['{ type: sns-sqs, topic_name: news }', ['queue', 'queue', 'queue policy', 'topic', 'mapping', 'subscription']],
    ['{ type: sqs }', ['queue', 'queue', 'mapping']],
    [
      '{ type: alb, listener_arn: "arn:aws:elasticloadbalancing:eu-central-1:123456789012:listener/app/a/b/c" }',
      ['target group', 'permission', 'target', 'listener rule'],
    ],
    ['{ type: url }', ['function url']],
    ['{ type: url, auth_type: NONE }', ['permission', 'permission', 'function url']],
    ['{ type: kinesis, stream: { arn: "arn:aws:kinesis:eu-central-1:123456789012:stream/s" } }', ['mapping']],
  ])('with the trigger %s is besides %j', async (trigger, kinds) => {
    expect((await wanted(trigger)).slice(6).map(({ kind }) => kind)).toEqual(kinds);
  });

  it('lets nobody call a function URL unsigned but where the user says so', async () => {
    expect(await settings('function url', '{ type: url }')).toMatchObject([{ authType: 'AWS_IAM' }]);
    expect(await settings('permission', '{ type: url, auth_type: NONE }')).toEqual([
      { action: 'lambda:InvokeFunctionUrl', principal: '*', source: null, account: null, urlAuthType: 'NONE' },
      { action: 'lambda:InvokeFunction', principal: '*', source: null, account: null, viaUrl: true },
    ]);
  });

  it('limits what may invoke the function to its source, a bucket to the account too', async () => {
    expect(await settings('permission', '{ type: s3-direct, bucket: files }')).toMatchObject([
      { principal: 's3.amazonaws.com', source: 'arn:aws:s3:::files', account: '123456789012' },
    ]);
    expect(await settings('permission', '{ type: eventbridge, rule_name: nightly }')).toMatchObject([
      { source: 'arn:aws:events:eu-central-1:123456789012:rule/nightly' },
    ]);
  });

  it('invokes the alias where there is one', async () => {
    const alias = 'alias: live';
    expect(await names('{ type: sqs }', alias)).toContain('alias demo:live');
    expect(await settings('mapping', '{ type: sqs }', alias)).toMatchObject([{ function: `${FUNCTION_}:live` }]);
    expect(await names('{ type: url }', alias)).toContain('function url demo:live');
    const permission = (await names('{ type: eventbridge }', alias)).find((name) => name.startsWith('permission'));
    expect(permission).toMatch(/@live$/);
  });
});

describe("the function's environment", () => {
  const environment = async (trigger: string, lambda = '') =>
    ((await settings('function', trigger, lambda))[0] as { environment: unknown }).environment;

  it('tells of the partial batch response together with the mapping', async () => {
    const trigger = '{ type: sqs, queue: { name: jobs, partial_batch_response: true } }';
    expect(await environment(trigger)).toEqual({
      ALR_PARTIAL_BATCH_RESPONSE: 'arn:aws:sqs:eu-central-1:123456789012:jobs',
    });
    expect(await settings('mapping', trigger)).toMatchObject([{ partialBatchResponse: true }]);
    expect(await environment('{ type: sqs }')).toEqual({});
  });

  it('tells of the invoke mode together with the function URL', async () => {
    const trigger = '{ type: url, invoke_mode: BUFFERED }';
    expect(await environment(trigger)).toEqual({ ALR_INVOKE_MODE: 'BUFFERED' });
    expect(await settings('function url', trigger)).toMatchObject([{ invokeMode: 'BUFFERED' }]);
  });

  it('is what the user says where they say it', async () => {
    expect(await environment('{ type: url }', 'environment: { ALR_INVOKE_MODE: OTHER, A2: b }')).toEqual({
      ALR_INVOKE_MODE: 'OTHER',
      A2: 'b',
    });
  });
});

describe('the image', () => {
  it('that was built here is pushed under a tag of its own, and deployed by the digest of the push', async () => {
    const image = {
      id: `sha256:${'0123456789abcdef'.repeat(4)}`,
      architecture: 'x86_64',
      pushTo: async () => 'sha256:abc',
    };
    const local: WantedImage = { kind: 'local', image };
    const name = 'alr-lambda:alr-demo-0123456789ab';
    expect((await wanted('{ type: none }', '', local)).map((each) => each.name)).toContain(name);
    expect(await settings('function', '{ type: none }', '', local)).toMatchObject([
      { image: { to: `image ${name}`, attribute: 'uri' } },
    ]);
  });

  it('stays as it is where there is none here', async () => {
    expect(await settings('function', '{ type: none }', '', { kind: 'kept' })).toMatchObject([{ image: undefined }]);
  });
});
