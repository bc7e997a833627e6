import { CloudWatchLogsClient, type FilteredLogEvent, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { explainAwsError } from '../../aws/aws-error.ts';
import type { Aws } from '../../aws/connection.ts';
import { isNotFound } from '../../aws/not-found.ts';
import type { Configuration } from '../../config/configuration.ts';
import { readableRecord } from '../../function-error/log-record.ts';
import { ExpectedError } from '../../terminal/expected-error.ts';
import type { Terminal } from '../../terminal/terminal.ts';
import { readResource } from '../actual/inspect.ts';
import { checkIsOurs } from '../actual/read-ours.ts';
import { openFunction } from '../deployment.ts';
import { logGroupName } from '../kinds/function/log-group.ts';
import { ownershipOf } from '../resource/identity.ts';
import type { DeploymentTarget } from '../resource/resource.ts';
import { describeNothing, parseDuration } from './log-span.ts';

/** Which part of the log to show. */
export interface LogOptions {
  /** How far to look back, such as `10m`. */
  readonly since: string;
  readonly filter?: string | undefined;
  readonly follow: boolean;
}

/** The function has no log group yet. */
export class NoLogError extends ExpectedError {
  override get name(): string {
    return 'NoLogError';
  }
}

/**
 * Prints the records of the function's log. With `follow`, continues with new records until the signal aborts.
 *
 * @throws {NoLogError} the log group does not exist
 * @throws {NotOursError} the log group and the function belong to others
 */
export async function showLogs(
  configuration: Configuration,
  { since, filter, follow }: LogOptions,
  { stdout, stderr, env }: Terminal,
  signal: AbortSignal,
): Promise<void> {
  const start = Date.now() - parseDuration(since);
  const { target } = await openFunction(configuration, env);
  const query = { group: logGroupName(target.functionName), since: start, filter };
  await checkLogIsOurs(target, query.group);
  const { aws } = target;
  try {
    const records = follow ? followLogs(aws, query, signal) : readLogs(aws, query);
    let isEmpty = true;
    for await (const { message = '' } of records) {
      isEmpty = false;
      for (const line of readableRecord(message.trimEnd(), stdout)) stdout.write(`${line}\n`);
    }
    if (isEmpty && !follow) stderr.write(`${describeNothing(since, filter)}\n`);
  } catch (error) {
    if (!isNotFound(error)) throw explainAwsError(error, `read the log ${query.group}`);
    throw new NoLogError(
      `the log ${query.group} does not exist yet: invoke the function, or create it with alr-builder log-group`,
    );
  }
}

/** Lambda creates a missing log group without tags. Then the function shows whose it is. */
async function checkLogIsOurs(target: DeploymentTarget, name: string): Promise<void> {
  const group = await readResource(target, { kind: 'log group', name });
  if (group === undefined || ownershipOf(group, target) === 'ours') return;
  await checkIsOurs(target);
}

/** Which part of a log group to read. */
export interface LogQuery {
  readonly group: string;
  /** Milliseconds since 1970. */
  readonly since: number;
  /** See https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html. */
  readonly filter: string | undefined;
}

/** Reads all records since a point in time, in chronological order. */
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

/** Records can arrive late and out of order, so each request looks back this far, in milliseconds. */
const OVERLAP_MS = 10_000;

/** Reads the records since a point in time, then new ones as they arrive, each once, until the signal aborts. */
export async function* followLogs(aws: Aws, query: LogQuery, signal: AbortSignal): AsyncGenerator<FilteredLogEvent> {
  let since = query.since;
  const seen = new Map<string, number>();
  while (!signal.aborted) {
    let latest = since;
    for await (const record of readLogs(aws, { ...query, since: Math.max(query.since, since - OVERLAP_MS) })) {
      const { eventId = '', timestamp = 0 } = record;
      latest = Math.max(latest, timestamp);
      if (seen.has(eventId)) continue;
      seen.set(eventId, timestamp);
      yield record;
    }
    since = latest;
    for (const [id, timestamp] of seen) if (timestamp < since - OVERLAP_MS) seen.delete(id);
    await aws.pause(1_000);
  }
}
