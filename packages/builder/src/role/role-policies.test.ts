import { describe, expect, it } from 'vitest';
import { configurationOf } from '../../test/configuration.ts';
import { project } from '../../test/project.ts';
import { rolePolicies } from './role-policies.ts';

const aws = (path: string) => `arn:aws:iam::aws:policy/${path}`;

async function policiesOf(yaml: string, files: Record<string, string> = {}, partition = 'aws') {
  await using here = await project(files);
  return await rolePolicies(configurationOf(yaml, here.directory), partition);
}

describe("the role's policies", () => {
  it.each([
    ['sqs', 'service-role/AWSLambdaSQSQueueExecutionRole'],
    ['eventbridge', 'service-role/AWSLambdaBasicExecutionRole'],
    ['none', 'service-role/AWSLambdaBasicExecutionRole'],
  ])('are those that %s needs where nothing else is said', async (trigger, policy) => {
    const { managed, inline } = await policiesOf(`trigger: { type: ${trigger} }\n`);
    expect(managed).toEqual([aws(policy)]);
    expect(inline).toEqual({});
  });

  it("read the trigger's bucket, and no other", async () => {
    const { managed, inline } = await policiesOf('trigger: { type: s3-direct, bucket: photos }\n');
    expect(managed).toEqual([aws('service-role/AWSLambdaBasicExecutionRole')]);
    const resources = Object.values(inline).flatMap(({ Statement }) => Statement.map(({ Resource }) => Resource));
    expect(resources).toEqual(['arn:aws:s3:::photos', 'arn:aws:s3:::photos/*']);
  });

  it.each(['basic', 's3-read', 's3-sqs', 's3', 'eventbridge', 'sns', 'sqs', 'alb', 'kinesis', 'dynamodb'])(
    'give full access with the profile %s to nothing',
    async (profile) => {
      const { managed, inline } = await policiesOf(`trigger: { type: none }\nrole: { profile: ${profile} }\n`);
      expect(JSON.stringify({ managed, inline })).not.toMatch(/FullAccess|"Action":"\*"|:\*"/);
    },
  );

  it('are those of the policies file, comments left out, and no others', async () => {
    const { managed } = await policiesOf('trigger: { type: sqs }\n', {
      policies: `# mine\n${aws('ReadOnlyAccess')}  # all\n\narn:aws:iam::123456789012:policy/team/own\n`,
    });
    expect(managed).toEqual([aws('ReadOnlyAccess'), 'arn:aws:iam::123456789012:policy/team/own']);
  });

  it('are those of the profile and of the file where both are there, each once', async () => {
    const { managed } = await policiesOf('trigger: { type: sqs }\nrole: { profile: basic }\n', {
      policies: `${aws('service-role/AWSLambdaBasicExecutionRole')}\n${aws('ReadOnlyAccess')}\n`,
    });
    expect(managed).toEqual([aws('service-role/AWSLambdaBasicExecutionRole'), aws('ReadOnlyAccess')]);
  });

  it('are named in the partition', async () => {
    const { managed } = await policiesOf(
      'trigger: { type: none }\n',
      { policies: `${aws('ReadOnlyAccess')}\n` },
      'aws-cn',
    );
    expect(managed).toEqual(['arn:aws-cn:iam::aws:policy/ReadOnlyAccess']);
  });

  it("have what the function's VPC and tracing need", async () => {
    const { managed } = await policiesOf(
      'trigger: { type: none }\nlambda: { tracing: Active, vpc: { subnets: subnet-12345678, security_groups: sg-12345678 } }\n',
    );
    expect(managed).toContain(aws('service-role/AWSLambdaVPCAccessExecutionRole'));
    expect(managed).toContain(aws('AWSXRayDaemonWriteAccess'));
  });

  it('have the inline policies of the custom policies file, by name', async () => {
    const document = {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'ses:SendEmail', Resource: '*' }],
    };
    const yaml = 'trigger: { type: none }\nrole: { custom_policies_file: own.json }\n';
    expect((await policiesOf(yaml, { 'own.json': JSON.stringify(document) })).inline).toEqual({ own: document });
    expect((await policiesOf(yaml, { 'own.json': JSON.stringify({ mail: document }) })).inline).toEqual({
      mail: document,
    });
  });

  it.each([
    [
      'a line that is no ARN',
      { policies: 'AdministratorAccess\n' },
      /policies:1:1: "AdministratorAccess" is not the ARN/,
    ],
    ['a file that is not there', {}, /own\.json: does not exist: role\.custom_policies_file names it/],
    ['a file that is no JSON', { 'own.json': '{ "a": ' }, /own\.json:\d+:\d+: neither valid JSON nor YAML/],
    [
      'a document without a statement',
      { 'own.json': '{\n "mail": {} }' },
      /own\.json:2:10: "mail" must be a policy document/,
    ],
  ])('are refused for %s', async (_, files, expected) => {
    const yaml = 'trigger: { type: none }\nrole: { custom_policies_file: own.json }\n';
    await expect(policiesOf(yaml, files as Record<string, string>)).rejects.toThrow(expected);
  });
});
