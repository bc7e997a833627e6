import { explainAwsError } from '../aws/aws-error.ts';
import { isNotFound } from '../aws/not-found.ts';
import type { Configuration } from '../config/configuration.ts';
import { ExpectedError, UsageError } from '../terminal/expected-error.ts';
import { openDeploymentTarget } from './deployment.ts';
import { logGroupOf } from './desired/desired-state.ts';
import { followLogs, readLogs } from './follow-logs.ts';
import type { Terminal } from './run-target.ts';

/** Which part of the log to show. */
export interface LogOptions {
  /** How far back, such as `10m`. */
  readonly since: string;
  readonly filter?: string | undefined;
  readonly follow: boolean;
}

/** There is no log yet. */
export class NoLogError extends ExpectedError {
  override get name(): string {
    return 'NoLogError';
  }
}

/**
 * Prints the function's log as it stands, record by record, and with `follow` what is added until the signal aborts.
 *
 * @throws NoLogError where there is no log group.
 */
export async function showLogs(
  configuration: Configuration,
  { since, filter, follow }: LogOptions,
  { stdout, env }: Terminal,
  signal: AbortSignal,
): Promise<void> {
  const query = { group: logGroupOf(configuration.lambda.name), since: Date.now() - millisecondsOf(since), filter };
  const { aws } = await openDeploymentTarget(configuration, env);
  try {
    const records = follow ? followLogs(aws, query, signal) : readLogs(aws, query);
    for await (const { message = '' } of records) stdout.write(message.endsWith('\n') ? message : `${message}\n`);
  } catch (error) {
    if (!isNotFound(error)) throw explainAwsError(error, `read the log ${query.group}`);
    throw new NoLogError(`there is no log ${query.group} yet: alr-builder log-group makes it, as does an invocation`);
  }
}

const units = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/**
 * A span of time, such as `30s`, `10m`, `2h` or `1d`, in milliseconds.
 *
 * @throws UsageError for anything else.
 */
export function millisecondsOf(span: string): number {
  const [, number, unit] = /^(\d+)([smhd])$/.exec(span) ?? [];
  if (number === undefined) throw new UsageError(`"${span}" is no span of time: write 30s, 10m, 2h or 1d`);
  // the pattern's own letters
  return Number(number) * units[unit as keyof typeof units];
}
