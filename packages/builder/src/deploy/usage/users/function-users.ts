import { LambdaClient, paginateListAliases } from '@aws-sdk/client-lambda';
import { aliasDescription } from '../../kinds/function/alias.ts';
import { type MappingSummary, mappingsOfFunction } from '../../kinds/function/event-source-mappings.ts';
import { functionArn } from '../../kinds/function/function-tags.ts';
import { readStatements } from '../../kinds/function/permission.ts';
import type { DeploymentTarget } from '../../resource/resource.ts';
import { statementsOfOthers } from './statements-of-others.ts';
import type { FindUsers, User } from './user.ts';

/**
 * The users of a function: the mappings to it, the aliases of others, and the statements of others that let something
 * invoke it or one of its aliases.
 */
export const functionUsers: FindUsers = async (target, { name }) => {
  const ofFunction = { ...target, functionName: name };
  const [mappings, aliases, statements] = await Promise.all([
    mappingsOfFunction(target.aws, name),
    listAliases(ofFunction),
    invokersOf(ofFunction, undefined),
  ]);
  const lists = await Promise.all(
    aliases.map(async ({ alias, isOurs }): Promise<User[]> => {
      const users = await invokersOf(ofFunction, alias);
      return isOurs ? users : [{ description: `the alias ${alias}, which this project did not create` }, ...users];
    }),
  );
  return [...mappings.map(mappingAsUser), ...statements, ...lists.flat()];
};

/** The users of an alias: the mappings to it, and the statements of others that let something invoke it. */
export const aliasUsers: FindUsers = async (target, { name }) => {
  const [functionName = '', alias = ''] = name.split(':');
  const ofFunction = { ...target, functionName };
  const arn = functionArn(ofFunction, alias);
  const mappings = await mappingsOfFunction(target.aws, functionName);
  const ofAlias = mappings.filter(({ invoked }) => invoked === arn);
  return [...ofAlias.map(mappingAsUser), ...(await invokersOf(ofFunction, alias))];
};

function mappingAsUser({ source }: MappingSummary): User {
  return { id: `mapping ${source}`, description: `the mapping of ${source}` };
}

async function listAliases({ aws, functionName, identity }: DeploymentTarget) {
  const client = aws.client(LambdaClient);
  const description = aliasDescription(identity.project);
  const aliases: { readonly alias: string; readonly isOurs: boolean }[] = [];
  for await (const { Aliases = [] } of paginateListAliases({ client }, { FunctionName: functionName })) {
    aliases.push(
      ...Aliases.map(({ Name = '', Description }) => ({ alias: Name, isOurs: Description === description })),
    );
  }
  return aliases;
}

/** The statements with which others let something invoke a function or one of its aliases. */
async function invokersOf(target: DeploymentTarget, alias: string | undefined): Promise<User[]> {
  const arn = functionArn(target, alias);
  const statements = await readStatements(target, alias);
  // Emulators have one policy for the function and all its aliases, so a statement may be for another one of them.
  const ofQualifier = statements.filter(({ Resource }) => Resource === undefined || Resource === arn);
  return statementsOfOthers(ofQualifier, target.identity);
}
