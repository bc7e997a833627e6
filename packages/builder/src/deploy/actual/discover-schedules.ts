import { paginateListSchedules, SchedulerClient } from '@aws-sdk/client-scheduler';
import { undefinedIfNotFound } from '../../aws/not-found.ts';
import type { ResourceKey } from '../kinds/kinds.ts';
import { scheduleGroupName, schedulerRoleName } from '../resource/ids.ts';
import type { DeploymentTarget } from '../resource/resource.ts';
import { discoverRole } from './discover-role.ts';
import { emptyIfForbidden } from './empty-if-forbidden.ts';

/** The schedules of the function, their group, and the role with which EventBridge Scheduler invokes the function. */
export async function discoverSchedules(target: DeploymentTarget): Promise<ResourceKey[]> {
  const { aws, identity } = target;
  const [schedules = [], role] = await Promise.all([
    undefinedIfNotFound(emptyIfForbidden(listSchedules(target))),
    discoverRole(target, schedulerRoleName(identity, aws.region)),
  ]);
  return [{ kind: 'schedule group', name: scheduleGroupName(identity) }, ...schedules, ...role];
}

async function listSchedules({ aws, identity }: DeploymentTarget): Promise<ResourceKey[]> {
  const client = aws.client(SchedulerClient);
  const keys: ResourceKey[] = [];
  for await (const { Schedules = [] } of paginateListSchedules(
    { client },
    { GroupName: scheduleGroupName(identity) },
  )) {
    keys.push(...Schedules.map(({ Name = '' }): ResourceKey => ({ kind: 'schedule', name: Name })));
  }
  return keys;
}
