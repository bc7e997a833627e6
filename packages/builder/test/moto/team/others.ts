import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { CreateEventSourceMappingCommand, CreateFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import {
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { arnOf } from '../../../src/aws/arn.ts';
import type { Aws } from '../../../src/aws/connection.ts';

/** What other people in the account set up by hand, or with other tools. */

export async function createRole(aws: Aws, RoleName: string): Promise<string> {
  const Statement = [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }];
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
  const { Role } = await aws.client(IAMClient).send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
  return Role?.Arn ?? '';
}

/** A function of others: an image function unless it has the type Zip. */
export async function createFunction(
  aws: Aws,
  FunctionName: string,
  { role, image, zip, tags = {} }: { role?: string; image?: string; zip?: true; tags?: Record<string, string> } = {},
): Promise<void> {
  const Role = role ?? (await createRole(aws, `role-of-${FunctionName}`));
  const Tags = tags;
  const Environment = { Variables: { THEIRS: 'kept' } };
  await aws.client(LambdaClient).send(
    new CreateFunctionCommand(
      zip
        ? {
            FunctionName,
            Role,
            Tags,
            Environment,
            PackageType: 'Zip',
            Runtime: 'nodejs22.x',
            Handler: 'index.handler',
            Code: { ZipFile: emptyZip },
          }
        : {
            FunctionName,
            Role,
            Tags,
            Environment,
            PackageType: 'Image',
            Code: { ImageUri: image ?? `${aws.account}.dkr.ecr.${aws.region}.amazonaws.com/theirs:latest` },
          },
    ),
  );
}

/** The end record of a Zip archive without files. */
const emptyZip = Uint8Array.from([0x50, 0x4b, 0x05, 0x06, ...new Array(18).fill(0)]);

/** Lets a function read a queue. */
export async function readQueue(aws: Aws, FunctionName: string, queue: string): Promise<string> {
  const EventSourceArn = arnOf(aws, 'sqs', queue);
  const create = new CreateEventSourceMappingCommand({ FunctionName, EventSourceArn, BatchSize: 7 });
  return (await aws.client(LambdaClient).send(create)).UUID ?? '';
}

/** Subscribes a mail address to a topic. */
export async function subscribe(aws: Aws, topic: string): Promise<void> {
  const TopicArn = arnOf(aws, 'sns', topic);
  await aws.client(SNSClient).send(new SubscribeCommand({ TopicArn, Protocol: 'email', Endpoint: 'team@example.org' }));
}

/** Adds a statement to the policy of a queue. */
export async function addQueueStatement(aws: Aws, QueueName: string, Sid: string): Promise<void> {
  const sqs = aws.client(SQSClient);
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName }));
  const get = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['Policy'] });
  const policy = JSON.parse((await sqs.send(get)).Attributes?.Policy || '{"Version":"2012-10-17","Statement":[]}');
  const statement = {
    Sid,
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${aws.account}:root` },
    Action: 'sqs:SendMessage',
    Resource: arnOf(aws, 'sqs', QueueName),
  };
  const Policy = JSON.stringify({ ...policy, Statement: [...policy.Statement, statement] });
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }));
}

/** Adds an inline policy to a role. */
export async function addRolePolicy(aws: Aws, RoleName: string, PolicyName: string): Promise<void> {
  const Statement = [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }];
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
  await aws.client(IAMClient).send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument }));
}
