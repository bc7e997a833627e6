import type { TriggerType } from '../config/keys/trigger-keys.ts';
import type { ResourceKind } from './resources.ts';

/** IAM actions that alr-builder needs on one kind of resource for one purpose. */
export interface Permission {
  /** Completes "to ...". */
  readonly purpose: string;
  readonly on: ResourceKind;
  readonly actions: readonly `${string}:${string}`[];
  /** The trigger types that need it; by default, all. */
  readonly for?: readonly TriggerType[];
  /** Only a function in a VPC needs it. */
  readonly forVpc?: true;
  /** Values that context keys of the request must have. */
  readonly condition?: Readonly<Record<string, string>>;
}

const queueTriggers = ['s3-sqs', 'sns-sqs', 'sqs'] as const;
const bucketTriggers = ['s3-sqs', 's3-direct'] as const;
const topicTriggers = ['sns', 'sns-sqs'] as const;
/** Triggers whose services call the function; Lambda itself reads the sources of all others. */
const pushTriggers = ['s3-direct', 'eventbridge', 'sns', 'alb', 'url'] as const;
const pollTriggers = [...queueTriggers, 'kinesis', 'dynamodb'] as const;

/**
 * Every IAM action that the AWS calls in this package need. `check` simulates them, the README lists them, and
 * `check --policy` grants them. A new AWS call needs an entry here.
 */
export const permissions: readonly Permission[] = [
  {
    purpose: "identify the account and find the project's resources",
    on: 'all resources',
    actions: ['sts:GetCallerIdentity', 'tag:GetResources'],
  },
  {
    purpose: 'check these permissions',
    on: 'caller',
    actions: ['iam:SimulatePrincipalPolicy', 'iam:GetRole'],
  },
  { purpose: 'log in to the registry', on: 'all resources', actions: ['ecr:GetAuthorizationToken'] },
  {
    purpose: 'manage the image repository',
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
    purpose: "manage the function's role",
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
    purpose: 'pass the role to the function',
    on: 'role',
    actions: ['iam:PassRole'],
    condition: { 'iam:PassedToService': 'lambda.amazonaws.com' },
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
    // AWS does not support limiting this action to a resource.
    purpose: 'find the users of a role or log group before its removal',
    on: 'all resources',
    actions: ['lambda:ListFunctions'],
  },
  {
    // Any function can run an image from the repository.
    purpose: 'find the users of the repository before its removal',
    on: 'functions',
    actions: ['lambda:GetFunction'],
  },
  {
    // Lambda makes these calls with the caller's permissions when it creates or updates the function.
    purpose: 'attach the function to its VPC',
    on: 'all resources',
    forVpc: true,
    actions: ['ec2:DescribeSecurityGroups', 'ec2:DescribeSubnets', 'ec2:DescribeVpcs'],
  },
  {
    purpose: 'allow the trigger to invoke the function',
    on: 'function',
    for: pushTriggers,
    actions: ['lambda:AddPermission', 'lambda:RemovePermission'],
  },
  {
    purpose: 'manage and read the logs',
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
  { purpose: 'find the log group', on: 'all resources', actions: ['logs:DescribeLogGroups'] },
  {
    // AWS generates the id of a mapping, and does not support limiting these actions to a resource.
    purpose: 'create event source mappings',
    on: 'all resources',
    for: pollTriggers,
    actions: ['lambda:CreateEventSourceMapping', 'lambda:GetEventSourceMapping'],
  },
  {
    purpose: 'manage event source mappings',
    on: 'event source mappings',
    for: pollTriggers,
    actions: [
      'lambda:DeleteEventSourceMapping',
      'lambda:ListTags',
      'lambda:TagResource',
      'lambda:UpdateEventSourceMapping',
    ],
  },
  {
    purpose: 'find event source mappings',
    on: 'all resources',
    actions: ['lambda:ListEventSourceMappings'],
  },
  {
    purpose: 'manage the queue and its dead-letter queue',
    on: 'queues',
    for: queueTriggers,
    actions: [
      'sqs:CreateQueue',
      'sqs:DeleteQueue',
      'sqs:GetQueueAttributes',
      'sqs:GetQueueUrl',
      'sqs:ListDeadLetterSourceQueues',
      'sqs:ListQueueTags',
      'sqs:SetQueueAttributes',
      'sqs:TagQueue',
      'sqs:UntagQueue',
    ],
  },
  { purpose: 'find the queue', on: 'all resources', for: queueTriggers, actions: ['sqs:ListQueues'] },
  {
    purpose: 'manage the bucket and its notifications',
    on: 'bucket',
    for: bucketTriggers,
    actions: [
      's3:CreateBucket',
      's3:DeleteBucket',
      's3:GetBucketLocation',
      's3:GetBucketNotification',
      's3:GetBucketTagging',
      's3:ListBucket',
      's3:ListBucketVersions',
      's3:PutBucketNotification',
      's3:PutBucketTagging',
      's3:TagResource',
    ],
  },
  { purpose: 'find the bucket', on: 'all resources', for: bucketTriggers, actions: ['s3:ListAllMyBuckets'] },
  {
    purpose: 'manage the topic and its subscriptions',
    on: 'topic',
    for: topicTriggers,
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
  { purpose: 'find the topic', on: 'all resources', for: topicTriggers, actions: ['sns:ListTopics'] },
  {
    purpose: 'manage the rule of the schedule',
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
    purpose: 'manage the rule of the listener',
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
    purpose: 'manage the target group',
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
    purpose: 'read the configuration of the load balancer',
    on: 'all resources',
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
    purpose: 'manage the function URL',
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
