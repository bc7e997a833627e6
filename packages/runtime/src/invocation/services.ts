import type { Logger } from '@alr/context';
import type { Configuration } from 'log4js';
import type { StackKey } from '../errors/error-report.ts';
import { ConfigurationError } from '../errors/errors.ts';
import { rerouteConsole } from '../logger/console.ts';
import { parseLogThreshold } from '../logger/level.ts';
import { Log4jsTarget } from '../logger/log4js-target.ts';
import { type LogTarget, RuntimeLogger } from '../logger/runtime-logger.ts';
import { StderrTarget } from '../logger/stderr-target.ts';
import type { Platform } from '../platform/platform.ts';
import { RuntimeApi } from '../runtime-api/runtime-api.ts';
import { ContextFactory } from './context-factory.ts';
import type { InvocationServices } from './invoke.ts';
import { currentInvocation, openInvokeStore, type Store } from './invoke-store.ts';

/** What a runtime can be told when it is made. */
export interface RuntimeOptions {
  /** fatal, error, warn, info, debug, trace, all or off, in any case; default: AWS_LAMBDA_LOG_LEVEL, else LOG_LEVEL, else info. */
  readonly logLevel?: string | undefined;
  /** How long a reply may go without a byte moving, in seconds, after which the process exits; default 10. The wait for the next event has no limit, nor has a handler that takes its time between two writes of a stream. */
  readonly timeout?: number | undefined;
  /** How long before the deadline `context.signal` aborts, in milliseconds; default 500, or a tenth of the time given where that is less. */
  readonly abortBeforeDeadline?: number | undefined;
  /** A configuration of log4js, which then writes all records, by its own levels. LOG4JS_CONFIG can name a file with one instead. */
  readonly log4js?: Configuration | undefined;
}

const DEFAULT_TIMEOUT_S = 10;

/** Makes the logger, to which the console writes too. It finds the invocation that a record comes from as soon as the store is open. */
export function createLogger(options: RuntimeOptions, platform: Platform, store: () => Store | undefined): Logger {
  return rerouteConsole(() => makeLogger(options, platform, store));
}

function makeLogger(options: RuntimeOptions, platform: Platform, store: () => Store | undefined): Logger {
  const target = platform.logTarget ?? chooseLogTarget(options, platform);
  if (options.logLevel !== undefined) target.level = parseLogThreshold(options.logLevel, 'the option logLevel');
  return new RuntimeLogger(target, () => {
    const opened = store();
    const invocation = opened === undefined ? undefined : currentInvocation(opened);
    if (invocation === undefined) return undefined;
    return { requestId: invocation.requestId, tenantId: invocation.tenantId };
  });
}

/** @throws {ConfigurationError} an option can't be used */
export function checkOptions({ logLevel, timeout = DEFAULT_TIMEOUT_S, abortBeforeDeadline = 0 }: RuntimeOptions): void {
  if (logLevel !== undefined) parseLogThreshold(logLevel, 'the option logLevel');
  if (!Number.isFinite(timeout) || timeout <= 0) {
    throw new ConfigurationError(`the option timeout is ${timeout}; it can be a number of seconds above 0`);
  }
  if (!Number.isFinite(abortBeforeDeadline) || abortBeforeDeadline < 0) {
    throw new ConfigurationError(
      `the option abortBeforeDeadline is ${abortBeforeDeadline}; it can be a number of milliseconds from 0`,
    );
  }
}

/**
 * Opens what handling invocations needs.
 * @throws {ConfigurationError} the environment doesn't say where the Runtime API is
 */
export function openServices(
  options: RuntimeOptions,
  platform: Platform,
  logger: Logger,
  stackKey: StackKey,
): InvocationServices {
  for (const problem of platform.environment.problems) logger.warn(problem);
  return {
    api: new RuntimeApi(platform.connect(), (options.timeout ?? DEFAULT_TIMEOUT_S) * 1000),
    store: openInvokeStore(platform.environment.allowsAwslambda),
    logger,
    stackKey,
    contexts: new ContextFactory(platform.contextEnvironment, { abortBeforeDeadline: options.abortBeforeDeadline }),
    isConcurrent: platform.environment.maxConcurrency !== undefined,
  };
}

/** Through log4js where the user has a configuration for it, else to stderr by the short way. */
function chooseLogTarget(options: RuntimeOptions, { environment }: Platform): LogTarget {
  if (options.log4js !== undefined || environment.log4jsConfig !== undefined) return new Log4jsTarget(options.log4js);
  return new StderrTarget(environment.logLevel, environment.logFormat);
}
