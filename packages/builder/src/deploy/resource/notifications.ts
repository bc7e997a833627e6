import type { Event, FilterRule, NotificationConfiguration } from '@aws-sdk/client-s3';

/** Which events of a bucket go where. */
export interface NotificationSettings {
  /** The ARN of the function, its alias, or the queue. */
  readonly destination: string;
  /** In order of their names. */
  readonly events: readonly string[];
  /** Only objects whose key begins so; null: all. */
  readonly prefix: string | null;
}

/** The notification with this id, out of all those of a bucket. */
export function findNotification(all: NotificationConfiguration, id: string): NotificationSettings | undefined {
  const entries = [
    ...(all.LambdaFunctionConfigurations ?? []).map((entry) => ({ ...entry, arn: entry.LambdaFunctionArn })),
    ...(all.QueueConfigurations ?? []).map((entry) => ({ ...entry, arn: entry.QueueArn })),
  ];
  const entry = entries.find(({ Id }) => Id === id);
  if (entry === undefined) return undefined;
  return {
    destination: entry.arn ?? '',
    events: [...(entry.Events ?? [])].sort(),
    prefix: prefixOf(entry.Filter?.Key?.FilterRules) ?? null,
  };
}

/** S3 answers `Prefix` where `prefix` was written. */
function prefixOf(rules: readonly FilterRule[] | undefined): string | undefined {
  return rules?.find(({ Name }) => Name?.toLowerCase() === 'prefix')?.Value;
}

/** The notifications with ours in place of the one with its id, all others as they were. */
export function upsertNotification(
  all: NotificationConfiguration,
  id: string,
  { destination, events, prefix }: NotificationSettings,
  service: string | undefined,
): NotificationConfiguration {
  const others = removeNotification(all, id);
  const entry = {
    Id: id,
    // validated with the configuration; S3 refuses what it doesn't know
    Events: [...events] as Event[],
    ...(prefix === null ? {} : { Filter: { Key: { FilterRules: [{ Name: 'prefix' as const, Value: prefix }] } } }),
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

/** The notifications without the one with this id. */
export function removeNotification(all: NotificationConfiguration, id: string): NotificationConfiguration {
  const isAnothers = ({ Id }: { Id?: string | undefined }) => Id !== id;
  return {
    ...all,
    ...(all.LambdaFunctionConfigurations && {
      LambdaFunctionConfigurations: all.LambdaFunctionConfigurations.filter(isAnothers),
    }),
    ...(all.QueueConfigurations && { QueueConfigurations: all.QueueConfigurations.filter(isAnothers) }),
  };
}
