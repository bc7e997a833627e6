import {
  CreateScheduleCommand,
  DeleteScheduleCommand,
  FlexibleTimeWindowMode,
  GetScheduleCommand,
  type GetScheduleCommandOutput,
  type RetryPolicy,
  SchedulerClient,
  type ScheduleState,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import { undefinedIfNotFound } from '../../../aws/not-found.ts';
import { scheduleGroupName } from '../../resource/ids.ts';
import type { ActualResource, DeploymentTarget, Kind } from '../../resource/resource.ts';
import { writeSchedulesMark } from './schedules-mark.ts';

/** The settings of a schedule. */
export interface ScheduleSettings {
  /** Such as `rate(1 day)`, `cron(0 8 * * ? *)` or `at(2030-01-31T08:00:00)`. */
  readonly expression: string;
  readonly timeZone: string;
  /** Minutes after the time in which the function may be invoked; 0: at the time. */
  readonly window: number;
  /** ENABLED or DISABLED. */
  readonly state: string;
  /** The ARN of the function or of its alias. */
  readonly function: string;
  /** The ARN of the role that invokes it. */
  readonly role: string;
  /** What the function gets, as JSON; null: an event that describes the schedule. */
  readonly input: string | null;
  readonly retryPolicy: RetryPolicy;
  /** The ARN of the queue for events that could not be delivered; null: none. */
  readonly deadLetterQueue: string | null;
}

/**
 * A schedule of EventBridge Scheduler in the group of the function. The name of the group is derived from the identity,
 * so what is in it is ours.
 */
export const schedule: Kind<ScheduleSettings> = {
  async read(target, name): Promise<ActualResource<ScheduleSettings> | undefined> {
    const actual = await get(target, name);
    if (actual === undefined) return undefined;
    return { owner: target.identity, settings: settingsOf(actual), attributes: {} };
  },

  async create(target, name, settings) {
    await writeSchedulesMark(target);
    const create = new CreateScheduleCommand({ ...keyOf(target, name), ...parametersOf(settings) });
    await target.aws.client(SchedulerClient).send(create);
    return {};
  },

  async update(target, name, settings) {
    // The call replaces the whole schedule, so it repeats the parts that we do not manage.
    const { Description, StartDate, EndDate, KmsKeyArn, ActionAfterCompletion, Target } =
      (await get(target, name)) ?? {};
    const { Target: managed, ...parameters } = parametersOf(settings);
    const { Input, DeadLetterConfig, ...unmanaged } = Target ?? {};
    const update = new UpdateScheduleCommand({
      ...keyOf(target, name),
      ...{ Description, StartDate, EndDate, KmsKeyArn, ActionAfterCompletion },
      ...parameters,
      Target: { ...unmanaged, ...managed },
    });
    await target.aws.client(SchedulerClient).send(update);
    return {};
  },

  async remove(target, name) {
    await target.aws.client(SchedulerClient).send(new DeleteScheduleCommand(keyOf(target, name)));
  },
};

function keyOf({ identity }: DeploymentTarget, Name: string): { readonly GroupName: string; readonly Name: string } {
  return { GroupName: scheduleGroupName(identity), Name };
}

async function get(target: DeploymentTarget, name: string): Promise<GetScheduleCommandOutput | undefined> {
  return undefinedIfNotFound(target.aws.client(SchedulerClient).send(new GetScheduleCommand(keyOf(target, name))));
}

function settingsOf(actual: GetScheduleCommandOutput): ScheduleSettings {
  const { ScheduleExpression, ScheduleExpressionTimezone, FlexibleTimeWindow, State, Target } = actual;
  return {
    expression: ScheduleExpression ?? '',
    timeZone: ScheduleExpressionTimezone ?? 'UTC',
    window: FlexibleTimeWindow?.MaximumWindowInMinutes ?? 0,
    state: State ?? '',
    function: Target?.Arn ?? '',
    role: Target?.RoleArn ?? '',
    input: Target?.Input ?? null,
    retryPolicy: Target?.RetryPolicy ?? {},
    deadLetterQueue: Target?.DeadLetterConfig?.Arn ?? null,
  };
}

function parametersOf(settings: ScheduleSettings) {
  const { expression, timeZone, window, state, input, retryPolicy, deadLetterQueue } = settings;
  return {
    ScheduleExpression: expression,
    ScheduleExpressionTimezone: timeZone,
    FlexibleTimeWindow:
      window === 0
        ? { Mode: FlexibleTimeWindowMode.OFF }
        : { Mode: FlexibleTimeWindowMode.FLEXIBLE, MaximumWindowInMinutes: window },
    // It is a constant of ours.
    State: state as ScheduleState,
    Target: {
      Arn: settings.function,
      RoleArn: settings.role,
      RetryPolicy: retryPolicy,
      ...(input === null ? {} : { Input: input }),
      ...(deadLetterQueue === null ? {} : { DeadLetterConfig: { Arn: deadLetterQueue } }),
    },
  };
}
