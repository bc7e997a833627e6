import {
  GetScheduleCommand,
  paginateListScheduleGroups,
  paginateListSchedules,
  SchedulerClient,
} from '@aws-sdk/client-scheduler';
import type { Aws } from '../../../aws/connection.ts';
import { undefinedIfNotFound } from '../../../aws/not-found.ts';
import { SCHEDULE_GROUP_PREFIX } from '../../resource/ids.ts';
import type { User } from './user.ts';

/**
 * The schedules of a region that send what they could not hand over to a queue. They do so with the permissions of a role,
 * so the queue's policy does not show them. Only the groups of functions are searched, because others can have millions of
 * schedules, and each has to be read.
 */
export async function scheduleSenders(aws: Aws, queue: string): Promise<User[]> {
  const client = aws.client(SchedulerClient);
  const users: User[] = [];
  for await (const page of paginateListScheduleGroups({ client }, { NamePrefix: SCHEDULE_GROUP_PREFIX })) {
    for (const { Name: group = '' } of page.ScheduleGroups ?? []) {
      // Emulators ignore the prefix.
      if (group.startsWith(SCHEDULE_GROUP_PREFIX)) users.push(...(await sendersIn(aws, group, queue)));
    }
  }
  return users;
}

async function sendersIn(aws: Aws, GroupName: string, queue: string): Promise<User[]> {
  const client = aws.client(SchedulerClient);
  const users: User[] = [];
  for await (const { Schedules = [] } of paginateListSchedules({ client }, { GroupName })) {
    for (const { Name = '' } of Schedules) {
      const schedule = await undefinedIfNotFound(client.send(new GetScheduleCommand({ GroupName, Name })));
      if (schedule?.Target?.DeadLetterConfig?.Arn !== queue) continue;
      users.push({ id: `schedule ${Name}`, description: `schedule ${Name}, which sends failed events to it` });
    }
  }
  return users;
}
