import type { TriggerType } from '../config/keys/trigger-keys.ts';
import type { ResourceKind } from './resources.ts';

/** Some IAM actions that the tool's own calls need, on one kind of resource, for one purpose. */
export interface Permission {
  readonly purpose: string;
  readonly on: ResourceKind;
  readonly actions: readonly `${string}:${string}`[];
  /** The trigger types that need it; all where absent. */
  readonly for?: readonly TriggerType[];
  /** Whether only a function in a VPC needs it. */
  readonly forVpc?: true;
  /** Limits the grant: context keys that a call carries, as `StringEquals`. */
  readonly where?: Readonly<Record<string, string>>;
}

const queues = ['s3-sqs', 'sns-sqs', 'sqs'] as const;
const buckets = ['s3-sqs', 's3-direct'] as const;
const topics = ['sns', 'sns-sqs'] as const;
const pushed = ['s3-direct', 'eventbridge', 'sns', 'alb', 'url'] as const;
const mapped = [...queues, 'kinesis', 'dynamodb'] as const;

/**
 * Every IAM action that a call of this package needs: what `check` simulates, the README lists and `check --policy`
 * grants. A new call goes in here.
 */
export const permissions: readonly Permission[] = [
  {
    purpose: 'know who and where we are',
    on: 'everything',
    actions: ['sts:GetCallerIdentity', 'tag:GetResources'],
  },
  {
    purpose: 'check these permissions',
    on: 'caller',
    actions: ['iam:SimulatePrincipalPolicy', 'iam:GetRole'],
  },
  { purpose: 'log in to the registry', on: 'everything', actions: ['ecr:GetAuthorizationToken'] },
  {
    purpose: 'keep the images',
    on: 'repository',
    actions: [
      'ecr:BatchCheckLayerAvailability',
      'ecr:BatchDeleteImage',
      'ecr:BatchGetImage',
      'ecr:CompleteLayerUpload',
      'ecr:CreateRepository',
      'ecr:DeleteRepository',
      'ecr:DescribeImages',
      'ecr:DescribeRepositories',
      'ecr:GetDownloadUrlForLayer',
      'ecr:GetLifecyclePolicy',
      'ecr:GetRepositoryPolicy',
      'ecr:InitiateLayerUpload',
      'ecr:ListTagsForResource',
      'ecr:PutImage',
      'ecr:PutLifecyclePolicy',
      'ecr:SetRepositoryPolicy',
      'ecr:TagResource',
      'ecr:UntagResource',
      'ecr:UploadLayerPart',
    ],
  },
  {
    purpose: "make the function's role",
    on: 'role',
    actions: [
      'iam:AttachRolePolicy',
      'iam:CreateRole',
      'iam:DeleteRole',
      'iam:DeleteRolePolicy',
      'iam:DetachRolePolicy',
      'iam:GetRole',
      'iam:GetRolePolicy',
      'iam:ListAttachedRolePolicies',
      'iam:ListRolePolicies',
      'iam:ListRoleTags',
      'iam:PutRolePolicy',
      'iam:TagRole',
      'iam:UntagRole',
      'iam:UpdateAssumeRolePolicy',
    ],
  },
  {
    purpose: 'let the function run as its role',
    on: 'role',
    actions: ['iam:PassRole'],
    where: { 'iam:PassedToService': 'lambda.amazonaws.com' },
  },
  {
    purpose: 'deploy and invoke the function',
    on: 'function',
    actions: [
      'lambda:CreateAlias',
      'lambda:CreateFunction',
      'lambda:DeleteAlias',
      'lambda:DeleteFunction',
      'lambda:DeleteFunctionConcurrency',
      'lambda:GetAlias',
      'lambda:GetFunction',
      'lambda:GetFunctionConcurrency',
      'lambda:GetFunctionConfiguration',
      'lambda:GetPolicy',
      'lambda:InvokeFunction',
      'lambda:ListAliases',
      'lambda:ListTags',
      'lambda:ListVersionsByFunction',
      'lambda:PublishVersion',
      'lambda:PutFunctionConcurrency',
      'lambda:TagResource',
      'lambda:UntagResource',
      'lambda:UpdateAlias',
      'lambda:UpdateFunctionCode',
      'lambda:UpdateFunctionConfiguration',
    ],
  },
  {
    // Lambda looks at them in the caller's name: CreateFunction and UpdateFunctionConfiguration fail without.
    purpose: 'put the function into its VPC',
    on: 'everything',
    forVpc: true,
    actions: ['ec2:DescribeSecurityGroups', 'ec2:DescribeSubnets', 'ec2:DescribeVpcs'],
  },
  {
    purpose: 'let the trigger invoke the function',
    on: 'function',
    for: pushed,
    actions: ['lambda:AddPermission', 'lambda:RemovePermission'],
  },
  {
    purpose: 'keep the logs',
    on: 'log group',
    actions: [
      'logs:CreateLogGroup',
      'logs:DeleteLogGroup',
      'logs:FilterLogEvents',
      'logs:ListTagsForResource',
      'logs:PutRetentionPolicy',
      'logs:StartLiveTail',
      'logs:TagResource',
      'logs:UntagResource',
    ],
  },
  { purpose: 'find the logs', on: 'everything', actions: ['logs:DescribeLogGroups'] },
  {
    // AWS makes up a mapping's id, and knows of no resource when one is made or looked at.
    purpose: 'attach the function to its source',
    on: 'everything',
    for: mapped,
    actions: ['lambda:CreateEventSourceMapping', 'lambda:GetEventSourceMapping'],
  },
  {
    purpose: 'change how the function is attached to its source',
    on: 'mappings',
    for: mapped,
    actions: [
      'lambda:DeleteEventSourceMapping',
      'lambda:ListTags',
      'lambda:TagResource',
      'lambda:UpdateEventSourceMapping',
    ],
  },
  {
    purpose: 'find what the function is attached to',
    on: 'everything',
    actions: ['lambda:ListEventSourceMappings'],
  },
  {
    purpose: 'make the queue and its dead-letter queue',
    on: 'queues',
    for: queues,
    actions: [
      'sqs:CreateQueue',
      'sqs:DeleteQueue',
      'sqs:GetQueueAttributes',
      'sqs:GetQueueUrl',
      'sqs:ListQueueTags',
      'sqs:SetQueueAttributes',
      'sqs:TagQueue',
      'sqs:UntagQueue',
    ],
  },
  { purpose: 'find the queue', on: 'everything', for: queues, actions: ['sqs:ListQueues'] },
  {
    purpose: "notify of the bucket's events",
    on: 'bucket',
    for: buckets,
    actions: [
      's3:CreateBucket',
      's3:DeleteBucket',
      's3:GetBucketLocation',
      's3:GetBucketNotification',
      's3:GetBucketTagging',
      's3:ListBucket',
      's3:PutBucketNotification',
      's3:PutBucketTagging',
      's3:TagResource',
    ],
  },
  { purpose: 'find the bucket', on: 'everything', for: buckets, actions: ['s3:ListAllMyBuckets'] },
  {
    purpose: 'make the topic and subscribe to it',
    on: 'topic',
    for: topics,
    actions: [
      'sns:CreateTopic',
      'sns:DeleteTopic',
      'sns:GetSubscriptionAttributes',
      'sns:GetTopicAttributes',
      'sns:ListSubscriptionsByTopic',
      'sns:ListTagsForResource',
      'sns:Publish',
      'sns:SetSubscriptionAttributes',
      'sns:Subscribe',
      'sns:TagResource',
      'sns:Unsubscribe',
      'sns:UntagResource',
    ],
  },
  { purpose: 'find the topic', on: 'everything', for: topics, actions: ['sns:ListTopics'] },
  {
    purpose: 'make the rule of the schedule',
    on: 'rule',
    for: ['eventbridge'],
    actions: [
      'events:DeleteRule',
      'events:DescribeRule',
      'events:DisableRule',
      'events:EnableRule',
      'events:ListTagsForResource',
      'events:ListTargetsByRule',
      'events:PutRule',
      'events:PutTargets',
      'events:RemoveTargets',
      'events:TagResource',
      'events:UntagResource',
    ],
  },
  {
    purpose: "add a rule to the load balancer's listener",
    on: 'listener',
    for: ['alb'],
    actions: ['elasticloadbalancing:CreateRule'],
  },
  {
    purpose: "keep the listener's rule up to date",
    on: 'listener rules',
    for: ['alb'],
    actions: [
      'elasticloadbalancing:AddTags',
      'elasticloadbalancing:DeleteRule',
      'elasticloadbalancing:ModifyRule',
      'elasticloadbalancing:RemoveTags',
      'elasticloadbalancing:SetRulePriorities',
    ],
  },
  {
    purpose: 'make the function a target',
    on: 'target group',
    for: ['alb'],
    actions: [
      'elasticloadbalancing:AddTags',
      'elasticloadbalancing:CreateTargetGroup',
      'elasticloadbalancing:DeleteTargetGroup',
      'elasticloadbalancing:DeregisterTargets',
      'elasticloadbalancing:ModifyTargetGroup',
      'elasticloadbalancing:RegisterTargets',
      'elasticloadbalancing:RemoveTags',
    ],
  },
  {
    purpose: "look at the load balancer's listener",
    on: 'everything',
    for: ['alb'],
    actions: [
      'elasticloadbalancing:DescribeListeners',
      'elasticloadbalancing:DescribeRules',
      'elasticloadbalancing:DescribeTags',
      'elasticloadbalancing:DescribeTargetGroups',
      'elasticloadbalancing:DescribeTargetHealth',
    ],
  },
  {
    purpose: 'make the function URL',
    on: 'function',
    for: ['url'],
    actions: [
      'lambda:CreateFunctionUrlConfig',
      'lambda:DeleteFunctionUrlConfig',
      'lambda:GetFunctionUrlConfig',
      'lambda:InvokeFunctionUrl',
      'lambda:UpdateFunctionUrlConfig',
    ],
  },
];
