import type { Event, FilterRule, NotificationConfiguration } from '@aws-sdk/client-s3';

/** The events of a bucket that are sent to a destination. */
export interface NotificationSettings {
  /** The ARN of the function, its alias, or the queue. */
  readonly destination: string;
  /** Sorted by name. */
  readonly events: readonly string[];
  /** Limits the events to objects whose key starts with this; null: all objects. */
  readonly prefix: string | null;
}

/** Finds the notification with this id. */
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

/** S3 returns `Prefix` for a rule that was written as `prefix`. */
function prefixOf(rules: readonly FilterRule[] | undefined): string | undefined {
  return rules?.find(({ Name }) => Name?.toLowerCase() === 'prefix')?.Value;
}

/**
 * Adds a notification, or replaces the one with the same id. All others stay as they are.
 *
 * @param service the service of the destination: `sqs` or `lambda`
 */
export function upsertNotification(
  all: NotificationConfiguration,
  id: string,
  { destination, events, prefix }: NotificationSettings,
  service: string | undefined,
): NotificationConfiguration {
  const others = removeNotification(all, id);
  const entry = {
    Id: id,
    // The configuration has been validated, and S3 rejects unknown events.
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

/** Removes the notification with this id. */
export function removeNotification(all: NotificationConfiguration, id: string): NotificationConfiguration {
  const hasOtherId = ({ Id }: { readonly Id?: string | undefined }) => Id !== id;
  return {
    ...all,
    ...(all.LambdaFunctionConfigurations && {
      LambdaFunctionConfigurations: all.LambdaFunctionConfigurations.filter(hasOtherId),
    }),
    ...(all.QueueConfigurations && { QueueConfigurations: all.QueueConfigurations.filter(hasOtherId) }),
  };
}
