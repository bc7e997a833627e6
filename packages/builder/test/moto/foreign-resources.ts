import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateRuleCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import {
  CreateEventBusCommand,
  EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { AddPermissionCommand, CreateFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  type BucketLocationConstraint,
  CreateBucketCommand,
  PutBucketNotificationConfigurationCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { arnOf } from '../../src/aws/arn.ts';
import type { Aws } from '../../src/aws/connection.ts';
import { MOTO_URL } from './moto-url.ts';

/** Resources of others in the account, some of them in places that a deployment changes. */
export interface ForeignResources {
  /** The name of a bucket with a notification. */
  readonly bucket: string;
  /** The ARN of a queue. */
  readonly queue: string;
  /** The name of an event bus. */
  readonly bus: string;
  /** The ARN of a load balancer's listener with a rule. */
  readonly listener: string;
  /** The ARN of a Kinesis stream. */
  readonly kinesisStream: string;
  /** The ARN of a DynamoDB table's stream. */
  readonly tableStream: string;
}

/** Creates the resources of others, all with the same name. */
export async function createForeignResources(aws: Aws, name = 'bystander'): Promise<ForeignResources> {
  const lambda = aws.client(LambdaClient);
  const trust = { AssumeRolePolicyDocument: '{"Version":"2012-10-17","Statement":[]}' };
  const { Role } = await aws.client(IAMClient).send(new CreateRoleCommand({ RoleName: name, ...trust }));
  await aws.client(SQSClient).send(new CreateQueueCommand({ QueueName: name }));
  await aws.client(SNSClient).send(new CreateTopicCommand({ Name: name }));
  const Code = { ImageUri: '123456789012.dkr.ecr.eu-central-1.amazonaws.com/theirs:latest' };
  await lambda.send(new CreateFunctionCommand({ FunctionName: name, PackageType: 'Image', Code, Role: Role?.Arn }));
  await lambda.send(
    new AddPermissionCommand({
      FunctionName: name,
      StatementId: 'theirs',
      Action: 'lambda:InvokeFunction',
      Principal: 'events.amazonaws.com',
    }),
  );
  const events = aws.client(EventBridgeClient);
  await events.send(new PutRuleCommand({ Name: name, ScheduleExpression: 'rate(1 day)' }));
  const Arn = arnOf(aws, 'lambda', `function:${name}`);
  await events.send(new PutTargetsCommand({ Rule: name, Targets: [{ Id: 'theirs', Arn }] }));
  await events.send(new CreateEventBusCommand({ Name: name }));
  return {
    bucket: await createBucket(aws, name),
    queue: arnOf(aws, 'sqs', name),
    bus: name,
    listener: await createListener(aws, name),
    kinesisStream: await createKinesisStream(aws, name),
    tableStream: await createTableStream(aws, name),
  };
}

async function createBucket(aws: Aws, Bucket: string): Promise<string> {
  const s3 = aws.client(S3Client);
  // us-east-1 is the default, and S3 rejects it as an explicit location.
  const isDefault = aws.region === 'us-east-1';
  const CreateBucketConfiguration = { LocationConstraint: aws.region as BucketLocationConstraint };
  await s3.send(new CreateBucketCommand({ Bucket, ...(isDefault ? {} : { CreateBucketConfiguration }) }));
  const theirs = { Id: 'theirs', Events: ['s3:ObjectRemoved:*' as const], QueueArn: arnOf(aws, 'sqs', Bucket) };
  const NotificationConfiguration = { QueueConfigurations: [theirs] };
  await s3.send(new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration }));
  return Bucket;
}

async function createListener(aws: Aws, Name: string): Promise<string> {
  const elb = aws.client(ElasticLoadBalancingV2Client);
  const subnets = await call(aws, 'ec2', {}, 'Action=DescribeSubnets&Version=2016-11-15');
  const Subnets = [...subnets.matchAll(/<subnetId>(.*?)</g)].flatMap(([, id]) => id ?? []).slice(0, 2);
  const { LoadBalancers } = await elb.send(new CreateLoadBalancerCommand({ Name, Subnets }));
  const action = { Type: 'fixed-response' as const, FixedResponseConfig: { StatusCode: '404' } };
  const { Listeners } = await elb.send(
    new CreateListenerCommand({
      LoadBalancerArn: LoadBalancers?.[0]?.LoadBalancerArn,
      Protocol: 'HTTP',
      Port: 80,
      DefaultActions: [action],
    }),
  );
  const ListenerArn = Listeners?.[0]?.ListenerArn ?? '';
  const Conditions = [{ Field: 'path-pattern', PathPatternConfig: { Values: ['/theirs'] } }];
  await elb.send(new CreateRuleCommand({ ListenerArn, Priority: 1, Conditions, Actions: [action] }));
  return ListenerArn;
}

async function createKinesisStream(aws: Aws, StreamName: string): Promise<string> {
  const target = 'Kinesis_20131202.CreateStream';
  await call(aws, 'kinesis', { 'X-Amz-Target': target }, JSON.stringify({ StreamName, ShardCount: 1 }));
  return arnOf(aws, 'kinesis', `stream/${StreamName}`);
}

async function createTableStream(aws: Aws, TableName: string): Promise<string> {
  const request = {
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
  };
  const target = 'DynamoDB_20120810.CreateTable';
  const response = await call(aws, 'dynamodb', { 'X-Amz-Target': target }, JSON.stringify(request));
  return JSON.parse(response).TableDescription.LatestStreamArn;
}

/** Calls a service for which the builder has no client. Moto does not check the signature. */
async function call(aws: Aws, service: string, headers: Record<string, string>, body: string): Promise<string> {
  const scope = `test/20260101/${aws.region}/${service}/aws4_request`;
  const response = await fetch(process.env.AWS_ENDPOINT_URL ?? MOTO_URL, {
    method: 'POST',
    headers: {
      'content-type': body.startsWith('{') ? 'application/x-amz-json-1.1' : 'application/x-www-form-urlencoded',
      ...headers,
      authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=none`,
    },
    body,
  });
  if (!response.ok) throw new Error(`${service}: ${await response.text()}`);
  return response.text();
}
