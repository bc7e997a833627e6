import { roleActions } from './function-permissions.ts';
import type { Permission } from './permission.ts';

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
/** Triggers with which EventBridge delivers events. */
const deliveryTriggers = ['eventbridge', 'scheduler'] as const;
const pollTriggers = [...queueTriggers, 'kinesis', 'dynamodb'] as const;

/** The permissions for what invokes the function, and for what failed for good. */
export const triggerPermissions: readonly Permission[] = [
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
    // The actions of API Gateway are HTTP methods: https://docs.aws.amazon.com/apigateway/latest/developerguide/permissions.html
    purpose: 'manage the HTTP API and its routes',
    on: 'http apis',
    for: ['http-api'],
    actions: [
      'apigateway:DELETE',
      'apigateway:GET',
      'apigateway:PATCH',
      'apigateway:POST',
      'apigateway:PUT',
      'apigateway:TagResource',
      'apigateway:UntagResource',
    ],
  },
  {
    purpose: 'find the domains of the HTTP API before its removal',
    on: 'domains of http apis',
    for: ['http-api'],
    actions: ['apigateway:GET'],
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
