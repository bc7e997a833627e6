import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  DeleteRolePolicyCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  GetBucketNotificationConfigurationCommand,
  PutBucketNotificationConfigurationCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, describe, expect, it } from 'vitest';
import { commandNames, serviceError, testTarget } from '../../test/deployment-target.ts';
import { changeShared } from './retrying-client.ts';

const iam = mockClient(IAMClient);
const lambda = mockClient(LambdaClient);
const s3 = mockClient(S3Client);
afterEach(() => {
  iam.reset();
  lambda.reset();
  s3.reset();
});

const put = new PutRolePolicyCommand({ RoleName: 'demo', PolicyName: 'p', PolicyDocument: '{}' });

describe('a client', () => {
  it.each([
    [
      'ResourceConflictException',
      'The operation cannot be performed at this time. An update is in progress for resource: x',
    ],
    ['ResourceConflictException', 'The function could not be updated due to a concurrent update operation.'],
    ['ResourceConflictException', 'The function is currently in the following state: Pending'],
    [
      'ResourceConflictException',
      'Conflict due to concurrent requests on this function. Please try this request again.',
    ],
    ['ResourceInUseException', 'Cannot update the event source mapping because it is in use.'],
    ['ResourceInUse', "Target group 'x' is currently in use by a listener or a rule"],
    ['TooManyRequestsException', 'Rate exceeded'],
    ['ThrottlingException', 'Rate exceeded'],
    ['Throttling', 'Rate exceeded'],
    ['RequestLimitExceeded', 'Request limit exceeded'],
    ['SlowDown', 'Please reduce your request rate'],
    ['LimitExceededException', 'Rate exceeded for operation'],
    ['ConcurrentModificationException', 'Please try again'],
    ['ConcurrentModification', 'Please try again'],
    ['ConcurrentAccessException', 'Please try again'],
    ['EntityTemporarilyUnmodifiable', 'Try again later'],
    ['OperationAborted', 'A conflicting conditional operation is currently in progress against this resource'],
    ['OperationAbortedException', 'A conflicting operation is currently in progress'],
    ['DeleteConflict', 'Cannot delete entity, must detach all policies first.'],
    ['InvalidParameterValueException', 'The role defined for the function cannot be assumed by Lambda.'],
    [
      'InvalidParameterValueException',
      'The provided execution role does not have permissions to call CreateNetworkInterface on EC2',
    ],
    [
      'InvalidParameterValueException',
      'The function execution role does not have permissions to call ReceiveMessage on SQS',
    ],
    [
      'InvalidParameterValueException',
      'Cannot access stream arn:x. Please ensure the role can perform the GetRecords action',
    ],
    [
      'InvalidParameterValueException',
      'Lambda was unable to configure access to your environment variables because the KMS key is invalid for CreateGrant',
    ],
    [
      'InvalidParameterValueException',
      'SQS Error Code: AWS.SimpleQueueService.NonExistentQueue. SQS Error Message: The specified queue does not exist',
    ],
    [
      'InvalidParameterValueException',
      'Queue visibility timeout: 30 seconds is less than Function timeout: 60 seconds',
    ],
    ['InvalidParameterValueException', 'Source image 1.dkr.ecr.x/y does not exist. Provide a valid source image.'],
    [
      'InvalidParameterValue',
      'Value for parameter RedrivePolicy is invalid. Reason: Dead letter target does not exist.',
    ],
    ['InvalidArgument', 'Unable to validate the following destination configurations'],
    ['AccessDenied', 'elasticloadbalancing principal does not have permission to invoke arn:x from target group arn:y'],
    ['AWS.SimpleQueueService.QueueDeletedRecently', 'You must wait 60 seconds after deleting a queue'],
    ['QueueDeletedRecently', 'You must wait 60 seconds after deleting a queue'],
    ['NoSuchEntity', 'The role with name demo cannot be found.'],
    ['NoSuchEntityException', 'The role with name demo cannot be found.'],
    ['ResourceNotFoundException', 'Function not found: arn:x'],
    ['QueueDoesNotExist', 'The specified queue does not exist.'],
  ])('retries a change that AWS rejects for a while: %s: %s', async (name, message) => {
    const rejection = serviceError(name, message);
    iam.on(PutRolePolicyCommand).rejectsOnce(rejection).rejectsOnce(rejection).rejectsOnce(rejection).resolves({});
    const { aws, pauses } = testTarget();
    await aws.client(IAMClient).send(put);
    expect(pauses).toEqual([250, 500, 1000]);
  });

  it.each([
    ['ResourceConflictException', 'Function already exist: demo'],
    ['ResourceConflictException', 'The statement id (alr) provided already exists. Please provide a new statement id'],
    ['ResourceConflictException', 'Error message:  FunctionUrlConfig exists for this Lambda function'],
    ['InvalidParameterValueException', 'Member must have length less than or equal to 64'],
    ['LimitExceeded', 'Cannot exceed quota for PoliciesPerRole: 10'],
    ['DeleteConflict', 'Cannot delete entity, must remove roles from instance profile first.'],
    ['AccessDenied', 'User is not authorized to perform: iam:PutRolePolicy'],
    ['InvalidArgument', 'Configuration is ambiguously defined'],
    ['NoSuchEntity', 'Policy arn:aws:iam::aws:policy/Typo does not exist or is not attachable.'],
  ])('does not retry what is rejected for good: %s: %s', async (name, message) => {
    iam.on(PutRolePolicyCommand).rejects(serviceError(name, message));
    const { aws, pauses } = testTarget();
    await expect(aws.client(IAMClient).send(put)).rejects.toThrow(message);
    expect(pauses).toEqual([]);
  });

  it('does not wait for what is missing when it reads or removes', async () => {
    const missing = serviceError('NoSuchEntity', 'The role policy cannot be found');
    iam.on(GetRolePolicyCommand).rejects(missing).on(DeleteRolePolicyCommand).rejects(missing);
    const { aws, pauses } = testTarget();
    const key = { RoleName: 'demo', PolicyName: 'p' };
    await expect(aws.client(IAMClient).send(new GetRolePolicyCommand(key))).rejects.toThrow();
    await expect(aws.client(IAMClient).send(new DeleteRolePolicyCommand(key))).rejects.toThrow();
    expect(pauses).toEqual([]);
  });

  it('waits until it can read what it has created, but not for its missing parts', async () => {
    const missing = serviceError('NoSuchEntity');
    iam.on(CreateRoleCommand).resolves({});
    iam.on(GetRoleCommand).rejectsOnce(missing).resolves({});
    iam.on(GetRolePolicyCommand).rejects(missing);
    const { aws, pauses } = testTarget();
    const client = aws.client(IAMClient);
    await client.send(new CreateRoleCommand({ RoleName: 'demo', AssumeRolePolicyDocument: '{}' }));
    await client.send(new GetRoleCommand({ RoleName: 'demo' }));
    expect(pauses).toEqual([250]);
    await expect(client.send(new GetRolePolicyCommand({ RoleName: 'demo', PolicyName: 'p' }))).rejects.toThrow();
    iam.on(GetRoleCommand).rejects(missing);
    await expect(client.send(new GetRoleCommand({ RoleName: 'another' }))).rejects.toThrow();
    expect(pauses).toEqual([250]);
  });

  it('does not retry the invocation of a function', async () => {
    lambda.on(InvokeCommand).rejects(serviceError('TooManyRequestsException', 'Rate Exceeded.'));
    const { aws, pauses } = testTarget();
    await expect(aws.client(LambdaClient).send(new InvokeCommand({ FunctionName: 'demo' }))).rejects.toThrow('Rate');
    expect(pauses).toEqual([]);
  });

  it('gives up after a limited time', async () => {
    iam.on(AttachRolePolicyCommand).rejects(serviceError('NoSuchEntity', 'The role with name demo cannot be found.'));
    const { aws, pauses } = testTarget();
    const attach = new AttachRolePolicyCommand({ RoleName: 'demo', PolicyArn: 'arn' });
    await expect(aws.client(IAMClient).send(attach)).rejects.toThrow('The role with name demo cannot be found.');
    expect(pauses.reduce((sum, each) => sum + each)).toBeLessThan(60_000);
  });
});

describe('changeShared', () => {
  it('reads again before each retry, so that a concurrent change of others is kept', async () => {
    s3.on(GetBucketNotificationConfigurationCommand).resolvesOnce({}).resolves({ EventBridgeConfiguration: {} });
    s3.on(PutBucketNotificationConfigurationCommand).rejectsOnce(serviceError('OperationAborted')).resolves({});
    const { aws } = testTarget();
    const client = aws.client(S3Client);
    await changeShared(aws, async () => {
      const { EventBridgeConfiguration } = await client.send(
        new GetBucketNotificationConfigurationCommand({ Bucket: 'b' }),
      );
      const NotificationConfiguration = { EventBridgeConfiguration };
      await client.send(new PutBucketNotificationConfigurationCommand({ Bucket: 'b', NotificationConfiguration }));
    });
    expect(commandNames(s3)).toEqual([
      'GetBucketNotificationConfiguration',
      'PutBucketNotificationConfiguration',
      'GetBucketNotificationConfiguration',
      'PutBucketNotificationConfiguration',
    ]);
    expect(s3.commandCalls(PutBucketNotificationConfigurationCommand)[1]?.args[0].input).toMatchObject({
      NotificationConfiguration: { EventBridgeConfiguration: {} },
    });
  });
});
