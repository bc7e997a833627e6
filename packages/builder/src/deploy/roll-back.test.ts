import {
  GetAliasCommand,
  LambdaClient,
  ListVersionsByFunctionCommand,
  UpdateAliasCommand,
} from '@aws-sdk/client-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, describe, expect, it } from 'vitest';
import { serviceError, testTarget } from '../../test/deployment-target.ts';
import { chooseVersion, rollBack } from './roll-back.ts';

const lambda = mockClient(LambdaClient);
afterEach(() => lambda.reset());

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
  it('moves the alias, even if its version is on another page', async () => {
    lambda.on(GetAliasCommand).resolves({ FunctionVersion: '3' });
    lambda
      .on(ListVersionsByFunctionCommand)
      .resolvesOnce({ Versions: [{ Version: '$LATEST' }, { Version: '1' }], NextMarker: 'more' })
      .resolvesOnce({ Versions: [{ Version: '2' }, { Version: '3' }] });
    lambda.on(UpdateAliasCommand).resolves({});
    expect(await rollBack(testTarget(), 'live', undefined)).toEqual({ from: '3', to: '2' });
    expect(lambda.commandCalls(UpdateAliasCommand)[0]?.args[0].input).toMatchObject({ FunctionVersion: '2' });
  });

  it('fails if nothing is deployed', async () => {
    lambda.on(GetAliasCommand).rejects(serviceError('ResourceNotFoundException'));
    await expect(rollBack(testTarget(), 'live', undefined)).rejects.toThrow('the function demo has no alias live');
  });
});
