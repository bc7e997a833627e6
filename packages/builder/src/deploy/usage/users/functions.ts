import { type FunctionConfiguration, LambdaClient, paginateListFunctions } from '@aws-sdk/client-lambda';
import type { Aws } from '../../../aws/connection.ts';
import type { User } from './user.ts';

/** Lists the functions of a region and all of their versions, which keep their role and image. */
export async function listFunctionVersions(aws: Aws): Promise<FunctionConfiguration[]> {
  const client = aws.client(LambdaClient);
  const versions: FunctionConfiguration[] = [];
  for await (const { Functions = [] } of paginateListFunctions({ client }, { FunctionVersion: 'ALL' })) {
    versions.push(...Functions);
  }
  return versions;
}

/** Describes a function, or one of its versions, as a user. */
export function functionAsUser(aws: Aws, { FunctionName = '', Version = '$LATEST' }: FunctionConfiguration): User {
  const id = `function ${FunctionName}`;
  const version = Version === '$LATEST' ? '' : `, version ${Version}`;
  return { id, description: `${id}${version} (${aws.region})` };
}
