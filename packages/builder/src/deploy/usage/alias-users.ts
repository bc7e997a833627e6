import { undefinedIfNotFound } from '../../aws/not-found.ts';
import { listMappings } from '../kinds/function/event-source-mappings.ts';
import { functionArn } from '../kinds/function/function-tags.ts';
import { readStatements } from '../kinds/function/permission.ts';
import { formerPurposeOf, purposeOf } from '../resource/ids.ts';
import type { DeploymentTarget } from '../resource/resource.ts';
import type { FindUsers, User } from './user.ts';

/** The users of an alias: the mappings to it, and the statements of others that let something invoke it. */
export const aliasUsers: FindUsers = async (target, { name }) => {
  const [functionName = '', alias = ''] = name.split(':');
  const ofFunction = { ...target, functionName };
  const arn = functionArn(ofFunction, alias);
  return [...(await mappingsTo(ofFunction, arn)), ...(await statementsOfOthers(ofFunction, alias, arn))];
};

async function mappingsTo({ aws }: DeploymentTarget, FunctionName: string): Promise<User[]> {
  const mappings = (await undefinedIfNotFound(listMappings(aws, { FunctionName }))) ?? [];
  return mappings
    .filter(({ State }) => State !== 'Deleting')
    .map(({ EventSourceArn: source }) => ({ id: `mapping ${source}`, description: `the mapping of ${source}` }));
}

async function statementsOfOthers(target: DeploymentTarget, alias: string, arn: string): Promise<User[]> {
  const { identity } = target;
  const statements = await readStatements(target, alias);
  return statements
    .filter(({ Sid, Resource }) => {
      // Emulators have one policy for the function and all its aliases, so a statement may be for another one of them.
      if (Resource !== undefined && Resource !== arn) return false;
      return purposeOf(Sid, identity) === undefined && formerPurposeOf(Sid, identity.project) === undefined;
    })
    .map(({ Sid }) => ({ description: `the statement ${Sid} of its policy` }));
}
