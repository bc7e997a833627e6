// @compile-at-start
import { defineAwslambda } from '../aws-compat/awslambda.ts';
import { reportError } from '../errors/error-report.ts';
import { ConfigurationError, RuntimeError } from '../errors/errors.ts';
import { exposeTrace } from '../invocation/current-invocation.ts';
import { openInvokeStore } from '../invocation/invoke-store.ts';
import { createLogger, openServices } from '../invocation/open-services.ts';
import { guardProcess } from '../lifecycle/process-guard.ts';
import { announceShutdown } from '../lifecycle/shutdown.ts';
import { routeConsole } from '../logger/console.ts';
import { failureLog } from '../logger/failure-log.ts';
import { RuntimeLogger } from '../logger/runtime-logger.ts';
import { StderrTarget } from '../logger/stderr-target.ts';
import { logThreshold, setTaskRoot } from '../platform/environment.ts';
import { type Platform, processPlatform } from '../platform/platform.ts';
import { findRuntime, lastWrapped, openRuntime, type RuntimeExport, wrappingAdvice } from './as-handler.ts';
import { type BrandedRuntime, OVERRIDE_PLATFORM, PROTOCOL_VERSION, protocolVersion } from './brand.ts';
import { type PlainFunction, runFunction } from './function-adapter.ts';
import { FORMS } from './handler-name.ts';
import { loadHandler } from './load-handler.ts';

/**
 * Loads the handler and runs it until the process exits. This is all that the bootstrap does; call it from a bootstrap
 * that you write yourself. If the handler cannot be loaded, the error is reported to the platform, and the process
 * exits. Never rejects.
 * @param argument the handler's name; default: LAMBDA_MODULE, else _HANDLER
 */
export async function runHandler(argument?: string): Promise<void> {
  await runHandlerOn(processPlatform(), argument);
}

/** Runs the handler on any platform. */
export async function runHandlerOn(platform: Platform, argument: string | undefined): Promise<void> {
  let failing: Promise<void> | undefined;
  // What fails while the process ends does not end it again.
  const fail = (error: unknown) => {
    failing ??= failToLoad(error, platform);
    return failing;
  };
  // While it loads, a module can also start work that fails later, or wait for a promise that never settles.
  const handlers = {
    onUnhandledError: (error: unknown) => void fail(error),
    onEventLoopEmpty: () => void fail(new RuntimeError('NodeJsExit', NEVER_SETTLES)),
    onExit: (code: number) => code || 1,
  };
  const release = guardProcess(handlers, platform.process);
  try {
    const { handler, workers } = platform.environment;
    const run = workers.length > 0 ? () => runWorkers(platform) : await prepare(argument || handler, platform);
    release();
    await run();
  } catch (error) {
    await fail(error);
  }
}

const NEVER_SETTLES =
  "the handler's module waits for a promise that can never settle: look for an await at the top level of the module";

/** Starts the worker threads. This thread loads none of the user's code. */
// @compile-later
async function runWorkers(platform: Platform): Promise<void> {
  const { superviseWorkers } = await import('../lifecycle/workers.ts');
  superviseWorkers({
    shares: platform.environment.workers,
    logger: emergencyLogger(platform),
    announceShutdown: (listener) => announceShutdown(listener, platform),
    exit: (code) => platform.exit(code),
  });
}

// @compile-later
async function failToLoad(error: unknown, platform: Platform): Promise<void> {
  try {
    const logger = emergencyLogger(platform);
    failureLog(logger, { format: platform.environment.logFormat, form: 'aws' })('start', error);
    try {
      const { api } = openServices({}, platform, logger, 'stackTrace');
      await api.initError(reportError(error));
    } catch (reportFailure) {
      logger.error('the error could not be reported:', reportFailure);
    }
  } finally {
    platform.exit(1);
  }
}

/** Does not use the user's log4js configuration, which may be what failed. */
// @compile-later
function emergencyLogger({ environment, writeRecord }: Platform): RuntimeLogger {
  const format = { format: environment.logFormat, form: 'aws' } as const;
  const target = new StderrTarget(logThreshold(environment, 'aws'), format, writeRecord);
  return new RuntimeLogger(target, () => undefined);
}

const NO_NAME = `no handler is named: pass it to the bootstrap (CMD ["app.MyLambda"] in the image), or set LAMBDA_MODULE; ${FORMS}`;

/** Loads the handler, and returns the function that runs it. */
async function prepare(name: string | undefined, platform: Platform): Promise<() => Promise<void>> {
  const { taskRoot, allowsAwslambda } = platform.environment;
  if (name === undefined) throw new RuntimeError('MalformedHandlerName', NO_NAME);
  // Set up before the user's modules are loaded, because they use all of it while they load.
  const store = openInvokeStore(allowsAwslambda);
  exposeTrace(store);
  // A plain function is assumed until the handler is loaded: its console logs every level by default.
  routeConsole(createLogger({}, platform, () => store, 'aws'));
  if (allowsAwslambda) defineAwslambda();
  if (taskRoot === undefined) setTaskRoot(process.cwd());
  const folders = [taskRoot, process.cwd()].filter((folder) => folder !== undefined);
  const { value, file } = await loadHandler(name, [...new Set(folders)]);
  return runnerOf(value, name, { ...platform, handlerFile: file });
}

function runnerOf(value: unknown, name: string, platform: Platform): () => Promise<void> {
  const found = findRuntime(value, lastWrapped());
  if (found?.kind !== 'runtime') return runnerOfFunction(value, name, platform, found);
  checkVersion(value, name);
  return runnerOfRuntime(found.open(), { handlerFile: platform.handlerFile });
}

// @compile-later
function runnerOfFunction(
  value: unknown,
  name: string,
  platform: Platform,
  found: Exclude<RuntimeExport, { readonly kind: 'runtime' }> | undefined,
): () => Promise<void> {
  const { handlerFile } = platform;
  switch (found?.kind) {
    case 'wrapped function':
      return runnerOfRuntime(found.open(), { handlerFile, wrappedHandler: value as Platform['wrappedHandler'] });
    case 'wrapped class':
      checkVersion(found.value, name);
      emergencyLogger(platform).warn(
        `a tool has wrapped ${name}, a class that extends Runtime, as if it were a function; it runs without that tool. ${wrappingAdvice(nameOf(found.value))}`,
      );
      return runnerOfRuntime(openRuntime(found.value), { handlerFile });
  }
  const place = `${name} in ${handlerFile}`;
  if (typeof value !== 'function') {
    throw new RuntimeError(
      'HandlerNotFound',
      `${place} is ${value === null ? 'null' : `of type ${typeof value}`}; a handler is a class that extends Runtime, an instance of one, or a function`,
    );
  }
  if (/^class\b/.test(Function.prototype.toString.call(value))) {
    throw new RuntimeError('HandlerNotFound', `${place} is a class that does not extend Runtime of @alr/runtime`);
  }
  return () => runFunction(value as PlainFunction, platform);
}

function runnerOfRuntime(runtime: BrandedRuntime, overrides: Partial<Platform>): () => Promise<void> {
  runtime[OVERRIDE_PLATFORM](overrides);
  return () => runtime.run();
}

/** @throws {ConfigurationError} the class needs another version of the bootstrap */
function checkVersion(value: unknown, name: string): void {
  const version = protocolVersion(value);
  if (version === undefined || version === PROTOCOL_VERSION) return;
  throw wrongVersion(version, name);
}

// @compile-later
function wrongVersion(version: unknown, name: string): ConfigurationError {
  return new ConfigurationError(
    `${name} extends a Runtime with protocol version ${String(version)}, but this bootstrap needs version ${PROTOCOL_VERSION}: install the same major version of @alr/runtime for both`,
  );
}

// @compile-later
function nameOf(value: object): string {
  return 'name' in value && typeof value.name === 'string' && value.name !== '' ? value.name : 'MyLambda';
}
