// @compile-at-start
import type { ContextEnvironment, LogThreshold } from '@alr/context';
import { ConfigurationError } from '../errors/errors.ts';
import { findLogThreshold, LEVEL_NAMES } from '../logger/level.ts';
import type { RecordForm } from '../logger/record.ts';
import type { ApiAddress } from '../runtime-api/connection.ts';

/**
 * The settings that a process gets through environment variables.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
export interface RuntimeEnvironment {
  /** The address of the Runtime API as `host:port`; undefined outside of Lambda. */
  readonly api: string | undefined;
  /** The number of concurrent invocations. Undefined for one at a time, with the process frozen in between. */
  readonly maxConcurrency: number | undefined;
  /** The number of concurrent invocations of each worker thread; empty if there are no worker threads. */
  readonly workers: readonly number[];
  /** Whether a snapshot of this process is taken after init, from which it is restored. */
  readonly isSnapStart: boolean;
  /** Undefined if no level is set. */
  readonly logLevel: LogThreshold | undefined;
  readonly logFormat: 'json' | 'text';
  /** The file descriptor to which Lambda wants log records to be written. Undefined for stderr. */
  readonly telemetryDescriptor: number | undefined;
  /** The path of the user's log4js configuration. */
  readonly log4jsConfig: string | undefined;
  /** The name of the handler if the bootstrap has no argument: `LAMBDA_MODULE`, else `_HANDLER`. */
  readonly handler: string | undefined;
  readonly taskRoot: string | undefined;
  /** Whether the global `awslambda` may be defined. */
  readonly allowsAwslambda: boolean;
  /** Messages for the log about invalid variables, and the values used instead. */
  readonly problems: readonly string[];
}

/** Reads the environment variables. Nothing else in this package does, except for tests. An empty variable is unset. */
export function readEnvironment(env: NodeJS.ProcessEnv = process.env): RuntimeEnvironment {
  const problems: string[] = [];
  const maxConcurrency = readCount('AWS_LAMBDA_MAX_CONCURRENCY', env, problems);
  return {
    api: env.AWS_LAMBDA_RUNTIME_API || undefined,
    maxConcurrency,
    workers: maxConcurrency === undefined ? [] : readWorkers(env, maxConcurrency, problems),
    isSnapStart: env.AWS_LAMBDA_INITIALIZATION_TYPE === 'snap-start',
    logLevel: readLogLevel(env, problems),
    // The lines of concurrent invocations are interleaved. Only the request id, which JSON includes, separates them.
    logFormat: env.AWS_LAMBDA_LOG_FORMAT?.toLowerCase() === 'json' || maxConcurrency !== undefined ? 'json' : 'text',
    telemetryDescriptor: readDescriptor(env._LAMBDA_TELEMETRY_LOG_FD),
    log4jsConfig: env.LOG4JS_CONFIG || undefined,
    handler: env.LAMBDA_MODULE || env._HANDLER || undefined,
    taskRoot: env.LAMBDA_TASK_ROOT || undefined,
    allowsAwslambda: !['1', 'true'].includes(env.AWS_LAMBDA_NODEJS_NO_GLOBAL_AWSLAMBDA ?? ''),
    problems,
  };
}

/** The least severe level that is logged. Like AWS's Node runtime, plain functions log everything by default. */
export function logThreshold({ logLevel }: RuntimeEnvironment, form: RecordForm): LogThreshold {
  return logLevel ?? (form === 'aws' ? 'trace' : 'info');
}

/** Reads what every context contains about the function. Read once, because each access to `process.env` is slow. */
export function readContextEnvironment(env: NodeJS.ProcessEnv = process.env): ContextEnvironment {
  return {
    AWS_LAMBDA_FUNCTION_NAME: env.AWS_LAMBDA_FUNCTION_NAME,
    AWS_LAMBDA_FUNCTION_VERSION: env.AWS_LAMBDA_FUNCTION_VERSION,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    AWS_LAMBDA_LOG_GROUP_NAME: env.AWS_LAMBDA_LOG_GROUP_NAME,
    AWS_LAMBDA_LOG_STREAM_NAME: env.AWS_LAMBDA_LOG_STREAM_NAME,
  };
}

/**
 * Sets the variable by which AWS's libraries find the function, and recognize Lambda. Lambda sets it, but its emulator
 * does not.
 */
// @compile-later
export function setTaskRoot(folder: string): void {
  process.env.LAMBDA_TASK_ROOT = folder;
}

/** @throws {ConfigurationError} the address is missing, or is not `host:port` */
export function parseApiAddress(api: string | undefined): ApiAddress {
  const [, bracketed, plain, digits] = /^(?:\[([0-9a-fA-F:.]+)\]|([^:/\s]+)):(\d{1,5})$/.exec(api ?? '') ?? [];
  const host = bracketed ?? plain;
  const port = Number(digits);
  if (host === undefined || port < 1 || port > 65535) throw invalidAddress(api);
  return { host, port };
}

// @compile-later
function invalidAddress(api: string | undefined): ConfigurationError {
  return new ConfigurationError(
    api === undefined
      ? 'AWS_LAMBDA_RUNTIME_API is not set: run this in Lambda, or on your machine with `npx alr-builder local`'
      : `AWS_LAMBDA_RUNTIME_API is ${JSON.stringify(api)}; it must be host:port, such as 127.0.0.1:9001`,
  );
}

/** A misspelled log level does not fail the function. The default applies, and the log reports the problem. */
function readLogLevel(env: NodeJS.ProcessEnv, problems: string[]): LogThreshold | undefined {
  const name = ['AWS_LAMBDA_LOG_LEVEL', 'LOG_LEVEL'].find((variable) => env[variable]);
  return name === undefined ? undefined : parseLogLevel(name, env[name] as string, problems);
}

// @compile-later
function parseLogLevel(name: string, text: string, problems: string[]): LogThreshold {
  const level = findLogThreshold(text);
  if (level !== undefined) return level;
  problems.push(
    `${name} is ${JSON.stringify(text)}, which is not a log level; using info. The levels are ${LEVEL_NAMES}`,
  );
  return 'info';
}

function readDescriptor(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

/** Divides the concurrency among the worker threads. Each gets at least one. */
// @compile-later
function readWorkers(env: NodeJS.ProcessEnv, maxConcurrency: number, problems: string[]): number[] {
  const count = Math.min(readCount('AWS_LAMBDA_NODEJS_WORKER_COUNT', env, problems) ?? 1, maxConcurrency);
  if (count === 1) return [];
  const shares = Array.from({ length: count }, (_, i) => Math.floor((maxConcurrency + i) / count));
  return shares.toReversed();
}

/** Returns 1 if the variable has an invalid value; undefined if it is not set. */
function readCount(variable: string, env: NodeJS.ProcessEnv, problems: string[]): number | undefined {
  const text = env[variable];
  return text ? parseCount(variable, text, problems) : undefined;
}

// @compile-later
function parseCount(variable: string, text: string, problems: string[]): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1) return count;
  problems.push(`${variable} is ${JSON.stringify(text)}, which is not a whole number of at least 1; using 1`);
  return 1;
}
