import {
  GetFunctionCommand,
  LambdaClient,
  ListAliasesCommand,
  paginateListAliases,
  TagResourceCommand,
} from '@aws-sdk/client-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, describe, expect, it } from 'vitest';
import { serviceError, testTarget } from '../../test/deployment-target.ts';
import { withCachedReads } from './cached-reads.ts';

const lambda = mockClient(LambdaClient);
afterEach(() => lambda.reset());

const get = (FunctionName: string) => new GetFunctionCommand({ FunctionName });

describe('a connection with cached reads', () => {
  it('reads the same thing once, and different things each', async () => {
    lambda
      .on(GetFunctionCommand)
      .callsFake(({ FunctionName }: { FunctionName: string }) => ({ Tags: { FunctionName } }));
    const { aws } = testTarget();
    const client = withCachedReads(aws).client(LambdaClient);
    const responses = await Promise.all([client.send(get('a')), client.send(get('a')), client.send(get('b'))]);
    expect(responses.map(({ Tags }) => Tags?.FunctionName)).toEqual(['a', 'a', 'b']);
    expect(lambda.commandCalls(GetFunctionCommand)).toHaveLength(2);
    await aws.client(LambdaClient).send(get('a'));
    expect(lambda.commandCalls(GetFunctionCommand)).toHaveLength(3);
  });

  it('works with paginators, and repeats changes and failures', async () => {
    lambda.on(ListAliasesCommand).resolves({ Aliases: [{ Name: 'live' }] });
    lambda.on(TagResourceCommand).resolves({});
    lambda.on(GetFunctionCommand).rejects(serviceError('AccessDeniedException'));
    const client = withCachedReads(testTarget().aws).client(LambdaClient);
    for (let round = 0; round < 2; round += 1) {
      for await (const page of paginateListAliases({ client }, { FunctionName: 'a' })) {
        expect(page.Aliases).toEqual([{ Name: 'live' }]);
      }
      await client.send(new TagResourceCommand({ Resource: 'arn', Tags: {} }));
      await expect(client.send(get('a'))).rejects.toThrow('AccessDenied');
    }
    expect(lambda.commandCalls(ListAliasesCommand)).toHaveLength(1);
    expect(lambda.commandCalls(TagResourceCommand)).toHaveLength(2);
  });
});
