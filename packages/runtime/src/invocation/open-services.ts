// @compile-at-start
import type { Logger } from '@alr/context';
import type { Configuration } from 'log4js';
import type { StackKey } from '../errors/describe-error.ts';
import { ConfigurationError } from '../errors/errors.ts';
import { rerouteConsole } from '../logger/console.ts';
import { failureLog } from '../logger/failure-log.ts';
import { parseLogThreshold } from '../logger/level.ts';
import { Log4jsTarget } from '../logger/log4js-target.ts';
import type { RecordForm } from '../logger/record.ts';
import { type LogTarget, RuntimeLogger } from '../logger/runtime-logger.ts';
import { StderrTarget } from '../logger/stderr-target.ts';
import { logThreshold } from '../platform/environment.ts';
import type { Platform } from '../platform/platform.ts';
import { RuntimeApi } from '../runtime-api/runtime-api.ts';
import { ContextFactory } from './context-factory.ts';
import { currentInvocation, exposeTrace } from './current-invocation.ts';
import { type InvokeStore, openInvokeStore } from './invoke-store.ts';
import type { Services } from './services.ts';

/** The options of a `Runtime`. */
export interface RuntimeOptions {
  /**
   * The least severe level that is logged: fatal, error, warn, info, debug, trace, all or off, in any case. The default
   * is the value of `AWS_LAMBDA_LOG_LEVEL`, else of `LOG_LEVEL`, else info.
   */
  readonly logLevel?: string | undefined;
  /**
   * How many seconds may pass without progress while a response is sent before the process exits; 10 by default.
   * Waiting for the next event has no limit, and neither has a handler that pauses between two writes to a stream.
   */
  readonly timeout?: number | undefined;
  /**
   * How many milliseconds before the deadline `context.signal` aborts. The default is 500, or a tenth of the function's
   * timeout if that is less.
   */
  readonly abortBeforeDeadline?: number | undefined;
  /**
   * A log4js configuration. log4js then writes all records and applies its own levels. As an alternative, LOG4JS_CONFIG
   * can name a configuration file.
   */
  readonly log4js?: Configuration | undefined;
}

const DEFAULT_TIMEOUT_S = 10;

/**
 * Creates the logger, and routes the console to it if the console is routed already.
 * @param store returns the invoke store once it is open, for the request id of each record
 * @param form the form of the records, which also decides the default level
 */
export function createLogger(
  options: RuntimeOptions,
  platform: Platform,
  store: () => InvokeStore | undefined,
  form: RecordForm,
): Logger {
  return rerouteConsole(() => makeLogger(options, platform, store, form));
}

function makeLogger(
  options: RuntimeOptions,
  platform: Platform,
  store: () => InvokeStore | undefined,
  form: RecordForm,
): Logger {
  const target = platform.logTarget ?? chooseLogTarget(options, platform, form);
  if (options.logLevel !== undefined) target.level = parseLogThreshold(options.logLevel, 'the option logLevel');
  return new RuntimeLogger(target, () => {
    const opened = store();
    const invocation = opened === undefined ? undefined : currentInvocation(opened);
    if (invocation === undefined) return undefined;
    return { requestId: invocation.requestId, tenantId: invocation.tenantId };
  });
}

/** @throws {ConfigurationError} an option has an invalid value */
export function checkOptions({ logLevel, timeout = DEFAULT_TIMEOUT_S, abortBeforeDeadline = 0 }: RuntimeOptions): void {
  if (logLevel !== undefined) parseLogThreshold(logLevel, 'the option logLevel');
  if (!Number.isFinite(timeout) || timeout <= 0) throw invalidOption('timeout', timeout, 'a number of seconds above 0');
  if (!Number.isFinite(abortBeforeDeadline) || abortBeforeDeadline < 0)
    throw invalidOption('abortBeforeDeadline', abortBeforeDeadline, 'a number of milliseconds, 0 or more');
}

// @compile-later
function invalidOption(name: keyof RuntimeOptions, value: number, rule: string): ConfigurationError {
  return new ConfigurationError(`the option ${name} is ${value}; it must be ${rule}`);
}

/**
 * Creates the services, and logs the problems that were found in the environment.
 * @throws {ConfigurationError} the environment has no valid address of the Runtime API
 */
export function openServices(
  options: RuntimeOptions,
  platform: Platform,
  logger: Logger,
  stackKey: StackKey,
): Services {
  for (const problem of platform.environment.problems) logger.warn(problem);
  const store = openInvokeStore(platform.environment.allowsAwslambda);
  exposeTrace(store);
  return {
    api: new RuntimeApi(platform.connect(), (options.timeout ?? DEFAULT_TIMEOUT_S) * 1000),
    store,
    logger,
    logFailure: failureLog(logger, {
      format: platform.environment.logFormat,
      form: stackKey === 'trace' ? 'aws' : 'own',
    }),
    stackKey,
    contexts: new ContextFactory(platform.contextEnvironment, { abortBeforeDeadline: options.abortBeforeDeadline }),
    isConcurrent: platform.environment.maxConcurrency !== undefined,
  };
}

/** log4js if the user has configured it, else stderr without log4js, whose loading a cold start would notice. */
function chooseLogTarget(options: RuntimeOptions, platform: Platform, form: RecordForm): LogTarget {
  const { environment, writeRecord } = platform;
  const format = { format: environment.logFormat, form };
  const stderr = new StderrTarget(logThreshold(environment, form), format, writeRecord);
  const usesLog4js = options.log4js !== undefined || environment.log4jsConfig !== undefined;
  return usesLog4js ? new Log4jsTarget(options.log4js, stderr) : stderr;
}
