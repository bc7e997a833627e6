import {
  CreateFunctionCommand,
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
  ListTagsCommand,
  TagResourceCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { commandNames, serviceError, testIdentity, testTags, testTarget } from '../../../../test/deployment-target.ts';
import type { ActualResource } from '../../resource/resource.ts';
import { lambdaFunction } from './function.ts';
import type { LambdaFunctionSettings } from './function-settings.ts';

const lambda = mockClient(LambdaClient);
beforeEach(() => {
  lambda.on(ListEventSourceMappingsCommand).resolves({});
});
afterEach(() => lambda.reset());

const settings: LambdaFunctionSettings = {
  image: 'registry/repository@sha256:new',
  role: 'arn:aws:iam::123456789012:role/demo',
  roleId: 'AROA2',
  memory: 128,
  timeout: 30,
  environment: { KEY: 'value' },
  partialBatchResponse: [],
  invokeMode: null,
  architecture: 'arm64',
  ephemeralStorage: 512,
  tracing: 'Active',
  logFormat: 'JSON',
  vpc: { subnets: ['subnet-1'], securityGroups: ['sg-1'] },
  snapStart: false,
  concurrency: null,
  tags: testTags,
  state: 'ready',
};
const active = { State: 'Active', LastUpdateStatus: 'Successful' } as const;

function update(changed: string[], current: Partial<LambdaFunctionSettings> = {}) {
  const actual: ActualResource<LambdaFunctionSettings> = { owner: testIdentity, settings: current, attributes: {} };
  return lambdaFunction.update(testTarget(), 'demo', settings, { actual, changed: new Set(changed) });
}

describe('creating a function', () => {
  it('sends all settings, and waits until the function is active', async () => {
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
      Tags: { ...testTags, 'alr:role-id': 'AROA2' },
    });
    expect(target.pauses).toHaveLength(2);
  });

  it.each([
    'The role defined for the function cannot be assumed by Lambda.',
    'The provided execution role does not have permissions to call CreateNetworkInterface on EC2',
    'Lambda was unable to configure access to your environment variables because the KMS key is invalid for CreateGrant.',
  ])('waits until Lambda can use the role: %s', async (message) => {
    const rejection = serviceError('InvalidParameterValueException', message);
    lambda.on(CreateFunctionCommand).rejectsOnce(rejection).rejectsOnce(rejection).resolves({});
    lambda.on(GetFunctionConfigurationCommand).resolves(active);
    await lambdaFunction.create(testTarget(), 'demo', settings);
    expect(lambda.commandCalls(CreateFunctionCommand)).toHaveLength(3);
  });

  it("fails with AWS's reason if AWS fails to create it", async () => {
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

  it('mentions SnapStart only if it is on', async () => {
    lambda.on(CreateFunctionCommand).resolves({});
    lambda.on(GetFunctionConfigurationCommand).resolves(active);
    await lambdaFunction.create(testTarget(), 'demo', { ...settings, snapStart: true });
    expect(lambda.commandCalls(CreateFunctionCommand)[0]?.args[0].input).toMatchObject({
      SnapStart: { ApplyOn: 'PublishedVersions' },
    });
  });
});

describe('updating a function', () => {
  it('sends only what differs, the configuration before the code', async () => {
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

  it('waits while another update is in progress', async () => {
    const busy = serviceError('ResourceConflictException', 'An update is in progress for resource: demo');
    lambda.on(UpdateFunctionConfigurationCommand).rejectsOnce(busy).resolves({});
    lambda.on(GetFunctionConfigurationCommand).resolves(active);
    await update(['memory']);
    expect(lambda.commandCalls(UpdateFunctionConfigurationCommand)).toHaveLength(2);
  });

  it("fails with AWS's reason if AWS fails to carry out the update", async () => {
    lambda.on(UpdateFunctionCodeCommand).resolves({});
    lambda
      .on(GetFunctionConfigurationCommand)
      .resolvesOnce(active)
      .resolvesOnce({ State: 'Active', LastUpdateStatus: 'InProgress' })
      .resolves({ State: 'Active', LastUpdateStatus: 'Failed', LastUpdateStatusReason: 'The image was deleted' });
    await expect(update(['image'])).rejects.toThrow('function demo failed: The image was deleted');
  });

  it('sends the code again if the last update failed', async () => {
    lambda.on(UpdateFunctionCodeCommand).resolves({});
    lambda
      .on(GetFunctionConfigurationCommand)
      .resolvesOnce({ State: 'Active', LastUpdateStatus: 'Failed' })
      .resolves(active);
    await update(['state'], { state: 'failed: The image was deleted' });
    expect(lambda.commandCalls(UpdateFunctionCodeCommand)).toHaveLength(1);
  });
});

describe("the parts of a function's configuration that we do not manage", () => {
  const current = {
    ...active,
    VpcConfig: { Ipv6AllowedForDualStack: true },
    LoggingConfig: { LogFormat: 'JSON' as const, LogGroup: '/by/hand', SystemLogLevel: 'WARN' as const },
  };

  it('stay if the parameters around them change', async () => {
    lambda.on(UpdateFunctionConfigurationCommand).resolves({});
    lambda.on(GetFunctionConfigurationCommand).resolves(current);
    await update(['vpc', 'logFormat']);
    expect(lambda.commandCalls(UpdateFunctionConfigurationCommand)[0]?.args[0].input).toEqual({
      FunctionName: 'demo',
      VpcConfig: { SubnetIds: ['subnet-1'], SecurityGroupIds: ['sg-1'], Ipv6AllowedForDualStack: true },
      LoggingConfig: { LogFormat: 'JSON', LogGroup: '/by/hand', SystemLogLevel: 'WARN' },
    });
  });
});

describe('the role of a function', () => {
  beforeEach(() => {
    lambda.on(UpdateFunctionConfigurationCommand).resolves({});
    lambda.on(TagResourceCommand).resolves({});
    lambda.on(GetFunctionConfigurationCommand).resolves(active);
  });

  function changes(): [string, unknown][] {
    return lambda
      .calls()
      .map(({ args: [command] }): [string, unknown] => [command.constructor.name, command.input])
      .filter(([name]) => /^(Update|Tag)/.test(name));
  }

  it('is given to the function again if it was deleted and created again, which one call records', async () => {
    await update(['roleId'], { tags: { 'alr:role-id': 'AROA1' } });
    const Environment = { Variables: { KEY: 'value', ALR_ROLE_ID: 'AROA2' } };
    expect(changes()).toEqual([
      ['UpdateFunctionConfigurationCommand', { FunctionName: 'demo', Role: settings.role, Environment }],
    ]);
    lambda.on(GetFunctionCommand).resolves({ Tags: { 'alr:role-id': 'AROA1' }, Configuration: { Environment } });
    expect((await lambdaFunction.read(testTarget(), 'demo', undefined))?.settings).toMatchObject({
      roleId: 'AROA2',
      environment: { KEY: 'value' },
    });
  });

  it('stays recorded if other variables change', async () => {
    await update(['environment'], { tags: { 'alr:role-id': 'AROA1' } });
    expect(changes()).toMatchObject([
      ['UpdateFunctionConfigurationCommand', { Environment: { Variables: { ALR_ROLE_ID: 'AROA2' } } }],
    ]);
  });

  it('is only recorded if version 1.0 did not do that', async () => {
    await update(['roleId'], { tags: {} });
    expect(changes()).toMatchObject([['TagResourceCommand', { Tags: { 'alr:role-id': 'AROA2' } }]]);
  });

  it('is recorded by the tag before the function gets another one', async () => {
    lambda.on(ListTagsCommand).resolves({ Tags: { 'alr:former-role': 'former' } });
    const role = 'arn:aws:iam::123456789012:role/former';
    await update(['role', 'roleId'], { role, tags: { 'alr:role-id': 'AROA1' } });
    const Environment = { Variables: { KEY: 'value' } };
    expect(changes()).toMatchObject([
      ['TagResourceCommand', { Tags: { 'alr:role-id': 'AROA2' } }],
      ['UpdateFunctionConfigurationCommand', { Role: settings.role, Environment }],
    ]);
  });
});

describe('a function that runs a Zip archive', () => {
  it('is not changed', async () => {
    const actual = { owner: testIdentity, settings: {}, attributes: { packageType: 'Zip' } };
    const changed = new Set(['environment', 'image']);
    await expect(lambdaFunction.update(testTarget(), 'demo', settings, { actual, changed })).rejects.toThrow(
      'the function demo runs a Zip archive, and AWS cannot change it to an image',
    );
    expect(commandNames(lambda)).toEqual([]);
  });
});

describe('the sources to which a function reports failed records', () => {
  const FunctionArn = 'arn:aws:lambda:eu-central-1:123456789012:function:demo';
  const mappingOf = (EventSourceArn: string, reports: boolean, qualifier = '') => ({
    UUID: `${EventSourceArn}${qualifier}`,
    EventSourceArn,
    FunctionArn: `${FunctionArn}${qualifier}`,
    FunctionResponseTypes: reports ? (['ReportBatchItemFailures'] as const).slice() : [],
  });
  const reporting = { ...settings, partialBatchResponse: ['arn:1', 'arn:2'] };
  const put = (names: string[]) => {
    const actual = { owner: testIdentity, settings: {}, attributes: {} };
    return lambdaFunction.update(testTarget(), 'demo', reporting, { actual, changed: new Set(names) });
  };

  function sent(): (string | undefined)[] {
    return lambda
      .commandCalls(UpdateFunctionConfigurationCommand)
      .map(({ args }) => args[0].input.Environment?.Variables?.ALR_PARTIAL_BATCH_RESPONSE);
  }

  beforeEach(() => {
    lambda.on(GetFunctionConfigurationCommand).resolves(active);
    lambda.on(UpdateFunctionConfigurationCommand).resolves({});
    lambda.on(CreateFunctionCommand).resolves({});
  });

  it('are set together with the other variables', async () => {
    await put(['partialBatchResponse']);
    expect(lambda.commandCalls(UpdateFunctionConfigurationCommand)[0]?.args[0].input.Environment).toEqual({
      Variables: { KEY: 'value', ALR_PARTIAL_BATCH_RESPONSE: 'arn:1,arn:2' },
    });
  });

  it.each(['', ':live', ':3'])(
    'do not include one whose mapping to demo%s ignores the reports by now',
    async (qualifier) => {
      const EventSourceMappings = [mappingOf('arn:1', true), mappingOf('arn:2', false, qualifier)];
      lambda.on(ListEventSourceMappingsCommand).resolves({ EventSourceMappings });
      await put(['memory']);
      await lambdaFunction.create(testTarget(), 'demo', reporting);
      expect(sent()).toEqual(['arn:1']);
      expect(lambda.commandCalls(CreateFunctionCommand)[0]?.args[0].input.Environment?.Variables).toMatchObject({
        ALR_PARTIAL_BATCH_RESPONSE: 'arn:1',
      });
    },
  );

  it('are corrected if a mapping changes at the same time', async () => {
    lambda
      .on(ListEventSourceMappingsCommand)
      .resolvesOnce({})
      .resolves({ EventSourceMappings: [mappingOf('arn:2', false)] });
    await put(['partialBatchResponse']);
    expect(sent()).toEqual(['arn:1,arn:2', 'arn:1']);
  });

  it('are read apart from the environment, with the mappings of the function, whoever made them', async () => {
    lambda.on(GetFunctionCommand).resolves({
      Configuration: { Environment: { Variables: { KEY: 'v', ALR_PARTIAL_BATCH_RESPONSE: 'arn:2, arn:1' } } },
    });
    const another = { ...mappingOf('arn:3', true), FunctionArn: `${FunctionArn}-2` };
    const EventSourceMappings = [mappingOf('arn:1', true, ':live'), another];
    lambda.on(ListEventSourceMappingsCommand).resolves({ EventSourceMappings });
    expect((await lambdaFunction.read(testTarget(), 'demo', undefined))?.settings).toMatchObject({
      environment: { KEY: 'v' },
      partialBatchResponse: ['arn:1', 'arn:2'],
      invokeMode: null,
      mappings: [{ source: 'arn:1', reports: true }],
    });
  });
});

describe('reading a function', () => {
  it('reports that AWS failed to create or change it', async () => {
    lambda.on(GetFunctionCommand).resolves({
      Configuration: { State: 'Active', LastUpdateStatus: 'Failed', LastUpdateStatusReason: 'No such image' },
    });
    expect((await lambdaFunction.read(testTarget(), 'demo', undefined))?.settings.state).toBe('failed: No such image');
  });

  it('reports an inactive function as ready, because the next invocation activates it', async () => {
    lambda.on(GetFunctionCommand).resolves({ Configuration: { State: 'Inactive', LastUpdateStatus: 'Successful' } });
    expect((await lambdaFunction.read(testTarget(), 'demo', undefined))?.settings.state).toBe('ready');
  });

  it('returns its owner, its image and its settings', async () => {
    lambda.on(GetFunctionCommand).resolves({
      Tags: testTags,
      Code: { ImageUri: 'registry/repository@sha256:old' },
      Concurrency: { ReservedConcurrentExecutions: 5 },
      Configuration: { ...active, MemorySize: 256, SnapStart: { ApplyOn: 'PublishedVersions' } },
    });
    expect(await lambdaFunction.read(testTarget(), 'demo', undefined)).toMatchObject({
      owner: testIdentity,
      settings: { image: 'registry/repository@sha256:old', memory: 256, concurrency: 5, snapStart: true, vpc: null },
    });
  });

  it('returns undefined only if AWS reports that it does not exist', async () => {
    lambda
      .on(GetFunctionCommand)
      .rejectsOnce(serviceError('ResourceNotFoundException'))
      .rejects(serviceError('AccessDenied'));
    expect(await lambdaFunction.read(testTarget(), 'demo', undefined)).toBeUndefined();
    await expect(lambdaFunction.read(testTarget(), 'demo', undefined)).rejects.toThrow('AccessDenied');
  });
});
