import { ApiGatewayV2Client, GetApisCommand } from '@aws-sdk/client-apigatewayv2';
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DescribeRepositoriesCommand, ECRClient } from '@aws-sdk/client-ecr';
import { DescribeTargetGroupsCommand, ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { EventBridgeClient, ListRulesCommand } from '@aws-sdk/client-eventbridge';
import { IAMClient, ListRolesCommand } from '@aws-sdk/client-iam';
import {
  AddPermissionCommand,
  CreateAliasCommand,
  CreateFunctionUrlConfigCommand,
  DeleteFunctionUrlConfigCommand,
  GetFunctionUrlConfigCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
  ListFunctionsCommand,
  ListTagsCommand,
  PublishVersionCommand,
  TagResourceCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionUrlConfigCommand,
} from '@aws-sdk/client-lambda';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { ListTopicsCommand, SNSClient } from '@aws-sdk/client-sns';
import { CreateQueueCommand, ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, onTestFinished } from 'vitest';
import type { Aws } from '../../../src/aws/connection.ts';
import { MOTO_URL } from '../moto-url.ts';
import { createFunction, readQueue } from '../team/others.ts';
import { scenario } from '../team/scenario.ts';
import { openAwsProxy } from './aws-proxy.ts';
import { MotoGaps } from './moto-gaps.ts';
import { transientRefusals } from './transient-refusals.ts';

/** A call of each service. */
const calls: Readonly<Record<string, (settings: object) => Promise<unknown>>> = {
  lambda: (settings) => new LambdaClient(settings).send(new ListFunctionsCommand()),
  iam: (settings) => new IAMClient(settings).send(new ListRolesCommand()),
  sqs: (settings) => new SQSClient(settings).send(new ListQueuesCommand()),
  sns: (settings) => new SNSClient(settings).send(new ListTopicsCommand()),
  s3: (settings) => new S3Client(settings).send(new ListBucketsCommand()),
  events: (settings) => new EventBridgeClient(settings).send(new ListRulesCommand()),
  elasticloadbalancing: (settings) =>
    new ElasticLoadBalancingV2Client(settings).send(new DescribeTargetGroupsCommand()),
  logs: (settings) => new CloudWatchLogsClient(settings).send(new DescribeLogGroupsCommand()),
  ecr: (settings) => new ECRClient(settings).send(new DescribeRepositoriesCommand()),
  apigateway: (settings) => new ApiGatewayV2Client(settings).send(new GetApisCommand()),
};

describe('the proxy in front of moto', () => {
  scenario.for(Object.entries(transientRefusals).map(([name, refusal]) => ({ name, refusal })))(
    'refuses a call so that the SDK reports the code and the reason: $name',
    async ({ refusal }, { account, moto }) => {
      const interfere = () => ({ kind: 'refuse', refusal }) as const;
      const proxy = await openAwsProxy({
        motoUrl: moto,
        account: account.id,
        gaps: new MotoGaps(account.id),
        interfere,
      });
      onTestFinished(() => proxy.close());
      const settings = { region: 'eu-west-1', endpoint: proxy.url, maxAttempts: 1, forcePathStyle: true };
      const error = await calls[refusal.service]?.(settings).catch((reason: unknown) => reason);
      // The clients add "Exception" to some codes.
      expect(error).toMatchObject({
        name: expect.stringMatching(new RegExp(`^${refusal.code}(Exception)?$`)),
        message: refusal.message,
        $metadata: { httpStatusCode: refusal.status ?? 400 },
      });
      expect(proxy.calls).toHaveLength(1);
    },
  );

  scenario('keeps accounts apart', async ({ account }) => {
    await account.asOthers((aws) => aws.client(SQSClient).send(new CreateQueueCommand({ QueueName: 'jobs' })));
    expect(await account.ids(/^queue/)).toEqual(['queue eu-west-1 jobs']);
    const proxy = await openAwsProxy({
      motoUrl: MOTO_URL,
      account: '999999999999',
      gaps: new MotoGaps('999999999999'),
    });
    onTestFinished(() => proxy.close());
    const other = new SQSClient({ region: 'eu-west-1', endpoint: proxy.url });
    expect((await other.send(new ListQueuesCommand())).QueueUrls ?? []).toEqual([]);
  });
});

describe('what moto leaves out', () => {
  const lambda = (aws: Aws) => aws.client(LambdaClient);
  async function createAlias(aws: Aws) {
    await createFunction(aws, 'orders');
    const { Version } = await lambda(aws).send(new PublishVersionCommand({ FunctionName: 'orders' }));
    const alias = { FunctionName: 'orders', Name: 'live', FunctionVersion: Version };
    return (await lambda(aws).send(new CreateAliasCommand(alias))).AliasArn ?? '';
  }

  scenario('a mapping reads for an alias, and has tags', async ({ account }) => {
    await account.asOthers(async (aws) => {
      await aws.client(SQSClient).send(new CreateQueueCommand({ QueueName: 'jobs' }));
      const alias = await createAlias(aws);
      await readQueue(aws, alias, 'jobs');
      const list = (FunctionName: string) => lambda(aws).send(new ListEventSourceMappingsCommand({ FunctionName }));
      expect((await list('orders')).EventSourceMappings).toEqual([]);
      const [mapping] = (await list(alias)).EventSourceMappings ?? [];
      expect(mapping).toMatchObject({ FunctionArn: alias, EventSourceMappingArn: expect.stringContaining('mapping:') });
      const Resource = mapping?.EventSourceMappingArn;
      await lambda(aws).send(new TagResourceCommand({ Resource, Tags: { team: 'blue' } }));
      expect((await lambda(aws).send(new ListTagsCommand({ Resource }))).Tags).toEqual({ team: 'blue' });
    });
  });

  scenario('a function and its alias have a URL each, whose invoke mode can change', async ({ account }) => {
    await account.asOthers(async (aws) => {
      await createAlias(aws);
      const plain = { FunctionName: 'orders' };
      const alias = { ...plain, Qualifier: 'live' };
      await lambda(aws).send(new CreateFunctionUrlConfigCommand({ ...plain, AuthType: 'NONE' }));
      await lambda(aws).send(new CreateFunctionUrlConfigCommand({ ...alias, AuthType: 'AWS_IAM' }));
      await lambda(aws).send(new UpdateFunctionUrlConfigCommand({ ...alias, InvokeMode: 'RESPONSE_STREAM' }));
      const get = (key: typeof plain) => lambda(aws).send(new GetFunctionUrlConfigCommand(key));
      expect(await get(plain)).toMatchObject({ AuthType: 'NONE', InvokeMode: 'BUFFERED' });
      expect(await get(alias)).toMatchObject({ AuthType: 'AWS_IAM', InvokeMode: 'RESPONSE_STREAM' });
      await lambda(aws).send(new DeleteFunctionUrlConfigCommand(alias));
      await expect(get(alias)).rejects.toThrow('does not exist');
      expect(await get(plain)).toMatchObject({ AuthType: 'NONE' });
    });
  });

  scenario('creating what already exists fails', async ({ account }) => {
    await account.asOthers(async (aws) => {
      await aws.client(SQSClient).send(new CreateQueueCommand({ QueueName: 'jobs' }));
      await createFunction(aws, 'orders');
      const permission = { StatementId: 'one', Action: 'lambda:InvokeFunction', Principal: 's3.amazonaws.com' };
      const add = () => lambda(aws).send(new AddPermissionCommand({ FunctionName: 'orders', ...permission }));
      await add();
      await expect(add()).rejects.toThrow('already exists');
      await readQueue(aws, 'orders', 'jobs');
      await expect(readQueue(aws, 'orders', 'jobs')).rejects.toThrow('already exists');
    });
  });

  scenario('a Zip function cannot become an image function', async ({ account }) => {
    await account.asOthers(async (aws) => {
      await createFunction(aws, 'orders', { zip: true });
      const update = new UpdateFunctionCodeCommand({ FunctionName: 'orders', ImageUri: 'x.dkr.ecr/ci:first' });
      await expect(lambda(aws).send(update)).rejects.toThrow('packageType Zip');
    });
  });
});
