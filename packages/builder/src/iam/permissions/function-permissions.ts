import type { Permission } from './permission.ts';

/** The actions that manage a role. */
export const roleActions = [
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

/** Triggers whose services call the function; Lambda itself reads the sources of all others. */
const pushTriggers = ['s3-direct', 'eventbridge', 'sns', 'alb', 'url', 'http-api'] as const;

/** The permissions for the image, the function, its role and its log. */
export const functionPermissions: readonly Permission[] = [
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
    // Any function can send failed events to the queue.
    purpose: 'find the users of the queue for failed events before its removal',
    on: 'functions',
    setting: 'a queue for failed events',
    actions: ['lambda:ListFunctionEventInvokeConfigs'],
  },
  {
    purpose: 'list the schedules that may send to the queue for failed events',
    on: 'all resources',
    setting: 'a queue for failed events',
    actions: ['scheduler:ListScheduleGroups', 'scheduler:ListSchedules'],
  },
  {
    purpose: 'find the schedules that send to the queue for failed events',
    on: 'schedules of all functions',
    setting: 'a queue for failed events',
    actions: ['scheduler:GetSchedule'],
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
];
