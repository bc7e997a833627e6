import {
  CreateFunctionCommand,
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  LambdaClient,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, describe, expect, it } from 'vitest';
import { commandNames, serviceError, testTarget } from '../../../../test/deployment-target.ts';
import type { ActualResource } from '../../resource/resource.ts';
import { lambdaFunction } from './function.ts';
import type { LambdaFunctionSettings } from './function-settings.ts';

const lambda = mockClient(LambdaClient);
afterEach(() => lambda.reset());

const settings: LambdaFunctionSettings = {
  image: 'registry/repository@sha256:new',
  role: 'arn:aws:iam::123456789012:role/demo',
  memory: 128,
  timeout: 30,
  environment: { KEY: 'value' },
  architecture: 'arm64',
  ephemeralStorage: 512,
  tracing: 'Active',
  logFormat: 'JSON',
  vpc: { subnets: ['subnet-1'], securityGroups: ['sg-1'] },
  snapStart: false,
  concurrency: null,
  tags: { 'alr:project': 'demo' },
  state: 'ready',
};
const active = { State: 'Active', LastUpdateStatus: 'Successful' } as const;

function update(changed: string[], found: Partial<LambdaFunctionSettings> = {}) {
  const there: ActualResource<LambdaFunctionSettings> = { owner: 'demo', settings: found, attributes: {} };
  return lambdaFunction.update(testTarget(), 'demo', settings, { actual: there, changed: new Set(changed) });
}

describe('a function that is made', () => {
  it('gets all its settings, and waits until AWS has it', async () => {
    const states = [{ State: 'Pending' as const }, { State: 'Pending' as const }, active];
    lambda.on(CreateFunctionCommand).resolves({});
    lambda.on(GetFunctionConfigurationCommand).callsFake(() => states.shift());
    const target = testTarget();
    await lambdaFunction.create(target, 'demo', settings);
    expect(lambda.commandCalls(CreateFunctionCommand)[0]?.args[0].input).toEqual({
      FunctionName: 'demo',
      PackageType: 'Image',
      Code: { ImageUri: 'registry/repository@sha256:new' },
      Role: 'arn:aws:iam::123456789012:role/demo',
      MemorySize: 128,
      Timeout: 30,
      Environment: { Variables: { KEY: 'value' } },
      Architectures: ['arm64'],
      EphemeralStorage: { Size: 512 },
      TracingConfig: { Mode: 'Active' },
      LoggingConfig: { LogFormat: 'JSON' },
      VpcConfig: { SubnetIds: ['subnet-1'], SecurityGroupIds: ['sg-1'] },
      Tags: { 'alr:project': 'demo' },
    });
    expect(target.pauses).toHaveLength(2);
  });

  it.each([
    'The role defined for the function cannot be assumed by Lambda.',
    'The provided execution role does not have permissions to call CreateNetworkInterface on EC2',
    'Lambda was unable to configure access to your environment variables because the KMS key is invalid for CreateGrant.',
  ])('waits until its role is known to Lambda: %s', async (message) => {
    const refused = serviceError('InvalidParameterValueException', message);
    lambda.on(CreateFunctionCommand).rejectsOnce(refused).rejectsOnce(refused).resolves({});
    lambda.on(GetFunctionConfigurationCommand).resolves(active);
    await lambdaFunction.create(testTarget(), 'demo', settings);
    expect(lambda.commandCalls(CreateFunctionCommand)).toHaveLength(3);
  });

  it("is an error with AWS's reason where AWS fails to make it", async () => {
    lambda.on(CreateFunctionCommand).resolves({});
    lambda.on(GetFunctionConfigurationCommand).resolves({
      State: 'Failed',
      StateReasonCode: 'ImageAccessDenied',
      StateReason: 'Lambda does not have permission to access the ECR image.',
    });
    await expect(lambdaFunction.create(testTarget(), 'demo', settings)).rejects.toThrow(
      'function demo failed: ImageAccessDenied: Lambda does not have permission to access the ECR image.',
    );
  });

  it('mentions SnapStart only where it is wanted', async () => {
    lambda.on(CreateFunctionCommand).resolves({});
    lambda.on(GetFunctionConfigurationCommand).resolves(active);
    await lambdaFunction.create(testTarget(), 'demo', { ...settings, snapStart: true });
    expect(lambda.commandCalls(CreateFunctionCommand)[0]?.args[0].input).toMatchObject({
      SnapStart: { ApplyOn: 'PublishedVersions' },
    });
  });
});

describe('a function that is changed', () => {
  it('gets what differs and nothing else, the configuration before the code', async () => {
    lambda.on(UpdateFunctionConfigurationCommand).resolves({});
    lambda.on(UpdateFunctionCodeCommand).resolves({});
    lambda.on(GetFunctionConfigurationCommand).resolves(active);
    await update(['memory', 'image', 'tracing']);
    expect(commandNames(lambda).filter((command) => command.startsWith('Update'))).toEqual([
      'UpdateFunctionConfiguration',
      'UpdateFunctionCode',
    ]);
    expect(lambda.commandCalls(UpdateFunctionConfigurationCommand)[0]?.args[0].input).toEqual({
      FunctionName: 'demo',
      MemorySize: 128,
      TracingConfig: { Mode: 'Active' },
    });
    expect(lambda.commandCalls(UpdateFunctionCodeCommand)[0]?.args[0].input).toEqual({
      FunctionName: 'demo',
      ImageUri: 'registry/repository@sha256:new',
      Architectures: ['arm64'],
    });
  });

  it('waits while another update is under way', async () => {
    const busy = serviceError('ResourceConflictException', 'An update is in progress for resource: demo');
    lambda.on(UpdateFunctionConfigurationCommand).rejectsOnce(busy).resolves({});
    lambda.on(GetFunctionConfigurationCommand).resolves(active);
    await update(['memory']);
    expect(lambda.commandCalls(UpdateFunctionConfigurationCommand)).toHaveLength(2);
  });

  it("is an error with AWS's reason where the update fails, and not taken for done", async () => {
    lambda.on(UpdateFunctionCodeCommand).resolves({});
    lambda
      .on(GetFunctionConfigurationCommand)
      .resolvesOnce(active)
      .resolvesOnce({ State: 'Active', LastUpdateStatus: 'InProgress' })
      .resolves({ State: 'Active', LastUpdateStatus: 'Failed', LastUpdateStatusReason: 'The image was deleted' });
    await expect(update(['image'])).rejects.toThrow('function demo failed: The image was deleted');
  });

  it('gives AWS the code once more where it failed the last time', async () => {
    lambda.on(UpdateFunctionCodeCommand).resolves({});
    lambda
      .on(GetFunctionConfigurationCommand)
      .resolvesOnce({ State: 'Active', LastUpdateStatus: 'Failed' })
      .resolves(active);
    await update(['state'], { state: 'failed: The image was deleted' });
    expect(lambda.commandCalls(UpdateFunctionCodeCommand)).toHaveLength(1);
  });
});

describe('a function that is there', () => {
  it('is not as wanted where AWS has failed to make or to change it', async () => {
    lambda.on(GetFunctionCommand).resolves({
      Configuration: { State: 'Active', LastUpdateStatus: 'Failed', LastUpdateStatusReason: 'No such image' },
    });
    expect((await lambdaFunction.read(testTarget(), 'demo', undefined))?.settings.state).toBe('failed: No such image');
  });

  it('is ready where it sleeps: the next invocation wakes it', async () => {
    lambda.on(GetFunctionCommand).resolves({ Configuration: { State: 'Inactive', LastUpdateStatus: 'Successful' } });
    expect((await lambdaFunction.read(testTarget(), 'demo', undefined))?.settings.state).toBe('ready');
  });

  it('is told by its tags, its image and its settings', async () => {
    lambda.on(GetFunctionCommand).resolves({
      Tags: { 'alr:project': 'demo' },
      Code: { ImageUri: 'registry/repository@sha256:old' },
      Concurrency: { ReservedConcurrentExecutions: 5 },
      Configuration: { ...active, MemorySize: 256, SnapStart: { ApplyOn: 'PublishedVersions' } },
    });
    expect(await lambdaFunction.read(testTarget(), 'demo', undefined)).toMatchObject({
      owner: 'demo',
      settings: { image: 'registry/repository@sha256:old', memory: 256, concurrency: 5, snapStart: true, vpc: null },
    });
  });

  it('is absent where AWS says so, and nowhere else', async () => {
    lambda
      .on(GetFunctionCommand)
      .rejectsOnce(serviceError('ResourceNotFoundException'))
      .rejects(serviceError('AccessDenied'));
    expect(await lambdaFunction.read(testTarget(), 'demo', undefined)).toBeUndefined();
    await expect(lambdaFunction.read(testTarget(), 'demo', undefined)).rejects.toThrow('refused');
  });
});
