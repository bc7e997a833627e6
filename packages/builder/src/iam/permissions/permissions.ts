import type { Configuration } from '../../config/configuration.ts';
import { failureQueues } from '../../config/functions/asynchronous-settings.ts';
import { parametersOf } from '../../config/functions/parameter-references.ts';
import type { TriggerType } from '../../config/keys/trigger-keys.ts';
import type { ResourceKind } from './resources.ts';

/** IAM actions that alr-builder needs on one kind of resource for one purpose. */
export interface Permission {
  /** Completes "to ...". */
  readonly purpose: string;
  readonly on: ResourceKind;
  readonly actions: readonly `${string}:${string}`[];
  /** The trigger types that need it; by default, all. */
  readonly for?: readonly TriggerType[];
  /** Only functions with this setting need it. */
  readonly setting?: SettingName;
  /** Values that context keys of the request must have. */
  readonly condition?: Readonly<Record<string, string>>;
}

/** The settings that need permissions, by the words that complete "for a function with ...". */
export const settingsWithPermissions = {
  'a VPC': ({ lambda }) => lambda.vpc !== undefined,
  'a KMS key': ({ lambda }) => lambda.kmsKey !== undefined,
  'a permissions boundary': ({ role }) => role.boundary !== undefined,
  'references to parameters': (configuration) => parametersOf(configuration).size > 0,
  'a queue for failed events': (configuration) => failureQueues(configuration).length > 0,
} as const satisfies Readonly<Record<string, (configuration: Configuration) => boolean>>;

/** The name of a setting that needs permissions. */
type SettingName = keyof typeof settingsWithPermissions;

const queueActions = [
  'sqs:CreateQueue',
  'sqs:DeleteQueue',
  'sqs:GetQueueAttributes',
  'sqs:GetQueueUrl',
  'sqs:ListDeadLetterSourceQueues',
  'sqs:ListQueueTags',
  'sqs:SetQueueAttributes',
  'sqs:TagQueue',
  'sqs:UntagQueue',
] as const;

const redriveActions = [
  'sqs:ChangeMessageVisibility',
  'sqs:DeleteMessage',
  'sqs:ListMessageMoveTasks',
  'sqs:ReceiveMessage',
  'sqs:SendMessage',
  'sqs:StartMessageMoveTask',
] as const;

const queueTriggers = ['s3-sqs', 'sns-sqs', 'sqs'] as const;
const bucketTriggers = ['s3-sqs', 's3-direct'] as const;
const topicTriggers = ['sns', 'sns-sqs'] as const;
/** Triggers whose services call the function; Lambda itself reads the sources of all others. */
const pushTriggers = ['s3-direct', 'eventbridge', 'sns', 'alb', 'url'] as const;
/** Triggers with which EventBridge delivers events. */
const deliveryTriggers = ['eventbridge', 'scheduler'] as const;
const pollTriggers = [...queueTriggers, 'kinesis', 'dynamodb'] as const;

const roleActions = [
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
] as const;

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
    actions: roleActions,
  },
  {
    purpose: "set the boundary of the function's role",
    on: 'role',
    setting: 'a permissions boundary',
    actions: ['iam:PutRolePermissionsBoundary'],
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
      'lambda:DeleteFunctionEventInvokeConfig',
      'lambda:GetAlias',
      'lambda:GetFunction',
      'lambda:GetFunctionConcurrency',
      'lambda:GetFunctionConfiguration',
      'lambda:GetFunctionEventInvokeConfig',
      'lambda:GetPolicy',
      'lambda:InvokeFunction',
      'lambda:ListAliases',
      'lambda:ListTags',
      'lambda:ListVersionsByFunction',
      'lambda:PublishVersion',
      'lambda:PutFunctionConcurrency',
      'lambda:PutFunctionEventInvokeConfig',
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
    setting: 'a VPC',
    actions: ['ec2:DescribeSecurityGroups', 'ec2:DescribeSubnets', 'ec2:DescribeVpcs'],
  },
  {
    // Lambda makes these calls with the caller's permissions, for the function's environment variables.
    purpose: "encrypt the function's variables with its key",
    on: 'key',
    setting: 'a KMS key',
    actions: ['kms:CreateGrant', 'kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey'],
  },
  {
    purpose: "read the parameters in the function's variables",
    on: 'parameters',
    setting: 'references to parameters',
    actions: ['ssm:GetParameters'],
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
    for: [...queueTriggers, ...deliveryTriggers],
    actions: queueActions,
  },
  {
    purpose: 'move dead letters back',
    on: 'queues',
    for: [...queueTriggers, ...deliveryTriggers],
    actions: redriveActions,
  },
  {
    purpose: 'invoke with failed events again',
    on: 'queues for failed events',
    setting: 'a queue for failed events',
    actions: redriveActions,
  },
  {
    purpose: 'manage the queue for failed events',
    on: 'queues for failed events',
    setting: 'a queue for failed events',
    actions: queueActions,
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
    purpose: 'manage the rule',
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
    purpose: 'check that the event bus exists',
    on: 'event bus',
    for: ['eventbridge'],
    actions: ['events:DescribeEventBus'],
  },
  {
    purpose: 'manage the schedule and its group',
    on: 'schedules',
    for: ['scheduler'],
    actions: [
      'scheduler:CreateSchedule',
      'scheduler:CreateScheduleGroup',
      'scheduler:DeleteSchedule',
      'scheduler:DeleteScheduleGroup',
      'scheduler:GetSchedule',
      'scheduler:GetScheduleGroup',
      'scheduler:ListTagsForResource',
      'scheduler:TagResource',
      'scheduler:UntagResource',
      'scheduler:UpdateSchedule',
    ],
  },
  { purpose: 'find the schedules', on: 'all resources', for: ['scheduler'], actions: ['scheduler:ListSchedules'] },
  { purpose: 'manage the role of the schedule', on: 'role of the schedule', for: ['scheduler'], actions: roleActions },
  {
    purpose: 'pass the role to the schedule',
    on: 'role of the schedule',
    for: ['scheduler'],
    actions: ['iam:PassRole'],
    condition: { 'iam:PassedToService': 'scheduler.amazonaws.com' },
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
