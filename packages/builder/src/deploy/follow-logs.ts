import { CloudWatchLogsClient, type FilteredLogEvent, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import type { Aws } from '../aws/connection.ts';

/** Which part of a log to read. */
export interface LogQuery {
  readonly group: string;
  /** Milliseconds since 1970. */
  readonly since: number;
  /** As https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html has it. */
  readonly filter: string | undefined;
}

/** Records come in late and out of order: this far back they are looked for again, in milliseconds. */
const LATENESS = 10_000;

/** All records of a log from a time on, in the order of their times. */
export async function* readLogs(aws: Aws, { group, since, filter }: LogQuery): AsyncGenerator<FilteredLogEvent> {
  const client = aws.client(CloudWatchLogsClient);
  let nextToken: string | undefined;
  do {
    const page = await client.send(
      new FilterLogEventsCommand({ logGroupName: group, startTime: since, filterPattern: filter, nextToken }),
    );
    yield* page.events ?? [];
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
}

/** The records of a log from a time on, and then those that are added, each once; ends when the signal aborts. */
export async function* followLogs(aws: Aws, query: LogQuery, signal: AbortSignal): AsyncGenerator<FilteredLogEvent> {
  let since = query.since;
  const seen = new Map<string, number>();
  while (!signal.aborted) {
    let latest = since;
    for await (const record of readLogs(aws, { ...query, since: Math.max(query.since, since - LATENESS) })) {
      const { eventId = '', timestamp = 0 } = record;
      latest = Math.max(latest, timestamp);
      if (seen.has(eventId)) continue;
      seen.set(eventId, timestamp);
      yield record;
    }
    since = latest;
    for (const [id, timestamp] of seen) if (timestamp < since - LATENESS) seen.delete(id);
    await aws.pause(1_000);
  }
}
