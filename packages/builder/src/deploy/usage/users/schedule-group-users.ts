import { paginateListSchedules, SchedulerClient } from '@aws-sdk/client-scheduler';
import type { FindUsers, User } from './user.ts';

/** The schedules in a group, which would go with it. */
export const scheduleGroupUsers: FindUsers = async ({ aws }, { name: GroupName }) => {
  const client = aws.client(SchedulerClient);
  const users: User[] = [];
  for await (const { Schedules = [] } of paginateListSchedules({ client }, { GroupName })) {
    users.push(...Schedules.map(({ Name = '' }) => ({ id: `schedule ${Name}`, description: `schedule ${Name}` })));
  }
  return users;
};
