import { BatchDeleteImageCommand, ECRClient, PutImageCommand } from '@aws-sdk/client-ecr';
import {
  EventBridgeClient,
  ListTargetsByRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import {
  AttachRolePolicyCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import {
  AddPermissionCommand,
  CreateEventSourceMappingCommand,
  DeleteEventSourceMappingCommand,
  LambdaClient,
  RemovePermissionCommand,
} from '@aws-sdk/client-lambda';
import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateQueueCommand, DeleteQueueCommand, SetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { arnOf } from '../../src/aws/arn.ts';
import type { Aws } from '../../src/aws/connection.ts';
import { readStatements } from '../../src/deploy/kinds/function/permission.ts';
import { readPolicy } from '../../src/deploy/kinds/queue/queue-policy.ts';
import { queueUrl } from '../../src/deploy/kinds/queue/queue-url.ts';
import { parseStatements } from '../../src/deploy/resource/resource-policy.ts';
import { testTarget } from '../deployment-target.ts';
import { takeSnapshot } from './account-snapshot.ts';
import {
  changesOf,
  connectToMoto,
  type DeployedProject,
  deployed,
  MOTO_URL,
  useMoto,
  yamlOf,
} from './deployed-project.ts';
import { createForeignResources, type ForeignResources } from './foreign-resources.ts';
import { imageManifest } from './image-manifest.ts';

describe.skipIf(MOTO_URL === '')('in an account shared with others, a deployment', () => {
  const region = 'eu-west-1';
  let aws: Aws;
  let theirs: ForeignResources;
  const projects: DeployedProject[] = [];
  const project = (yaml: string, adopts = false) => {
    const created = deployed(yaml, { region, adopts });
    projects.unshift(created);
    return created;
  };
  beforeAll(async () => {
    useMoto();
    aws = await connectToMoto(region);
    theirs = await createForeignResources(aws, 'neighbour');
  });
  afterEach(async () => {
    for (const each of projects.splice(0)) await each.teardown();
  });

  it('keeps the policy statements and notifications of others', async () => {
    const s3 = (prefix: string) =>
      yamlOf(`{ type: s3-sqs, bucket: ${theirs.bucket}, prefix: ${prefix}, queue: { name: ours } }`);
    await project(s3('in/')).apply();
    const QueueUrl = await queueUrl(aws, 'ours');
    const [statement] = parseStatements(await readPolicy(aws, 'ours'));
    const theirStatement = { ...statement, Sid: 'theirs' };
    const Policy = JSON.stringify({ Version: '2012-10-17', Id: 'kept', Statement: [theirStatement, statement] });
    await aws.client(SQSClient).send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }));

    await project(s3('incoming/')).apply();
    await project(yamlOf(`{ type: sqs, queue: { name: ours, visibility_timeout: 700 } }`)).apply();
    expect(JSON.parse((await readPolicy(aws, 'ours')) ?? '')).toMatchObject({
      Id: 'kept',
      Statement: [theirStatement],
    });
    expect(await takeSnapshot(aws)).toMatchObject({
      buckets: expect.arrayContaining([
        [theirs.bucket, { QueueConfigurations: [expect.objectContaining({ Id: 'theirs' })] }],
      ]),
    });

    // The statement lets others send to the queue, so a teardown would keep it.
    await aws.client(SQSClient).send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy: '' } }));
  });

  it('keeps what others added to our function, our rule and our role', async () => {
    const rule = (schedule: string) => yamlOf(`{ type: eventbridge, rule_name: ours, schedule: ${schedule} }`);
    await project(rule('rate(1 day)')).apply();
    const permission = { StatementId: 'theirs', Action: 'lambda:InvokeFunction', Principal: 's3.amazonaws.com' };
    await aws.client(LambdaClient).send(new AddPermissionCommand({ FunctionName: 'demo', ...permission }));
    const target = { Id: 'theirs', Arn: arnOf(aws, 'lambda', 'function:neighbour') };
    await aws.client(EventBridgeClient).send(new PutTargetsCommand({ Rule: 'ours', Targets: [target] }));
    const PolicyArn = 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess';
    await aws.client(IAMClient).send(new AttachRolePolicyCommand({ RoleName: 'demo', PolicyArn }));

    expect(await project(rule('rate(2 days)')).apply()).toEqual(['update rule ours']);
    const { Targets } = await aws.client(EventBridgeClient).send(new ListTargetsByRuleCommand({ Rule: 'ours' }));
    expect(Targets).toContainEqual(target);
    const statements = await readStatements({ ...testTarget(), aws }, undefined);
    expect(statements.map(({ Sid }) => Sid)).toContain('theirs');
    const list = new ListAttachedRolePoliciesCommand({ RoleName: 'demo' });
    const { AttachedPolicies } = await aws.client(IAMClient).send(list);
    expect(AttachedPolicies).toContainEqual(expect.objectContaining({ PolicyArn }));

    // A rule with a target of others stays, and so does a function that others may invoke.
    await project(rule('rate(2 days)')).teardown();
    const left = await aws.client(EventBridgeClient).send(new ListTargetsByRuleCommand({ Rule: 'ours' }));
    expect(left.Targets).toEqual([target]);
    expect((await readStatements({ ...testTarget(), aws }, undefined)).map(({ Sid }) => Sid)).toEqual(['theirs']);
    const theirStatement = { FunctionName: 'demo', StatementId: 'theirs' };
    await aws.client(LambdaClient).send(new RemovePermissionCommand(theirStatement));
    await aws.client(EventBridgeClient).send(new RemoveTargetsCommand({ Rule: 'ours', Ids: ['theirs'] }));
  });

  it('removes a policy that an earlier deployment added to our role under another name', async () => {
    const bucket = project(yamlOf(`{ type: s3-direct, bucket: ${theirs.bucket} }`));
    await bucket.apply();
    const Statement = [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }];
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
    const put = new PutRolePolicyCommand({ RoleName: 'demo', PolicyName: 'alr-demo-former', PolicyDocument });
    await aws.client(IAMClient).send(put);
    expect(await bucket.apply()).toEqual(['remove inline policy demo/alr-demo-former']);
    const list = new ListRolePoliciesCommand({ RoleName: 'demo' });
    expect((await aws.client(IAMClient).send(list)).PolicyNames).toEqual([
      expect.stringMatching(/^alr-demo-dev-main-.+-role-profile$/),
    ]);
  });

  it('uses a resource of others with a desired name unchanged, and reports the differences', async () => {
    const Attributes = { VisibilityTimeout: '31' };
    await aws.client(SQSClient).send(new CreateQueueCommand({ QueueName: 'shared', Attributes }));
    const before = await takeSnapshot(aws);
    const shared = project(yamlOf('{ type: sqs, queue: { name: shared } }'));
    await shared.apply();
    const step = (await shared.plan()).steps.find(({ name }) => name === 'shared');
    expect(step).toMatchObject({ action: 'not ours' });
    expect(step).toHaveProperty(
      'differences',
      expect.arrayContaining([{ setting: 'visibilityTimeout', from: 31, to: 360 }]),
    );
    await shared.teardown();
    expect(await takeSnapshot(aws)).toEqual(before);
    await aws.client(SQSClient).send(new DeleteQueueCommand({ QueueUrl: await queueUrl(aws, 'shared') }));
  });

  it('removes its mapping from an existing queue, but not one that others have made for the function', async () => {
    const sqs = aws.client(SQSClient);
    for (const QueueName of ['existing', 'by-hand']) await sqs.send(new CreateQueueCommand({ QueueName }));
    const before = await takeSnapshot(aws);
    await project(yamlOf('{ type: sqs, queue: { name: existing, existing: true } }')).apply();
    const byHand = { EventSourceArn: arnOf(aws, 'sqs', 'by-hand'), FunctionName: 'demo' };
    const { UUID } = await aws.client(LambdaClient).send(new CreateEventSourceMappingCommand(byHand));
    await project(yamlOf('{ type: none }')).apply();
    expect(await takeSnapshot(aws)).toMatchObject({ mappings: [[UUID, expect.anything()]], queues: before.queues });
    await aws.client(LambdaClient).send(new DeleteEventSourceMappingCommand({ UUID }));
    for (const name of ['existing', 'by-hand']) {
      await sqs.send(new DeleteQueueCommand({ QueueUrl: await queueUrl(aws, name) }));
    }
  });

  it('takes over a resource with --adopt unless it belongs to another project', async () => {
    await aws.client(SQSClient).send(new CreateQueueCommand({ QueueName: 'untagged' }));
    await aws
      .client(SQSClient)
      .send(new CreateQueueCommand({ QueueName: 'untagged-dlq', tags: { 'alr:project': 'another' } }));
    const plan = await project(yamlOf('{ type: sqs, queue: { name: untagged } }'), true).plan();
    const actions = plan.steps.filter(({ kind }) => kind === 'queue').map((step) => `${step.action} ${step.name}`);
    expect(actions).toEqual(['not ours untagged-dlq', 'update untagged']);
    await project(yamlOf('{ type: sqs, queue: { name: untagged } }'), true).apply();
    expect(changesOf(await project(yamlOf('{ type: sqs, queue: { name: untagged } }')).plan())).toEqual([]);
    await aws.client(SQSClient).send(new DeleteQueueCommand({ QueueUrl: await queueUrl(aws, 'untagged-dlq') }));
  });

  it('leaves a project alone whose name starts with ours', async () => {
    const trigger = `{ type: s3-direct, bucket: ${theirs.bucket}, event: 's3:ObjectTagging:*' }`;
    const longer = yamlOf(trigger).replaceAll('demo', 'demo-s3');
    const ours = `{ type: s3-direct, bucket: ${theirs.bucket} }`;
    await project(longer).apply();
    const before = await takeSnapshot(aws);
    await project(yamlOf(ours)).apply();
    await project(yamlOf(ours)).teardown();
    expect(await takeSnapshot(aws)).toEqual(before);
  });

  it('keeps a repository with an image of another project', async () => {
    const ours = project(yamlOf('{ type: none }'));
    await ours.apply();
    const ecr = aws.client(ECRClient);
    const push = (imageTag: string) =>
      ecr.send(new PutImageCommand({ repositoryName: 'alr-lambda', imageManifest: imageManifest(imageTag), imageTag }));
    await push('alr-demo-0123456789ab');
    await push('alr-demo-two-0123456789ab');

    await ours.teardown();
    expect(await takeSnapshot(aws)).toMatchObject({ repositories: ['alr-lambda'] });
    const imageIds = [{ imageTag: 'alr-demo-two-0123456789ab' }];
    await ecr.send(new BatchDeleteImageCommand({ repositoryName: 'alr-lambda', imageIds }));
    await ours.teardown();
  });

  it('keeps a bucket that is not empty, and reports it', async () => {
    const object = { Bucket: 'made-by-us', Key: 'precious' };
    const bucket = project(yamlOf('{ type: s3-direct, bucket: made-by-us, create_bucket: true }'));
    await bucket.apply();
    await aws.client(S3Client).send(new PutObjectCommand({ ...object, Body: 'data' }));

    await bucket.teardown();
    await aws.client(S3Client).send(new GetObjectCommand(object));

    await aws.client(S3Client).send(new DeleteObjectCommand(object));
    await bucket.teardown();
    expect(await takeSnapshot(aws)).not.toHaveProperty('buckets', expect.arrayContaining([['made-by-us', {}]]));
  });
});
