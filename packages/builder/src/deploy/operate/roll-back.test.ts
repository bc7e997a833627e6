import { GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import {
  type EventSourceMappingConfiguration,
  GetAliasCommand,
  GetEventSourceMappingCommand,
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  GetFunctionUrlConfigCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
  ListTagsCommand,
  ListVersionsByFunctionCommand,
  UpdateAliasCommand,
  UpdateEventSourceMappingCommand,
  UpdateFunctionUrlConfigCommand,
} from '@aws-sdk/client-lambda';
import { GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, describe, expect, it } from 'vitest';
import { commandNames, serviceError, testTags, testTarget } from '../../../test/deployment-target.ts';
import { chooseVersion, rollBack } from './roll-back.ts';

const lambda = mockClient(LambdaClient);
const sqs = mockClient(SQSClient);
const iam = mockClient(IAMClient);
afterEach(() => {
  lambda.reset();
  sqs.reset();
  iam.reset();
});

describe('chooseVersion', () => {
  const versions = ['1', '2', '9', '10'].map((Version) => ({ Version }));

  it('chooses the last version before the current one, by number', () => {
    expect(chooseVersion(versions, '10', undefined)).toBe('9');
    expect(chooseVersion(versions, '9', undefined)).toBe('2');
  });

  it('chooses the requested version', () => {
    expect(chooseVersion(versions, '10', '1')).toBe('1');
  });

  it('rejects a version that does not exist', () => {
    expect(() => chooseVersion(versions, '10', '5')).toThrow(
      'there is no version 5; choose one of the published versions: 1, 2, 9, 10',
    );
    expect(() => chooseVersion(versions, '1', undefined)).toThrow('there is no version before 1');
    expect(() => chooseVersion([], '1', undefined)).toThrow('published versions: none');
  });
});

describe('rollBack', () => {
  const url = 'arn:aws:lambda:eu-central-1:123456789012:function:demo';
  const jobs = 'arn:aws:sqs:eu-central-1:123456789012:jobs';
  /** Our function with an alias and the versions 1, 2 and 3. */
  function deployed({
    tags = testTags as Record<string, string>,
    alias = {} as object,
    variables = {} as Record<string, string>,
    mapping = {} as EventSourceMappingConfiguration,
  } = {}) {
    lambda.on(GetFunctionCommand).resolves({ Configuration: { FunctionName: 'demo' }, Tags: tags });
    lambda.on(ListTagsCommand).resolves({ Tags: tags });
    lambda.on(GetFunctionConfigurationCommand).resolves({ Environment: { Variables: variables } });
    lambda.on(GetAliasCommand).resolves({ FunctionVersion: '3', Description: 'alr:project=demo', ...alias });
    lambda.on(ListEventSourceMappingsCommand).resolves({
      EventSourceMappings: [{ EventSourceArn: jobs, FunctionArn: `${url}:live`, UUID: 'id', ...mapping }],
    });
    lambda.on(GetFunctionUrlConfigCommand).rejects(serviceError('ResourceNotFoundException'));
    lambda
      .on(ListVersionsByFunctionCommand)
      .resolvesOnce({ Versions: [{ Version: '$LATEST' }, { Version: '1' }], NextMarker: 'more' })
      .resolvesOnce({ Versions: [{ Version: '2' }, { Version: '3' }] })
      .resolves({ Versions: [] });
    lambda.on(UpdateAliasCommand).resolves({});
    lambda.on(UpdateEventSourceMappingCommand).resolves({});
    lambda.on(UpdateFunctionUrlConfigCommand).resolves({});
    lambda.on(GetEventSourceMappingCommand).resolves({ State: 'Enabled' });
    sqs.on(GetQueueUrlCommand).rejects(serviceError('QueueDoesNotExist'));
  }
  const change = () => lambda.commandCalls(UpdateAliasCommand)[0]?.args[0].input;

  it('moves the alias, even if its version is on another page', async () => {
    deployed();
    expect(await rollBack(testTarget(), 'live', undefined)).toEqual({ from: '3', to: '2' });
    expect(change()).toMatchObject({ FunctionVersion: '2' });
  });

  it.each([
    ['2', '3'],
    ['3', '2'],
  ])('ends a canary release between the versions %s and %s at the older one', async (FunctionVersion, other) => {
    deployed({ alias: { FunctionVersion, RoutingConfig: { AdditionalVersionWeights: { [other]: 0.1 } } } });
    expect(await rollBack(testTarget(), 'live', undefined)).toEqual({ from: FunctionVersion, to: '2' });
    expect(change()).toMatchObject({ FunctionVersion: '2', RoutingConfig: { AdditionalVersionWeights: {} } });
  });

  it.each<[string, Parameters<typeof deployed>[0], string]>([
    ['the function is not ours', { tags: {} }, 'function demo was not created by this project (demo/dev)'],
    ['the function belongs to another stage', { tags: { ...testTags, 'alr:stage': 'prod' } }, 'belongs to demo/prod'],
    ['the alias is not ours', { alias: { Description: 'blue/green' } }, 'alias demo:live was not created by this'],
  ])('changes nothing if %s', async (_title, account, reason) => {
    deployed(account);
    await expect(rollBack(testTarget(), 'live', undefined)).rejects.toThrow(reason);
    expect(change()).toBeUndefined();
  });

  describe('together with what is ours', () => {
    const reporting = { FunctionResponseTypes: ['ReportBatchItemFailures' as const] };
    const changes = () => commandNames(lambda).filter((name) => name.startsWith('Update'));

    it.each([jobs, 'true'])('lets the mapping accept the reports of a version that reports %s first', async (value) => {
      deployed({ variables: { ALR_PARTIAL_BATCH_RESPONSE: value } });
      await rollBack(testTarget(), 'live', undefined);
      expect(changes()).toEqual(['UpdateEventSourceMapping', 'UpdateAlias']);
      expect(lambda.commandCalls(UpdateEventSourceMappingCommand)[0]?.args[0].input).toEqual({
        UUID: 'id',
        ...reporting,
      });
    });

    it('lets the mapping ignore reports once the version sends none', async () => {
      deployed({ mapping: reporting });
      await rollBack(testTarget(), 'live', undefined);
      expect(changes()).toEqual(['UpdateAlias', 'UpdateEventSourceMapping']);
    });

    it.each([
      [jobs, reporting],
      ['arn:other', {}],
    ])('changes no mapping that fits: the version reports %s', async (value, mapping) => {
      deployed({ variables: { ALR_PARTIAL_BATCH_RESPONSE: value }, mapping });
      await rollBack(testTarget(), 'live', undefined);
      expect(changes()).toEqual(['UpdateAlias']);
    });

    it('changes the mode of the URL right after the alias', async () => {
      deployed({ variables: { ALR_INVOKE_MODE: 'RESPONSE_STREAM' }, tags: { ...testTags, 'alr:url:live': 'ours' } });
      lambda.on(GetFunctionUrlConfigCommand).resolves({ InvokeMode: 'BUFFERED', AuthType: 'NONE' });
      await rollBack(testTarget(), 'live', undefined);
      expect(changes()).toEqual(['UpdateAlias', 'UpdateFunctionUrlConfig']);
      expect(lambda.commandCalls(UpdateFunctionUrlConfigCommand)[0]?.args[0].input).toMatchObject({
        Qualifier: 'live',
        InvokeMode: 'RESPONSE_STREAM',
      });
    });
  });

  it.each([
    ['a mapping of others ignores the reports of the version', { ALR_PARTIAL_BATCH_RESPONSE: jobs }, 'would be lost'],
    [
      'a URL of others has another mode',
      { ALR_INVOKE_MODE: 'RESPONSE_STREAM' },
      'which is not ours, has the mode BUFFERED',
    ],
  ])('changes nothing if %s', async (_title, variables, reason) => {
    deployed({ variables, mapping: { EventSourceMappingArn: 'arn:theirs' } });
    lambda.on(ListTagsCommand, { Resource: 'arn:theirs' }).resolves({});
    lambda.on(GetFunctionUrlConfigCommand).resolves({ InvokeMode: 'BUFFERED', AuthType: 'NONE' });
    await expect(rollBack(testTarget(), 'live', undefined)).rejects.toThrow(reason);
    expect(change()).toBeUndefined();
  });

  it('does not move to a version whose role is gone', async () => {
    deployed();
    lambda.on(GetFunctionConfigurationCommand).resolves({ Role: 'arn:aws:iam::123456789012:role/former' });
    iam.on(GetRoleCommand).rejects(serviceError('NoSuchEntity'));
    await expect(rollBack(testTarget(), 'live', undefined)).rejects.toThrow(
      'version 2 runs as the role former, which no longer exists: choose another version',
    );
    expect(change()).toBeUndefined();
  });

  it('fails if nothing is deployed', async () => {
    lambda.on(GetFunctionCommand).rejects(serviceError('ResourceNotFoundException'));
    await expect(rollBack(testTarget(), 'live', undefined)).rejects.toThrow(
      'function demo does not exist yet: create it with alr-builder apply',
    );
  });
});
