import type { ContextEnvironment, LogThreshold } from '@alr/context';
import { ConfigurationError } from '../errors/errors.ts';
import { LEVEL_NAMES, findLogThreshold } from '../logger/level.ts';
import type { ApiAddress } from '../runtime-api/connection.ts';

/** What the platform says to a process through its environment. https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html */
export interface RuntimeEnvironment {
  /** Where the Runtime API is, as `host:port`; undefined outside of Lambda. */
  readonly api: string | undefined;
  /** How many invocations this process may be handed at once, from 1; undefined: one, and the process is frozen in between. */
  readonly maxConcurrency: number | undefined;
  /** How many invocations each worker thread may be handed at once; empty: there are no worker threads. */
  readonly workers: readonly number[];
  /** Whether this process is to be kept as a snapshot, and goes on from there. */
  readonly isSnapStart: boolean;
  readonly logLevel: LogThreshold;
  readonly logFormat: 'json' | 'text';
  /** The user's own log4js configuration: a file. */
  readonly log4jsConfig: string | undefined;
  /** The name of the handler, where no argument gives it: `LAMBDA_MODULE`, else `_HANDLER`. */
  readonly handler: string | undefined;
  readonly taskRoot: string | undefined;
  /** Whether the global `awslambda` may be defined. */
  readonly allowsAwslambda: boolean;
  /** What is wrong with the variables, and was taken in their place: for the log. */
  readonly problems: readonly string[];
}

/** Reads the environment, here and nowhere else in this package; an empty variable counts as unset. */
export function readEnvironment(env: NodeJS.ProcessEnv = process.env): RuntimeEnvironment {
  const problems: string[] = [];
  const maxConcurrency = readCount('AWS_LAMBDA_MAX_CONCURRENCY', env, problems);
  return {
    api: env.AWS_LAMBDA_RUNTIME_API || undefined,
    maxConcurrency,
    workers: readWorkers(env, maxConcurrency, problems),
    isSnapStart: env.AWS_LAMBDA_INITIALIZATION_TYPE === 'snap-start',
    logLevel: readLogLevel(env, problems),
    // Lines of concurrent invocations mingle: only their request ids tell them apart.
    logFormat: env.AWS_LAMBDA_LOG_FORMAT?.toLowerCase() === 'json' || maxConcurrency !== undefined ? 'json' : 'text',
    log4jsConfig: env.LOG4JS_CONFIG || undefined,
    handler: env.LAMBDA_MODULE || env._HANDLER || undefined,
    taskRoot: env.LAMBDA_TASK_ROOT || undefined,
    allowsAwslambda: !['1', 'true'].includes(env.AWS_LAMBDA_NODEJS_NO_GLOBAL_AWSLAMBDA ?? ''),
    problems,
  };
}

/** What the context of every invocation says of the function: read once, since each look at the environment is dear. */
export function readContextEnvironment(env: NodeJS.ProcessEnv = process.env): ContextEnvironment {
  return {
    AWS_LAMBDA_FUNCTION_NAME: env.AWS_LAMBDA_FUNCTION_NAME,
    AWS_LAMBDA_FUNCTION_VERSION: env.AWS_LAMBDA_FUNCTION_VERSION,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    AWS_LAMBDA_LOG_GROUP_NAME: env.AWS_LAMBDA_LOG_GROUP_NAME,
    AWS_LAMBDA_LOG_STREAM_NAME: env.AWS_LAMBDA_LOG_STREAM_NAME,
  };
}

/** Says to AWS's libraries where the function is, and thereby that this is Lambda; the platform does so, its emulator doesn't. */
export function setTaskRoot(folder: string): void {
  process.env.LAMBDA_TASK_ROOT = folder;
}

/** Says to AWS's libraries, for the invocation that begins, which trace it belongs to. */
export function setTraceId(traceId: string | undefined): void {
  if (traceId !== undefined) process.env._X_AMZN_TRACE_ID = traceId;
  else delete process.env._X_AMZN_TRACE_ID;
}

/** @throws {ConfigurationError} it isn't `host:port` */
export function parseApiAddress(api: string | undefined): ApiAddress {
  if (api === undefined) {
    throw new ConfigurationError(
      "AWS_LAMBDA_RUNTIME_API isn't set: this runs in Lambda, or on a machine of yours with `npx alr-builder local`",
    );
  }
  const [, bracketed, plain, digits] = /^(?:\[([0-9a-fA-F:.]+)\]|([^:/\s]+)):(\d{1,5})$/.exec(api) ?? [];
  const host = bracketed ?? plain;
  const port = Number(digits);
  if (host === undefined || port < 1 || port > 65535) {
    throw new ConfigurationError(
      `AWS_LAMBDA_RUNTIME_API is ${JSON.stringify(api)}, which isn't host:port, such as 127.0.0.1:9001`,
    );
  }
  return { host, port };
}

/** A function is not to fail for a misspelt log level: the default applies, and the log says so. */
function readLogLevel(env: NodeJS.ProcessEnv, problems: string[]): LogThreshold {
  const name = ['AWS_LAMBDA_LOG_LEVEL', 'LOG_LEVEL'].find((variable) => env[variable]);
  const level = name === undefined ? 'info' : findLogThreshold(env[name] as string);
  if (level !== undefined) return level;
  problems.push(
    `${name} is ${JSON.stringify(env[name as string])}, which is no level; info is taken. The levels are ${LEVEL_NAMES}`,
  );
  return 'info';
}

/** The concurrency is shared out among the worker threads, none of which goes without. */
function readWorkers(env: NodeJS.ProcessEnv, maxConcurrency: number | undefined, problems: string[]): number[] {
  if (maxConcurrency === undefined) return [];
  const count = Math.min(readCount('AWS_LAMBDA_NODEJS_WORKER_COUNT', env, problems) ?? 1, maxConcurrency);
  if (count === 1) return [];
  const shares = Array.from({ length: count }, (_, i) => Math.floor((maxConcurrency + i) / count));
  return shares.toReversed();
}

/** The number that a variable gives; 1 where it gives none that can be used. */
function readCount(variable: string, env: NodeJS.ProcessEnv, problems: string[]): number | undefined {
  const text = env[variable];
  if (!text) return undefined;
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1) return count;
  problems.push(`${variable} is ${JSON.stringify(text)}, which is no whole number from 1; 1 is taken`);
  return 1;
}
