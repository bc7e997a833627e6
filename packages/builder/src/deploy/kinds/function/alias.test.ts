import {
  GetAliasCommand,
  GetFunctionConfigurationCommand,
  LambdaClient,
  ListTagsCommand,
  PublishVersionCommand,
  UpdateAliasCommand,
} from '@aws-sdk/client-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, describe, expect, it } from 'vitest';
import { testIdentity, testTags, testTarget } from '../../../../test/deployment-target.ts';
import { alias } from './alias.ts';
import { revisionOf } from './revision.ts';

const lambda = mockClient(LambdaClient);
afterEach(() => lambda.reset());

const settings = { revision: 'new', routing: null, description: 'alr:project=demo' };
const actual = { owner: testIdentity, settings: {}, attributes: {} };

describe('an alias', () => {
  it('moves to the published version once that is ready, with its snapshot taken', async () => {
    lambda.on(PublishVersionCommand).resolves({ Version: '7' });
    lambda
      .on(GetFunctionConfigurationCommand, { FunctionName: 'demo', Qualifier: '7' })
      .resolvesOnce({ State: 'Pending' })
      .resolves({ State: 'Active' });
    lambda.on(UpdateAliasCommand).resolves({});
    await alias.update(testTarget(), 'demo:live', settings, { actual, changed: new Set(['revision']) });
    expect(lambda.commandCalls(GetFunctionConfigurationCommand)).toHaveLength(2);
    expect(lambda.commandCalls(UpdateAliasCommand)[0]?.args[0].input).toEqual({
      FunctionName: 'demo',
      Name: 'live',
      FunctionVersion: '7',
    });
  });

  it('stays on its version if the new one fails to become ready', async () => {
    lambda.on(PublishVersionCommand).resolves({ Version: '7' });
    lambda.on(GetFunctionConfigurationCommand).resolves({ State: 'Failed', StateReason: 'The snapshot timed out' });
    await expect(
      alias.update(testTarget(), 'demo:live', settings, { actual, changed: new Set(['revision']) }),
    ).rejects.toThrow('The snapshot timed out');
    expect(lambda.commandCalls(UpdateAliasCommand)).toHaveLength(0);
  });

  it('is recognized by its description, and has the owner of the function', async () => {
    lambda
      .on(ListTagsCommand)
      .resolvesOnce({ Tags: testTags })
      .resolves({ Tags: { 'alr:project': 'demo' } });
    lambda.on(GetFunctionConfigurationCommand).resolves({ MemorySize: 128 });
    lambda
      .on(GetAliasCommand)
      .resolvesOnce({ FunctionVersion: '3', Description: 'alr:project=demo' })
      .resolvesOnce({ FunctionVersion: '3', Description: 'alr:project=demo' })
      .resolves({ FunctionVersion: '3', Description: 'by hand' });
    expect(await alias.read(testTarget(), 'demo:live', undefined)).toEqual({
      owner: testIdentity,
      settings: { revision: revisionOf({ MemorySize: 128 }), routing: null, description: 'alr:project=demo' },
      attributes: { version: '3' },
    });
    expect(await alias.read(testTarget(), 'demo:live', undefined)).toMatchObject({ owner: { stage: undefined } });
    expect(await alias.read(testTarget(), 'demo:live', undefined)).toMatchObject({ owner: undefined });
  });
});

describe('a revision', () => {
  it('is the same for functions that behave alike, regardless of the order of variables', () => {
    const one = { CodeSha256: 'a', Version: '1', Environment: { Variables: { A: '1', B: '2' } } };
    const other = { CodeSha256: 'a', Version: '$LATEST', Environment: { Variables: { B: '2', A: '1' } } };
    expect(revisionOf(one)).toBe(revisionOf(other));
  });

  it.each([
    { CodeSha256: 'b' },
    { CodeSha256: 'a', MemorySize: 256 },
    { CodeSha256: 'a', Environment: { Variables: { A: '2' } } },
  ])('differs for %j', (configuration) => {
    expect(revisionOf(configuration)).not.toBe(revisionOf({ CodeSha256: 'a' }));
  });

  it('shows the weights of other versions, and takes all invocations back', async () => {
    const RoutingConfig = { AdditionalVersionWeights: { '2': 0.1 } };
    lambda.on(GetFunctionConfigurationCommand).resolves({});
    lambda.on(GetAliasCommand).resolves({ FunctionVersion: '3', RoutingConfig });
    const read = await alias.read(testTarget(), 'demo:live', undefined);
    expect(read?.settings.routing).toEqual({ '2': 0.1 });
    lambda.on(UpdateAliasCommand).resolves({});
    await alias.update(testTarget(), 'demo:live', settings, {
      actual: { ...actual, settings: { routing: { '2': 0.1 } } },
      changed: new Set(['routing']),
    });
    expect(lambda.commandCalls(UpdateAliasCommand)[0]?.args[0].input).toEqual({
      FunctionName: 'demo',
      Name: 'live',
      RoutingConfig: { AdditionalVersionWeights: {} },
    });
    expect(lambda.commandCalls(PublishVersionCommand)).toHaveLength(0);
  });
});
