import { describe, expect, it } from 'vitest';
import { configurationOf } from '../../../test/configuration.ts';
import type { FilePolicies } from '../../config/read/policy-files.ts';
import { rolePolicies } from './role-policies.ts';

const aws = (path: string) => `arn:aws:iam::aws:policy/${path}`;

function policiesOf(yaml: string, filePolicies: Partial<FilePolicies> = {}, partition = 'aws') {
  const configuration = { ...configurationOf(yaml), filePolicies: { managed: [], inline: {}, ...filePolicies } };
  return rolePolicies(configuration, { partition, region: 'eu-west-1', account: '123456789012' });
}

const STREAM = 'arn:aws:kinesis:eu-west-1:123456789012:stream/clicks';
const TABLE_STREAM = 'arn:aws:dynamodb:eu-west-1:123456789012:table/orders/stream/2026-01-01T00:00:00.000';

function resourcesIn(inline: ReturnType<typeof policiesOf>['inline']) {
  return Object.values(inline).flatMap(({ Statement }) => Statement.map(({ Resource }) => Resource));
}

describe("the role's policies", () => {
  it.each([
    ['type: eventbridge', []],
    ['type: none', []],
    ['type: sqs, queue: { name: jobs }', ['arn:aws:sqs:eu-west-1:123456789012:jobs']],
    [`type: kinesis, stream: { arn: '${STREAM}' }`, [STREAM]],
    [`type: dynamodb, stream: { arn: '${TABLE_STREAM}' }`, [TABLE_STREAM]],
    [
      'type: s3-sqs, bucket: photos, queue: { name: jobs }',
      ['arn:aws:sqs:eu-west-1:123456789012:jobs', 'arn:aws:s3:::photos', 'arn:aws:s3:::photos/*'],
    ],
  ])('are by default for writing logs, and for reading what the trigger { %s } has', (trigger, resources) => {
    const { managed, inline } = policiesOf(`trigger: { ${trigger} }\n`);
    expect(managed).toEqual([aws('service-role/AWSLambdaBasicExecutionRole')]);
    expect(resourcesIn(inline)).toEqual(resources);
  });

  it.each([
    ['sqs', 'service-role/AWSLambdaSQSQueueExecutionRole'],
    ['kinesis', 'service-role/AWSLambdaKinesisExecutionRole'],
    ['dynamodb', 'service-role/AWSLambdaDynamoDBExecutionRole'],
    ['s3-read', 'AmazonS3ReadOnlyAccess'],
  ])(
    'are for all of the account with the profile %s, if the trigger does not have what it is for',
    (profile, policy) => {
      const { managed, inline } = policiesOf(`trigger: { type: none }\nrole: { profile: ${profile} }\n`);
      expect(managed).toEqual([aws('service-role/AWSLambdaBasicExecutionRole'), aws(policy)]);
      expect(inline).toEqual({});
    },
  );

  it('let the function send what failed for good, and nothing else', () => {
    const destination = (text: string) => `lambda: { on_failure: ${text} }\ntrigger: { type: none }\n`;
    const actionsFor = (text: string) =>
      Object.values(policiesOf(destination(text)).inline).flatMap(({ Statement }) =>
        Statement.map(({ Action, Resource }) => `${Action} ${Resource}`),
      );
    expect(actionsFor('{ queue: failed }')).toEqual(['sqs:SendMessage arn:aws:sqs:eu-west-1:123456789012:failed']);
    for (const [arn, action] of [
      ['arn:aws:sns:eu-west-1:123456789012:failed', 'sns:Publish'],
      ['arn:aws:lambda:eu-west-1:123456789012:function:failed', 'lambda:InvokeFunction'],
      ['arn:aws:events:eu-west-1:123456789012:event-bus/failed', 'events:PutEvents'],
    ]) {
      expect(actionsFor(`'${arn}'`)).toEqual([`${action} ${arn}`]);
    }
    expect(actionsFor("'arn:aws:s3:::failed'")).toEqual([
      's3:ListBucket arn:aws:s3:::failed',
      's3:PutObject arn:aws:s3:::failed/*',
    ]);
  });

  it('let a durable function save its progress', () => {
    const { managed } = policiesOf('lambda: { alias: live, durable: { timeout: 3600 } }\ntrigger: { type: none }\n');
    expect(managed).toContain(aws('service-role/AWSLambdaBasicDurableExecutionRolePolicy'));
  });

  it("allow reading the trigger's bucket, and no other", () => {
    const { managed, inline } = policiesOf('trigger: { type: s3-direct, bucket: photos }\n');
    expect(managed).toEqual([aws('service-role/AWSLambdaBasicExecutionRole')]);
    expect(resourcesIn(inline)).toEqual(['arn:aws:s3:::photos', 'arn:aws:s3:::photos/*']);
  });

  it.each(['basic', 's3-read', 's3-sqs', 's3', 'eventbridge', 'sns', 'sqs', 'alb', 'kinesis', 'dynamodb'])(
    'do not grant full access to any service with the profile %s',
    (profile) => {
      const { managed, inline } = policiesOf(`trigger: { type: none }\nrole: { profile: ${profile} }\n`);
      expect(JSON.stringify({ managed, inline })).not.toMatch(/FullAccess|"Action":"\*"|:\*"/);
    },
  );

  it('are only those of the policies file, if it lists any', () => {
    const managed = [aws('ReadOnlyAccess'), 'arn:aws:iam::123456789012:policy/team/own'];
    expect(policiesOf('trigger: { type: sqs }\n', { managed }).managed).toEqual(managed);
  });

  it('are those of the profile and the policies file, without duplicates, if both are set', () => {
    const { managed } = policiesOf('trigger: { type: sqs }\nrole: { profile: basic }\n', {
      managed: [aws('service-role/AWSLambdaBasicExecutionRole'), aws('ReadOnlyAccess')],
    });
    expect(managed).toEqual([aws('service-role/AWSLambdaBasicExecutionRole'), aws('ReadOnlyAccess')]);
  });

  it('have ARNs in the partition', () => {
    const { managed } = policiesOf('trigger: { type: none }\n', { managed: [aws('ReadOnlyAccess')] }, 'aws-cn');
    expect(managed).toEqual(['arn:aws-cn:iam::aws:policy/ReadOnlyAccess']);
  });

  it("include those that the function's VPC and tracing require", () => {
    const { managed } = policiesOf(
      'trigger: { type: none }\nlambda: { tracing: Active, vpc: { subnets: subnet-12345678, security_groups: sg-12345678 } }\n',
    );
    expect(managed).toContain(aws('service-role/AWSLambdaVPCAccessExecutionRole'));
    expect(managed).toContain(aws('AWSXRayDaemonWriteAccess'));
  });

  it('include the inline policies of the custom policies file', () => {
    const inline: FilePolicies['inline'] = {
      mail: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'ses:SendEmail', Resource: '*' }] },
    };
    expect(policiesOf('trigger: { type: none }\n', { inline }).inline).toEqual(inline);
  });
});
