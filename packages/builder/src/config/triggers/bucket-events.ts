/** Which events of a bucket something is for. */
export interface BucketEvents {
  readonly events: readonly string[];
  readonly prefix?: string | null | undefined;
  readonly suffix?: string | null | undefined;
}

/** Whether there can be an event of an object that both are for. S3 allows no two such notifications of a bucket. */
export function overlap(one: BucketEvents, other: BucketEvents): boolean {
  const prefixes = [one.prefix ?? '', other.prefix ?? ''] as const;
  const suffixes = [one.suffix ?? '', other.suffix ?? ''] as const;
  return (
    (prefixes[0].startsWith(prefixes[1]) || prefixes[1].startsWith(prefixes[0])) &&
    (suffixes[0].endsWith(suffixes[1]) || suffixes[1].endsWith(suffixes[0])) &&
    one.events.some((event) => other.events.some((another) => includes(event, another) || includes(another, event)))
  );
}

/** Whether an event with a wildcard, such as `s3:ObjectCreated:*`, includes another one. */
function includes(event: string, another: string): boolean {
  return event.endsWith('*') ? another.startsWith(event.slice(0, -1)) : event === another;
}
