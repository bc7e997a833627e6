import type { Event, FilterRule, NotificationConfiguration } from '@aws-sdk/client-s3';

/** The events of a bucket that are sent to a destination. */
export interface NotificationSettings {
  /** The ARN of the function, its alias, or the queue. */
  readonly destination: string;
  /** Sorted by name. */
  readonly events: readonly string[];
  /** Limits the events to objects whose key starts with this; null: all objects. */
  readonly prefix: string | null;
  /** Limits the events to objects whose key ends with this; null: all objects. */
  readonly suffix: string | null;
}

/** One notification of a bucket, which may be one of others. */
export interface NotificationEntry extends NotificationSettings {
  readonly id: string;
}

/** Lists all notifications of a bucket, except that to EventBridge, which has no id and no filter. */
export function notificationEntries(all: NotificationConfiguration): NotificationEntry[] {
  const entries = [
    ...(all.LambdaFunctionConfigurations ?? []).map((entry) => ({ ...entry, arn: entry.LambdaFunctionArn })),
    ...(all.QueueConfigurations ?? []).map((entry) => ({ ...entry, arn: entry.QueueArn })),
    ...(all.TopicConfigurations ?? []).map((entry) => ({ ...entry, arn: entry.TopicArn })),
  ];
  return entries.map(({ Id = '', arn = '', Events = [], Filter }) => ({
    id: Id,
    destination: arn,
    events: [...Events].sort(),
    prefix: ruleOf(Filter?.Key?.FilterRules, 'prefix') ?? null,
    suffix: ruleOf(Filter?.Key?.FilterRules, 'suffix') ?? null,
  }));
}

/** Finds the notification with this id. */
export function findNotification(all: NotificationConfiguration, id: string): NotificationSettings | undefined {
  const entry = notificationEntries(all).find((each) => each.id === id);
  if (entry === undefined) return undefined;
  const { id: _, ...settings } = entry;
  return settings;
}

/** S3 returns `Prefix` for a rule that was written as `prefix`. */
function ruleOf(rules: readonly FilterRule[] | undefined, name: 'prefix' | 'suffix'): string | undefined {
  return rules?.find(({ Name }) => Name?.toLowerCase() === name)?.Value;
}

/**
 * Adds a notification, or replaces the one with the same id. All others stay as they are.
 *
 * @param service the service of the destination: `sqs` or `lambda`
 */
export function upsertNotification(
  all: NotificationConfiguration,
  id: string,
  { destination, events, prefix, suffix }: NotificationSettings,
  service: string | undefined,
): NotificationConfiguration {
  const others = removeNotification(all, id);
  const FilterRules = [
    ...(prefix === null ? [] : [{ Name: 'prefix' as const, Value: prefix }]),
    ...(suffix === null ? [] : [{ Name: 'suffix' as const, Value: suffix }]),
  ];
  const entry = {
    Id: id,
    // The configuration has been validated, and S3 rejects unknown events.
    Events: [...events] as Event[],
    ...(FilterRules.length === 0 ? {} : { Filter: { Key: { FilterRules } } }),
  };
  return service === 'sqs'
    ? { ...others, QueueConfigurations: [...(others.QueueConfigurations ?? []), { ...entry, QueueArn: destination }] }
    : {
        ...others,
        LambdaFunctionConfigurations: [
          ...(others.LambdaFunctionConfigurations ?? []),
          { ...entry, LambdaFunctionArn: destination },
        ],
      };
}

/** Removes the notification with this id. */
export function removeNotification(all: NotificationConfiguration, id: string): NotificationConfiguration {
  const hasOtherId = ({ Id }: { readonly Id?: string | undefined }) => Id !== id;
  return {
    ...all,
    ...(all.LambdaFunctionConfigurations && {
      LambdaFunctionConfigurations: all.LambdaFunctionConfigurations.filter(hasOtherId),
    }),
    ...(all.QueueConfigurations && { QueueConfigurations: all.QueueConfigurations.filter(hasOtherId) }),
    ...(all.TopicConfigurations && { TopicConfigurations: all.TopicConfigurations.filter(hasOtherId) }),
  };
}
