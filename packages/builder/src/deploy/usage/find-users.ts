import { explainAwsError } from '../../aws/aws-error.ts';
import { isNotFound } from '../../aws/not-found.ts';
import type { KindName } from '../kinds/kinds.ts';
import { type DeploymentTarget, idOf } from '../resource/resource.ts';
import { bucketUsers, ruleUsers, topicUsers } from './users/event-source-users.ts';
import { aliasUsers, functionUsers } from './users/function-users.ts';
import { httpApiUsers, integrationUsers } from './users/http-api-users.ts';
import { logGroupUsers } from './users/log-group-users.ts';
import { queueUsers } from './users/queue-users.ts';
import { repositoryUsers } from './users/repository-users.ts';
import { roleUsers } from './users/role-users.ts';
import { scheduleGroupUsers } from './users/schedule-group-users.ts';
import { targetGroupUsers } from './users/target-group-users.ts';
import type { FindUsers, Removal, User } from './users/user.ts';

/** The kinds that others can use without our knowledge. */
const finders: { readonly [Kind in KindName]?: FindUsers } = {
  repository: repositoryUsers,
  role: roleUsers,
  'log group': logGroupUsers,
  function: functionUsers,
  alias: aliasUsers,
  queue: queueUsers,
  topic: topicUsers,
  bucket: bucketUsers,
  'target group': targetGroupUsers,
  rule: ruleUsers,
  'schedule group': scheduleGroupUsers,
  'http api': httpApiUsers,
  integration: integrationUsers,
};

/**
 * Asks AWS who uses a resource of ours now, because others may have begun to. A resource with a user that stays must
 * not be deleted.
 */
export async function usersOf(target: DeploymentTarget, removal: Removal): Promise<readonly User[]> {
  try {
    return (await finders[removal.kind]?.(target, removal)) ?? [];
  } catch (error) {
    if (isNotFound(error)) return [];
    throw explainAwsError(error, `find the users of ${idOf(removal)}`);
  }
}
