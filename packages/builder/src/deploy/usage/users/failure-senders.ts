import { LambdaClient, paginateListFunctionEventInvokeConfigs, paginateListFunctions } from '@aws-sdk/client-lambda';
import type { Aws } from '../../../aws/connection.ts';
import { undefinedIfNotFound } from '../../../aws/not-found.ts';
import { listMappings } from '../../kinds/function/event-source-mappings.ts';
import type { User } from './user.ts';

/**
 * The functions and mappings of a region, also those of others, that send failed events to a queue. They do so with the
 * permissions of a role, so the queue's policy does not show them.
 */
export async function failureSenders(aws: Aws, queue: string): Promise<User[]> {
  const [mappings, functions] = await Promise.all([listMappings(aws, {}), listFunctionNames(aws)]);
  const ofMappings = mappings
    .filter(({ DestinationConfig }) => DestinationConfig?.OnFailure?.Destination === queue)
    .map(({ EventSourceArn = '' }): User => {
      const id = `mapping ${EventSourceArn}`;
      return { id, description: `the mapping of ${EventSourceArn}, which sends failed events to it` };
    });
  const ofFunctions: User[] = [];
  // One after the other: there can be hundreds of functions.
  for (const name of functions) {
    const configurations = (await undefinedIfNotFound(configurationsWith(aws, name, queue))) ?? [];
    ofFunctions.push(
      ...configurations.map((id): User => {
        return { id, description: `function ${name}, which sends failed events to it` };
      }),
    );
  }
  return [...ofMappings, ...ofFunctions];
}

async function listFunctionNames(aws: Aws): Promise<string[]> {
  const client = aws.client(LambdaClient);
  const names: string[] = [];
  for await (const { Functions = [] } of paginateListFunctions({ client }, {})) {
    names.push(...Functions.map(({ FunctionName = '' }) => FunctionName));
  }
  return names;
}

/** The ids of the configurations of a function, its aliases and its versions that have this destination. */
async function configurationsWith(aws: Aws, FunctionName: string, queue: string): Promise<string[]> {
  const client = aws.client(LambdaClient);
  const ids: string[] = [];
  for await (const page of paginateListFunctionEventInvokeConfigs({ client }, { FunctionName })) {
    const found = (page.FunctionEventInvokeConfigs ?? []).filter(
      ({ DestinationConfig }) => DestinationConfig?.OnFailure?.Destination === queue,
    );
    ids.push(
      ...found.map(({ FunctionArn = '' }) => {
        const qualifier = FunctionArn.split(':')[7] ?? '$LATEST';
        return `asynchronous configuration ${[FunctionName, qualifier].filter((part) => part !== '$LATEST').join(':')}`;
      }),
    );
  }
  return ids;
}
