import { defineAwslambda } from '../aws-compat/awslambda.ts';
import { ATTACH, PROTOCOL_VERSION, protocolVersion } from '../brand.ts';
import { reportError } from '../errors/error-report.ts';
import { ConfigurationError, RuntimeError } from '../errors/errors.ts';
import { type PlainFunction, runFunction } from '../function-program.ts';
import { openInvokeStore } from '../invocation/invoke-store.ts';
import { createLogger, openServices } from '../invocation/services.ts';
import { guardProcess } from '../lifecycle/process-guard.ts';
import { announceEnd } from '../lifecycle/shutdown.ts';
import { routeConsole } from '../logger/console.ts';
import { RuntimeLogger } from '../logger/runtime-logger.ts';
import { StderrTarget } from '../logger/stderr-target.ts';
import { setTaskRoot } from '../platform/environment.ts';
import { type Platform, processPlatform } from '../platform/platform.ts';
import type { Runtime } from '../runtime.ts';
import { FORMS } from './handler-name.ts';
import { loadHandler } from './load-handler.ts';

/**
 * Loads the handler and runs it until the process exits: what the bootstrap does, for a bootstrap of one's own. A handler
 * that can't be loaded is reported to the platform, and the process exits. Never rejects.
 * @param argument the handler's name; default: LAMBDA_MODULE, else _HANDLER
 */
export async function runHandler(argument?: string): Promise<void> {
  const platform = processPlatform();
  const fail = (error: unknown) => failToLoad(error, platform);
  // What a module leaves behind while it loads may fail too, or never end.
  const release = guardProcess({
    failed: (error) => void fail(error),
    ranDry: () => void fail(new RuntimeError('NodeJsExit', `${WAITS_FOR_EVER}: look for an await at its top level`)),
    exiting: (code) => code || 1,
  });
  try {
    const { handler, workers } = platform.environment;
    const run = workers.length > 0 ? () => runWorkers(platform) : await prepare(argument || handler, platform);
    release();
    await run();
  } catch (error) {
    await fail(error);
  }
}

/** This thread loads nothing of the user's. */
async function runWorkers(platform: Platform): Promise<void> {
  const { superviseWorkers } = await import('../lifecycle/workers.ts');
  superviseWorkers({
    shares: platform.environment.workers,
    logger: emergencyLogger(platform),
    announceEnd: (listener) => announceEnd(listener, platform),
    exit: (code) => platform.exit(code),
  });
}

const WAITS_FOR_EVER = "the handler's module waits for a promise that nothing will settle";

async function failToLoad(error: unknown, platform: Platform): Promise<void> {
  const logger = emergencyLogger(platform);
  logger.fatal('the function failed to start:', error);
  try {
    const { api } = openServices({}, platform, logger, 'stackTrace');
    await api.initError(reportError(error));
  } catch (another) {
    logger.fatal("this couldn't be reported:", another);
  }
  platform.exit(1);
}

/** Not the user's own: that may be what failed. */
function emergencyLogger({ environment }: Platform): RuntimeLogger {
  return new RuntimeLogger(new StderrTarget(environment.logLevel, environment.logFormat), () => undefined);
}

async function prepare(name: string | undefined, platform: Platform): Promise<() => Promise<void>> {
  const { taskRoot, allowsAwslambda } = platform.environment;
  if (name === undefined) {
    throw new RuntimeError(
      'MalformedHandlerName',
      `no handler is named: give it to the bootstrap (CMD ["app.MyLambda"] in the image), or set LAMBDA_MODULE; ${FORMS}`,
    );
  }
  // The user's modules use all of it as they load.
  const store = openInvokeStore(allowsAwslambda);
  routeConsole(createLogger({}, platform, () => store));
  if (allowsAwslambda) defineAwslambda();
  if (taskRoot === undefined) setTaskRoot(process.cwd());
  const folders = [taskRoot, process.cwd()].filter((folder) => folder !== undefined);
  const { value, file } = await loadHandler(name, [...new Set(folders)]);
  return programOf(value, name, { ...platform, handlerFile: file });
}

function programOf(value: unknown, name: string, platform: Platform): () => Promise<void> {
  const version = protocolVersion(value);
  if (version === PROTOCOL_VERSION) {
    const runtime = typeof value === 'function' ? new (value as typeof Runtime)() : (value as Runtime);
    runtime[ATTACH]({ handlerFile: platform.handlerFile });
    return () => runtime.run();
  }
  if (version !== undefined) {
    throw new ConfigurationError(
      `${name} extends a Runtime of protocol version ${String(version)}, and this bootstrap speaks ${PROTOCOL_VERSION}: install the same major version of @alr/runtime for both`,
    );
  }
  const place = `${name} in ${platform.handlerFile}`;
  if (typeof value !== 'function') {
    throw new RuntimeError(
      'HandlerNotFound',
      `${place} is ${value === null ? 'null' : `of type ${typeof value}`}; a handler is a class that extends Runtime, an instance of one, or a function`,
    );
  }
  if (/^class\b/.test(Function.prototype.toString.call(value))) {
    throw new RuntimeError('HandlerNotFound', `${place} is a class that doesn't extend Runtime of @alr/runtime`);
  }
  return () => runFunction(value as PlainFunction, platform);
}
