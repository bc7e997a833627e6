import { CloudWatchLogsClient, type FilteredLogEvent, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { explainAwsError } from '../../aws/aws-error.ts';
import type { Aws } from '../../aws/connection.ts';
import { isNotFound } from '../../aws/not-found.ts';
import type { Project } from '../../config/configuration.ts';
import { readableRecord } from '../../function-error/log-record.ts';
import { ExpectedError } from '../../terminal/expected-error.ts';
import { style } from '../../terminal/style.ts';
import type { Terminal } from '../../terminal/terminal.ts';
import { readResource } from '../actual/inspect.ts';
import { checkIsOurs } from '../actual/read-ours.ts';
import { deploymentTargetOf, openProject } from '../deployment.ts';
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
 * Prints the records of the logs of all selected functions, those of several with their names. With `follow`, continues
 * with new records until the signal aborts.
 *
 * @throws {NoLogError} a log group does not exist
 * @throws {NotOursError} a log group and its function belong to others
 */
export async function showLogs(
  original: Project,
  { since, filter, follow }: LogOptions,
  { stdout, stderr, env }: Terminal,
  signal: AbortSignal,
): Promise<void> {
  const start = Date.now() - parseDuration(since);
  const { project, aws } = await openProject(original, env);
  const width = Math.max(...project.selected.map(({ function: name }) => name.length));
  const logs = project.selected.map((configuration): FunctionLog => {
    const target = deploymentTargetOf(configuration, aws);
    const name = style('detail', configuration.function.padEnd(width), stdout);
    const query = { group: logGroupName(target.functionName), since: start, filter };
    return { target, query, prefix: project.selected.length === 1 ? '' : `${name} ` };
  });
  for (const { target, query } of logs) await checkLogIsOurs(target, query.group);
  const print = ({ message = '' }: FilteredLogEvent, prefix: string) => {
    for (const line of readableRecord(message.trimEnd(), stdout)) stdout.write(`${prefix}${line}\n`);
  };
  if (follow) {
    await Promise.all(
      logs.map(({ query, prefix }) =>
        explained(query.group, async () => {
          for await (const record of followLogs(aws, query, signal)) print(record, prefix);
        }),
      ),
    );
    return;
  }
  const [only, ...others] = logs;
  let isEmpty = true;
  if (only !== undefined && others.length === 0) {
    await explained(only.query.group, async () => {
      for await (const record of readLogs(aws, only.query)) {
        isEmpty = false;
        print(record, '');
      }
    });
  } else {
    const records = await Promise.all(logs.map((log) => explained(log.query.group, () => collect(aws, log))));
    const sorted = records.flat().sort((a, b) => a.time - b.time);
    isEmpty = sorted.length === 0;
    for (const { record, prefix } of sorted) print(record, prefix);
  }
  if (isEmpty) stderr.write(`${describeNothing(since, filter)}\n`);
}

/** The log of one of several functions. */
interface FunctionLog {
  readonly target: DeploymentTarget;
  readonly query: LogQuery;
  /** What its lines start with. */
  readonly prefix: string;
}

async function collect(aws: Aws, { query, prefix }: FunctionLog) {
  const records: { record: FilteredLogEvent; time: number; prefix: string }[] = [];
  for await (const record of readLogs(aws, query)) records.push({ record, time: record.timestamp ?? 0, prefix });
  return records;
}

/** @throws {NoLogError} the log group does not exist */
async function explained<Result>(group: string, read: () => Promise<Result>): Promise<Result> {
  try {
    return await read();
  } catch (error) {
    if (!isNotFound(error)) throw explainAwsError(error, `read the log ${group}`);
    throw new NoLogError(
      `the log ${group} does not exist yet: invoke the function, or create it with alr-builder log-group`,
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
