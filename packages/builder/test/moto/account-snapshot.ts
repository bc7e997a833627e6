import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DescribeRepositoriesCommand, ECRClient } from '@aws-sdk/client-ecr';
import {
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeRulesCommand,
  DescribeTargetGroupsCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import {
  EventBridgeClient,
  ListEventBusesCommand,
  ListRulesCommand,
  ListTargetsByRuleCommand,
} from '@aws-sdk/client-eventbridge';
import {
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
  ListRolesCommand,
} from '@aws-sdk/client-iam';
import { LambdaClient, ListEventSourceMappingsCommand, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { GetBucketNotificationConfigurationCommand, ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { ListScheduleGroupsCommand, ListSchedulesCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { ListSubscriptionsCommand, ListTopicsCommand, SNSClient } from '@aws-sdk/client-sns';
import { GetQueueAttributesCommand, ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Aws } from '../../src/aws/connection.ts';
import { readStatements } from '../../src/deploy/kinds/function/permission.ts';
import { testTarget } from '../deployment-target.ts';

/** Takes a snapshot of everything in the account and region that deployments can change, for comparison. */
export async function takeSnapshot(aws: Aws): Promise<Record<string, unknown>> {
  const lambda = aws.client(LambdaClient);
  const { Functions = [] } = await lambda.send(new ListFunctionsCommand());
  const { EventSourceMappings = [] } = await lambda.send(new ListEventSourceMappingsCommand());
  const { repositories = [] } = await aws.client(ECRClient).send(new DescribeRepositoriesCommand());
  const { logGroups = [] } = await aws.client(CloudWatchLogsClient).send(new DescribeLogGroupsCommand());
  const { Topics = [] } = await aws.client(SNSClient).send(new ListTopicsCommand());
  const { Subscriptions = [] } = await aws.client(SNSClient).send(new ListSubscriptionsCommand());
  return {
    functions: await each(Functions, async ({ FunctionName = '' }) => [
      FunctionName,
      await readStatements({ ...testTarget(), aws, functionName: FunctionName }, undefined),
    ]),
    mappings: EventSourceMappings.map(({ UUID, BatchSize }) => [UUID, BatchSize]).sort(),
    repositories: repositories.map(({ repositoryName }) => repositoryName).sort(),
    logGroups: logGroups.map(({ logGroupName, retentionInDays }) => [logGroupName, retentionInDays]).sort(),
    topics: Topics.map(({ TopicArn }) => TopicArn).sort(),
    subscriptions: Subscriptions.map(({ TopicArn, Endpoint }) => [TopicArn, Endpoint]).sort(),
    roles: await roles(aws),
    queues: await queues(aws),
    buckets: await buckets(aws),
    rules: await rules(aws),
    schedules: await schedules(aws),
    loadBalancers: await loadBalancers(aws),
  };
}

async function roles(aws: Aws): Promise<unknown> {
  const iam = aws.client(IAMClient);
  const { Roles = [] } = await iam.send(new ListRolesCommand());
  return each(Roles, async ({ RoleName }) => [
    RoleName,
    (await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }))).AttachedPolicies,
    (await iam.send(new ListRolePoliciesCommand({ RoleName }))).PolicyNames,
  ]);
}

async function queues(aws: Aws): Promise<unknown> {
  const sqs = aws.client(SQSClient);
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand());
  return each(QueueUrls, async (QueueUrl) => {
    const get = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['VisibilityTimeout', 'Policy'] });
    return [QueueUrl, (await sqs.send(get)).Attributes];
  });
}

async function buckets(aws: Aws): Promise<unknown> {
  const s3 = aws.client(S3Client);
  const { Buckets = [] } = await s3.send(new ListBucketsCommand());
  return each(Buckets, async ({ Name: Bucket }) => {
    const { $metadata, ...notifications } = await s3.send(new GetBucketNotificationConfigurationCommand({ Bucket }));
    return [Bucket, notifications];
  });
}

async function rules(aws: Aws): Promise<unknown> {
  const events = aws.client(EventBridgeClient);
  const { EventBuses = [] } = await events.send(new ListEventBusesCommand());
  return each(EventBuses, async ({ Name: EventBusName }) => {
    const { Rules = [] } = await events.send(new ListRulesCommand({ EventBusName }));
    return each(Rules, async ({ Name: Rule, State }) => [
      [EventBusName, Rule],
      State,
      (await events.send(new ListTargetsByRuleCommand({ Rule, EventBusName }))).Targets,
    ]);
  });
}

async function schedules(aws: Aws): Promise<unknown> {
  // moto has no Scheduler in other partitions.
  if (aws.partition !== 'aws') return [];
  const scheduler = aws.client(SchedulerClient);
  const { ScheduleGroups = [] } = await scheduler.send(new ListScheduleGroupsCommand());
  return each(ScheduleGroups, async ({ Name: GroupName }) => {
    const { Schedules = [] } = await scheduler.send(new ListSchedulesCommand({ GroupName }));
    return [GroupName, Schedules.map(({ Name }) => Name).sort()];
  });
}

async function loadBalancers(aws: Aws): Promise<unknown> {
  const elb = aws.client(ElasticLoadBalancingV2Client);
  const { TargetGroups = [] } = await elb.send(new DescribeTargetGroupsCommand());
  const { LoadBalancers = [] } = await elb.send(new DescribeLoadBalancersCommand());
  const listeners = await each(LoadBalancers, async ({ LoadBalancerArn }) => {
    const { Listeners = [] } = await elb.send(new DescribeListenersCommand({ LoadBalancerArn }));
    return each(Listeners, async ({ ListenerArn }) => {
      const { Rules = [] } = await elb.send(new DescribeRulesCommand({ ListenerArn }));
      return Rules.map(({ RuleArn, Priority }) => [RuleArn, Priority]);
    });
  });
  return { groups: TargetGroups.map(({ TargetGroupName }) => TargetGroupName).sort(), listeners };
}

/** Describes each item; the result is sorted. */
async function each<Item>(items: readonly Item[], describe: (item: Item) => Promise<unknown>): Promise<unknown[]> {
  const descriptions = await Promise.all(items.map(describe));
  return descriptions.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}
