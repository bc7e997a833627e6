import { describe, expect, it } from 'vitest';
import { configurationOf } from '../../../test/configuration.ts';
import { testIdentity, testTarget } from '../../../test/deployment-target.ts';
import type { KindName } from '../kinds/kinds.ts';
import { inlinePolicyName } from '../resource/ids.ts';
import { referenceTo } from '../resource/resource.ts';
import type { DesiredImage } from './desired-image.ts';
import { desiredState, sharedState } from './desired-state.ts';

const someImage: DesiredImage = { kind: 'registry', uri: 'registry/repository@sha256:abc' };
const policies = {
  managed: ['arn:aws:iam::aws:policy/one'],
  inline: { own: { Version: '2012-10-17' as const, Statement: [] } },
};

function resourcesOf(trigger: string, lambda = '', image: DesiredImage = someImage) {
  const yaml = `image: { handler: app.handler }\nlambda: { name: demo, ${lambda} }\ntrigger: ${trigger}\n`;
  const configuration = configurationOf(yaml);
  const { project, image: settings } = configuration;
  const shared = { project, repository: settings.repo, image, functions: [configuration] };
  return [...sharedState(shared, testTarget()), ...desiredState({ configuration, policies, image }, testTarget())];
}

function namesOf(trigger: string, lambda = '') {
  return resourcesOf(trigger, lambda).map(({ kind, name }) => `${kind} ${name}`);
}

function settingsOf(kind: KindName, trigger: string, lambda = '', image: DesiredImage = someImage) {
  return resourcesOf(trigger, lambda, image)
    .filter((each) => each.kind === kind)
    .map((each) => each.settings);
}

const FUNCTION_ARN = 'arn:aws:lambda:eu-central-1:123456789012:function:demo';

describe('the desired state', () => {
  it('is the function and everything that it needs', () => {
    expect(namesOf('{ type: none }')).toEqual([
      'repository alr-lambda',
      'role lambda-role',
      'managed policies lambda-role',
      `inline policy lambda-role/${inlinePolicyName(testIdentity, 'own')}`,
      'log group /aws/lambda/demo',
      'function demo',
    ]);
  });

  it('has the tag of the project and the tags of the user', () => {
    expect(settingsOf('queue', '{ type: sqs }', 'tags: { team: blue }')).toMatchObject([
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
  ])('with the trigger %s also contains %j', (trigger, kinds) => {
    expect(
      resourcesOf(trigger)
        .slice(6)
        .map(({ kind }) => kind),
    ).toEqual(kinds);
  });

  it('allows unsigned calls of a function URL only if the user asks for it', () => {
    expect(settingsOf('function url', '{ type: url }')).toMatchObject([{ authType: 'AWS_IAM' }]);
    const anyone = { principal: '*', source: null, account: null, edited: null };
    expect(settingsOf('permission', '{ type: url, auth_type: NONE }')).toEqual([
      { ...anyone, action: 'lambda:InvokeFunctionUrl', urlAuthType: 'NONE' },
      { ...anyone, action: 'lambda:InvokeFunction', viaUrl: true },
    ]);
  });

  it('lets only the source invoke the function, and a bucket only from the same account', () => {
    expect(settingsOf('permission', '{ type: s3-direct, bucket: files }')).toMatchObject([
      { principal: 's3.amazonaws.com', source: 'arn:aws:s3:::files', account: '123456789012' },
    ]);
    expect(settingsOf('permission', '{ type: eventbridge, rule_name: nightly }')).toMatchObject([
      { source: 'arn:aws:events:eu-central-1:123456789012:rule/nightly' },
    ]);
  });

  it('invokes the alias if there is one', () => {
    const alias = 'alias: live';
    expect(namesOf('{ type: sqs }', alias)).toContain('alias demo:live');
    expect(settingsOf('mapping', '{ type: sqs }', alias)).toMatchObject([{ function: `${FUNCTION_ARN}:live` }]);
    expect(namesOf('{ type: url }', alias)).toContain('function url demo:live');
    const permission = namesOf('{ type: eventbridge }', alias).find((name) => name.startsWith('permission'));
    expect(permission).toMatch(/@live$/);
  });
});

describe("the function's environment", () => {
  const settings = (trigger: string, lambda = '') => settingsOf('function', trigger, lambda)[0];

  it('is that of the configuration, without the variables that follow the mappings and the URL', () => {
    const environment = 'environment: { ALR_PARTIAL_BATCH_RESPONSE: "true", A2: b }';
    const trigger = '{ type: sqs, queue: { name: jobs, partial_batch_response: true } }';
    expect(settings(trigger, environment)).toMatchObject({
      environment: { A2: 'b' },
      partialBatchResponse: [],
      invokeMode: null,
    });
  });

  it('may name the invoke mode of a URL that the user has created', () => {
    expect(settings('{ type: none }', 'environment: { ALR_INVOKE_MODE: RESPONSE_STREAM }')).toMatchObject({
      environment: {},
      invokeMode: 'RESPONSE_STREAM',
    });
  });
});

describe('the image', () => {
  it('built on this machine is pushed with a unique tag and deployed by the digest of the push', () => {
    const image = {
      id: `sha256:${'0123456789abcdef'.repeat(4)}`,
      architecture: 'x86_64',
      pushTo: async () => 'sha256:abc',
    };
    const built: DesiredImage = { kind: 'built', image };
    const name = 'alr-lambda:alr-demo-0123456789ab';
    expect(resourcesOf('{ type: none }', '', built).map((each) => each.name)).toContain(name);
    expect(settingsOf('function', '{ type: none }', '', built)).toMatchObject([
      { image: referenceTo(`image ${name}`, 'uri') },
    ]);
  });

  it('is not compared if none was built on this machine', () => {
    expect(settingsOf('function', '{ type: none }', '', { kind: 'current' })).toMatchObject([{ image: undefined }]);
  });
});
