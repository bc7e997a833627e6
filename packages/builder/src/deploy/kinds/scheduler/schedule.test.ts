import { LambdaClient, ListTagsCommand, UntagResourceCommand } from '@aws-sdk/client-lambda';
import {
  CreateScheduleGroupCommand,
  DeleteScheduleGroupCommand,
  GetScheduleCommand,
  GetScheduleGroupCommand,
  SchedulerClient,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, describe, expect, it } from 'vitest';
import { commandNames, serviceError, testIdentity, testTags, testTarget } from '../../../../test/deployment-target.ts';
import { type ScheduleSettings, schedule } from './schedule.ts';
import { scheduleGroup } from './schedule-group.ts';

const scheduler = mockClient(SchedulerClient);
const lambda = mockClient(LambdaClient);
afterEach(() => {
  scheduler.reset();
  lambda.reset();
});

const retryPolicy = { MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 86_400 };
const settings: ScheduleSettings = {
  expression: 'rate(1 day)',
  timeZone: 'Europe/Berlin',
  window: 15,
  state: 'ENABLED',
  function: 'arn:function',
  role: 'arn:role',
  input: null,
  retryPolicy,
  deadLetterQueue: null,
};
const Target = { Arn: 'arn:function', RoleArn: 'arn:role', RetryPolicy: retryPolicy };
const unmanaged = {
  Description: 'by hand',
  EndDate: new Date(0),
  KmsKeyArn: 'arn:key',
  ActionAfterCompletion: 'NONE' as const,
};

describe('a schedule', () => {
  it('shows what others have set', async () => {
    scheduler.on(GetScheduleCommand).resolves({
      ScheduleExpression: 'rate(1 day)',
      State: 'DISABLED',
      Target: { ...Target, Input: '{}', DeadLetterConfig: { Arn: 'arn:queue' } },
    });
    expect((await schedule.read(testTarget(), 'daily', undefined))?.settings).toEqual({
      ...settings,
      timeZone: 'UTC',
      window: 0,
      state: 'DISABLED',
      input: '{}',
      deadLetterQueue: 'arn:queue',
    });
  });

  it('keeps what is not managed when it is replaced, and loses only an input and a queue', async () => {
    const actual = { owner: testIdentity, settings, attributes: {} };
    scheduler.on(GetScheduleCommand).resolves({
      ...unmanaged,
      Target: { ...Target, Input: '{}', DeadLetterConfig: { Arn: 'arn:queue' } },
    });
    scheduler.on(UpdateScheduleCommand).resolves({});
    await schedule.update(testTarget(), 'daily', settings, { actual, changed: new Set(['input']) });
    expect(scheduler.commandCalls(UpdateScheduleCommand)[0]?.args[0].input).toEqual({
      GroupName: expect.stringMatching(/^alr-demo-dev-main-[0-9a-f]{12}$/),
      Name: 'daily',
      ...unmanaged,
      ScheduleExpression: 'rate(1 day)',
      ScheduleExpressionTimezone: 'Europe/Berlin',
      FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 15 },
      State: 'ENABLED',
      Target,
    });
  });
});

describe('the group of the schedules', () => {
  it('is read again until it is deleted, and created again then', async () => {
    lambda.on(ListTagsCommand).resolves({ Tags: testTags });
    scheduler
      .on(GetScheduleGroupCommand)
      .resolvesOnce({ State: 'DELETING' })
      .resolvesOnce({ State: 'DELETING' })
      .rejects(serviceError('ResourceNotFoundException'));
    expect(await scheduleGroup.read(testTarget(), 'group', undefined)).toBeUndefined();
    expect(commandNames(scheduler)).toEqual(['GetScheduleGroup', 'GetScheduleGroup', 'GetScheduleGroup']);
  });

  it('of which only the mark is left is completed, or removed', async () => {
    lambda.on(ListTagsCommand).resolves({ Tags: { ...testTags, 'alr:schedules': 'ours' } });
    lambda.on(UntagResourceCommand).resolves({});
    scheduler.on(GetScheduleGroupCommand).rejects(serviceError('ResourceNotFoundException'));
    scheduler.on(CreateScheduleGroupCommand).resolves({});
    const actual = await scheduleGroup.read(testTarget(), 'group', undefined);
    if (actual === undefined) throw new Error('the mark is not found');
    await scheduleGroup.update(testTarget(), 'group', { tags: testTags }, { actual, changed: new Set(['tags']) });
    expect(scheduler.commandCalls(CreateScheduleGroupCommand)).toHaveLength(1);
    await scheduleGroup.remove(testTarget(), 'group', actual);
    expect(scheduler.commandCalls(DeleteScheduleGroupCommand)).toHaveLength(0);
    expect(lambda.commandCalls(UntagResourceCommand)[0]?.args[0].input.TagKeys).toEqual(['alr:schedules']);
  });
});
