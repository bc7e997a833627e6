import { defineAwslambda } from './awslambda.ts';
import { ATTACH, PROTOCOL_VERSION, protocolVersion } from './brand.ts';
import { reportError } from './error-report.ts';
import { ConfigurationError, RuntimeFailure } from './errors.ts';
import { type PlainFunction, runFunction } from './function-program.ts';
import { FORMS } from './handler-name.ts';
import { openInvokeStore } from './invoke-store.ts';
import { loadHandler } from './load-handler.ts';
import { type Platform, processPlatform } from './platform.ts';
import { guardProcess } from './process-guard.ts';
import type { Runtime } from './runtime.ts';
import { createLogger, openServices } from './services.ts';

/**
 * Loads the handler and runs it until the process exits: what the bootstrap does. A handler that can't be loaded is
 * reported to the platform, and the process exits.
 * @param argument the handler's name; default: LAMBDA_MODULE, else _HANDLER
 */
export async function runHandler(argument: string | undefined): Promise<void> {
  const platform = processPlatform();
  const logger = createLogger({}, platform, () => undefined);
  const failed = async (error: unknown) => {
    logger.fatal("the handler couldn't be loaded:", error);
    try {
      const { api } = await openServices({}, platform, logger, 'stackTrace');
      await api.initError(reportError(error));
    } catch (another) {
      logger.fatal("this couldn't be reported:", another);
    }
    platform.exit(1);
  };
  // What a module leaves behind while it loads may fail too, or never end.
  const release = guardProcess({
    failed: (error) => void failed(error),
    ranDry: () =>
      void failed(
        new RuntimeFailure(
          'NodeJsExit',
          'the module of the handler waits, at its top level, for a promise that nothing will settle',
        ),
      ),
    exiting: (code) => code || 1,
  });
  let run: () => Promise<void>;
  try {
    run = await prepare(argument, platform);
  } catch (error) {
    return failed(error);
  }
  release();
  await run();
}

async function prepare(argument: string | undefined, platform: Platform): Promise<() => Promise<void>> {
  const { environment } = platform;
  const name = argument || environment.handler;
  if (name === undefined) {
    throw new ConfigurationError(
      `no handler is named: give it to the bootstrap (CMD ["app.MyLambda"] in the image), or set LAMBDA_MODULE; ${FORMS}`,
    );
  }
  // Both are looked for by the user's modules as they load.
  await openInvokeStore();
  defineAwslambda();
  const folders = [environment.taskRoot, process.cwd()].filter((folder) => folder !== undefined);
  const { value, file } = await loadHandler(name, [...new Set(folders)]);
  return programOf(value, name, file, platform);
}

function programOf(value: unknown, name: string, file: string, platform: Platform): () => Promise<void> {
  const version = protocolVersion(value);
  if (version !== undefined && version !== PROTOCOL_VERSION) {
    throw new ConfigurationError(
      `${name} extends a Runtime of protocol version ${String(version)}, and this bootstrap speaks ${PROTOCOL_VERSION}: install the same major version of @alr/runtime for both`,
    );
  }
  if (version !== undefined) {
    const runtime = typeof value === 'function' ? new (value as typeof Runtime)() : (value as Runtime);
    runtime[ATTACH]({ handlerFile: file });
    return () => runtime.run();
  }
  if (typeof value !== 'function') {
    throw new RuntimeFailure(
      'HandlerNotFound',
      `${name} in ${file} is ${value === null ? 'null' : `of type ${typeof value}`}; a handler is a class that extends Runtime, an instance of one, or a function`,
    );
  }
  if (/^class\b/.test(Function.prototype.toString.call(value))) {
    throw new RuntimeFailure(
      'HandlerNotFound',
      `the class ${value.name || name} in ${file} doesn't extend Runtime of @alr/runtime`,
    );
  }
  return () => runFunction(value as PlainFunction, { ...platform, handlerFile: file });
}
