import { logGroupName } from '../../kinds/function/log-group.ts';
import { functionAsUser, listFunctionVersions } from './functions.ts';
import type { FindUsers } from './user.ts';

/** The functions, and versions of them, that log to a log group. */
export const logGroupUsers: FindUsers = async ({ aws }, { name }) => {
  const versions = await listFunctionVersions(aws);
  return versions
    .filter(({ FunctionName = '', LoggingConfig }) => (LoggingConfig?.LogGroup ?? logGroupName(FunctionName)) === name)
    .map((version) => functionAsUser(aws, version));
};
