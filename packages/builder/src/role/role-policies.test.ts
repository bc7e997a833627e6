import { describe, expect, it } from 'vitest';
import { configurationOf } from '../../test/configuration.ts';
import type { FilePolicies } from '../config/read/policy-files.ts';
import { rolePolicies } from './role-policies.ts';

const aws = (path: string) => `arn:aws:iam::aws:policy/${path}`;

function policiesOf(yaml: string, filePolicies: Partial<FilePolicies> = {}, partition = 'aws') {
  const configuration = { ...configurationOf(yaml), filePolicies: { managed: [], inline: {}, ...filePolicies } };
  return rolePolicies(configuration, partition);
}

describe("the role's policies", () => {
  it.each([
    ['sqs', 'service-role/AWSLambdaSQSQueueExecutionRole'],
    ['eventbridge', 'service-role/AWSLambdaBasicExecutionRole'],
    ['none', 'service-role/AWSLambdaBasicExecutionRole'],
  ])('are by default those that the trigger %s needs', (trigger, policy) => {
    const { managed, inline } = policiesOf(`trigger: { type: ${trigger} }\n`);
    expect(managed).toEqual([aws(policy)]);
    expect(inline).toEqual({});
  });

  it("allow reading the trigger's bucket, and no other", () => {
    const { managed, inline } = policiesOf('trigger: { type: s3-direct, bucket: photos }\n');
    expect(managed).toEqual([aws('service-role/AWSLambdaBasicExecutionRole')]);
    const resources = Object.values(inline).flatMap(({ Statement }) => Statement.map(({ Resource }) => Resource));
    expect(resources).toEqual(['arn:aws:s3:::photos', 'arn:aws:s3:::photos/*']);
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
