import type { ApiCall } from './api-call.ts';
import type { Refusal } from './refusal.ts';

/** A temporary refusal, and the operations that AWS sends it for. */
export interface TransientRefusal extends Refusal {
  readonly service: string;
  readonly operations: RegExp;
}

/** Finds whether AWS sends this refusal for a call. */
export function appliesTo({ service, operations }: TransientRefusal, call: ApiCall): boolean {
  return call.service === service && operations.test(call.operation);
}

const lambdaChange =
  /^(UpdateFunctionCode|UpdateFunctionConfiguration|PublishVersion|(Create|Update|Delete)Alias|(Create|Update|Delete)FunctionUrlConfig|(Put|Delete)FunctionConcurrency|AddPermission|RemovePermission|DeleteFunction)$/;

/**
 * What AWS responds while a change is in progress, before a new resource is known everywhere, or if it is called too
 * often. The wordings are those of the services.
 */
export const transientRefusals: Readonly<Record<string, TransientRefusal>> = {
  'Lambda: an update is in progress': {
    service: 'lambda',
    operations: lambdaChange,
    status: 409,
    code: 'ResourceConflictException',
    message:
      'The operation cannot be performed at this time. An update is in progress for resource: arn:aws:lambda:eu-west-1:123456789012:function:orders',
  },
  'Lambda: a concurrent update operation': {
    service: 'lambda',
    operations: lambdaChange,
    status: 409,
    code: 'ResourceConflictException',
    message: 'The function could not be updated due to a concurrent update operation.',
  },
  'Lambda: the function is pending': {
    service: 'lambda',
    operations: lambdaChange,
    status: 409,
    code: 'ResourceConflictException',
    message:
      'The operation cannot be performed at this time. The function is currently in the following state: Pending',
  },
  'Lambda: the role cannot be assumed yet': {
    service: 'lambda',
    operations: /^(CreateFunction|UpdateFunctionConfiguration)$/,
    code: 'InvalidParameterValueException',
    message: 'The role defined for the function cannot be assumed by Lambda.',
  },
  'Lambda: the role is not a principal of the key yet': {
    service: 'lambda',
    operations: /^(CreateFunction|UpdateFunctionConfiguration)$/,
    code: 'InvalidParameterValueException',
    message:
      'Lambda was unable to configure access to your environment variables because the KMS key is invalid for CreateGrant. Please check your KMS key settings. KMS Exception: InvalidArnException KMS Message: ARN does not refer to a valid principal.',
  },
  'Lambda: the role may not read the queue yet': {
    service: 'lambda',
    operations: /^CreateEventSourceMapping$/,
    code: 'InvalidParameterValueException',
    message: 'The provided execution role does not have permissions to call ReceiveMessage on SQS',
  },
  'Lambda: the queue does not exist yet': {
    service: 'lambda',
    operations: /^CreateEventSourceMapping$/,
    code: 'InvalidParameterValueException',
    message:
      'Error occurred while ReceiveMessage. SQS Error Code: AWS.SimpleQueueService.NonExistentQueue. SQS Error Message: The specified queue does not exist.',
  },
  'Lambda: the mapping is in use': {
    service: 'lambda',
    operations: /^(Update|Delete)EventSourceMapping$/,
    code: 'ResourceInUseException',
    message: 'Cannot update the event source mapping because it is in use.',
  },
  'Lambda: the new function is not known yet': {
    service: 'lambda',
    operations:
      /^(PublishVersion|CreateAlias|AddPermission|CreateFunctionUrlConfig|CreateEventSourceMapping|PutFunctionConcurrency)$/,
    status: 404,
    code: 'ResourceNotFoundException',
    message: 'Function not found: arn:aws:lambda:eu-west-1:123456789012:function:orders',
  },
  'Lambda: throttled': {
    service: 'lambda',
    operations: /./,
    status: 429,
    code: 'TooManyRequestsException',
    message: 'Rate exceeded',
  },
  'IAM: the new role is not known yet': {
    service: 'iam',
    operations: /^(PutRolePolicy|AttachRolePolicy|TagRole)$/,
    status: 404,
    code: 'NoSuchEntity',
    message: 'The role with name orders cannot be found.',
  },
  'IAM: a concurrent modification': {
    service: 'iam',
    operations: /Role(Policy)?$/,
    status: 409,
    code: 'ConcurrentModification',
    message: 'The request was rejected because multiple requests to change this object were submitted simultaneously.',
  },
  'IAM: temporarily unmodifiable': {
    service: 'iam',
    operations: /^(Create|Delete|Update|Put|Attach|Detach|Tag|Untag).*Role/,
    status: 409,
    code: 'EntityTemporarilyUnmodifiable',
    message: 'The request was rejected because it referenced an entity that is temporarily unmodifiable.',
  },
  'IAM: the role still has policies': {
    service: 'iam',
    operations: /^DeleteRole$/,
    status: 409,
    code: 'DeleteConflict',
    message: 'Cannot delete entity, must detach all policies first.',
  },
  'IAM: throttled': { service: 'iam', operations: /./, code: 'Throttling', message: 'Rate exceeded' },
  'SQS: the new queue is not known yet': {
    service: 'sqs',
    operations: /^(SetQueueAttributes|TagQueue)$/,
    code: 'QueueDoesNotExist',
    queryCode: 'AWS.SimpleQueueService.NonExistentQueue',
    message: 'The specified queue does not exist.',
  },
  'SQS: a queue of that name was deleted recently': {
    service: 'sqs',
    operations: /^CreateQueue$/,
    code: 'QueueDeletedRecently',
    queryCode: 'AWS.SimpleQueueService.QueueDeletedRecently',
    message: 'You must wait 60 seconds after deleting a queue before you can create another with the same name.',
  },
  'SQS: throttled': {
    service: 'sqs',
    operations: /./,
    status: 403,
    code: 'RequestThrottled',
    queryCode: 'RequestThrottled',
    message: 'Request is throttled.',
  },
  'SNS: the new topic is not known yet': {
    service: 'sns',
    operations: /^(Subscribe|SetTopicAttributes|TagResource)$/,
    status: 404,
    code: 'NotFound',
    message: 'Topic does not exist',
  },
  'SNS: a concurrent access': {
    service: 'sns',
    operations: /^(CreateTopic|TagResource|UntagResource|DeleteTopic)$/,
    code: 'ConcurrentAccess',
    message: "Can't perform multiple operations on a tag simultaneously. Perform the operations sequentially.",
  },
  'SNS: throttled': { service: 'sns', operations: /./, status: 429, code: 'Throttled', message: 'Rate exceeded' },
  'S3: a conflicting operation': {
    service: 's3',
    operations: /^(Create|Put|Delete)Bucket/,
    status: 409,
    code: 'OperationAborted',
    message: 'A conflicting conditional operation is currently in progress against this resource. Please try again.',
  },
  'S3: the new bucket is not known yet': {
    service: 's3',
    operations: /^PutBucket/,
    status: 404,
    code: 'NoSuchBucket',
    message: 'The specified bucket does not exist',
  },
  'S3: may not send to the destination yet': {
    service: 's3',
    operations: /^PutBucketNotificationConfiguration$/,
    code: 'InvalidArgument',
    message: 'Unable to validate the following destination configurations',
  },
  'S3: slow down': {
    service: 's3',
    operations: /Bucket/,
    status: 503,
    code: 'SlowDown',
    message: 'Please reduce your request rate.',
  },
  'EventBridge: a concurrent modification': {
    service: 'events',
    operations: /^(Put|Delete|Remove|Tag|Untag|Enable|Disable)/,
    code: 'ConcurrentModificationException',
    message: 'Rule nightly was modified concurrently',
  },
  'EventBridge: the new rule is not known yet': {
    service: 'events',
    operations: /^PutTargets$/,
    code: 'ResourceNotFoundException',
    message: 'Rule nightly does not exist on EventBus default.',
  },
  'EventBridge: throttled': {
    service: 'events',
    operations: /./,
    code: 'ThrottlingException',
    message: 'Rate exceeded',
  },
  'ELB: the new target group is not known yet': {
    service: 'elasticloadbalancing',
    operations: /^(CreateRule|RegisterTargets)$/,
    code: 'TargetGroupNotFound',
    message: 'One or more target groups not found',
  },
  'ELB: may not invoke the function yet': {
    service: 'elasticloadbalancing',
    operations: /^RegisterTargets$/,
    status: 403,
    code: 'AccessDenied',
    message:
      'elasticloadbalancing principal does not have permission to invoke arn:aws:lambda:eu-west-1:123456789012:function:orders from target group',
  },
  'ELB: the target group is still in use': {
    service: 'elasticloadbalancing',
    operations: /^DeleteTargetGroup$/,
    code: 'ResourceInUse',
    message: "Target group 'orders' is currently in use by a listener or a rule",
  },
  'API Gateway: a concurrent modification': {
    service: 'apigateway',
    operations: /./,
    status: 409,
    code: 'ConflictException',
    message: 'Unable to complete operation due to concurrent modification. Please try again later.',
  },
  'API Gateway: the new API is not known yet': {
    service: 'apigateway',
    operations: /^Create(Stage|Integration|Route)$/,
    status: 404,
    code: 'NotFoundException',
    message: 'Invalid API identifier specified 123456789012:a1b2c3d4e5',
  },
  'API Gateway: throttled': {
    service: 'apigateway',
    operations: /./,
    status: 429,
    code: 'TooManyRequestsException',
    message: 'Too Many Requests',
  },
  'Logs: a conflicting operation': {
    service: 'logs',
    operations: /^(CreateLogGroup|PutRetentionPolicy|DeleteLogGroup|TagResource)$/,
    code: 'OperationAbortedException',
    message: 'A conflicting operation is currently in progress against this resource. Please try again.',
  },
  'Logs: the new group is not known yet': {
    service: 'logs',
    operations: /^(PutRetentionPolicy|TagResource)$/,
    code: 'ResourceNotFoundException',
    message: 'The specified log group does not exist.',
  },
  'ECR: the new repository is not known yet': {
    service: 'ecr',
    operations: /^(PutLifecyclePolicy|TagResource)$/,
    code: 'RepositoryNotFoundException',
    message: "The repository with name 'shop' does not exist in the registry with id '123456789012'",
  },
  'ECR: throttled': { service: 'ecr', operations: /./, code: 'ThrottlingException', message: 'Rate exceeded' },
};
