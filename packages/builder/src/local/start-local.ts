import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { ExpectedError } from '../terminal/expected-error.ts';
import { parseFault } from './environment/fault.ts';
import { FaultInjector } from './environment/fault-injector.ts';
import { findBootstrap } from './environment/find-bootstrap.ts';
import { functionEnvironment } from './environment/function-environment.ts';
import { type FunctionOptions, LocalFunction } from './environment/local-function.ts';
import { createFrontServer } from './front/front-server.ts';
import { closeServer, listen } from './http/server.ts';
import { checkLocalOptions, type LocalOptions } from './local-options.ts';
import type { LocalEventListener } from './report/local-event.ts';
import { watchFiles } from './watch.ts';

/** A running emulator. */
export interface LocalServer extends AsyncDisposable {
  /** Where it listens: the endpoint for AWS SDKs, and the function URL. */
  readonly url: string;
  readonly functionName: string;
  /** Stops it and the function's process. What is under way gets an error. */
  close(): Promise<void>;
}

/** The address is not to be had. */
export class CannotListenError extends ExpectedError {
  override get name(): string {
    return 'CannotListenError';
  }
}

/** The file of environment variables can't be read. */
export class EnvFileError extends ExpectedError {
  override get name(): string {
    return 'EnvFileError';
  }
}

/**
 * Starts the emulator: it runs the function in a process of its own and lets AWS SDKs and HTTP clients invoke it.
 *
 * @example
 * await using local = await startLocal({ handler: './src/app.ts', port: 0 });
 * const response = await fetch(local.url);
 *
 * @throws LocalOptionError, InvalidFaultError, RuntimeNotFoundError, {@link CannotListenError}, {@link EnvFileError}
 */
export async function startLocal(options: LocalOptions = {}): Promise<LocalServer> {
  checkLocalOptions(options);
  const { handler, functionName = 'function', memory = 128, timeout = 30, host = '127.0.0.1', port = 9000 } = options;
  const { concurrency, snapStart = false, trace, logFormat, logLevel } = options;
  const emit = options.onEvent ?? (() => {});
  const faults = new FaultInjector((options.faults ?? []).map(parseFault), emit);
  const directory = resolve(options.directory ?? '.');
  const command = options.command ?? (await ownRuntime(directory, handler));
  let own = ownVariables(options);
  const region = own.AWS_REGION ?? process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION ?? 'us-east-1';

  const functionOptions = (): FunctionOptions => ({
    command,
    directory,
    env: (runtimeApi) =>
      functionEnvironment({
        functionName,
        memorySizeMB: memory,
        concurrency,
        isSnapStart: snapStart,
        logFormat,
        logLevel,
        region,
        runtimeApi,
        handler: options.command ? handler : undefined,
        inherited: process.env,
        own,
      }),
    functionName,
    functionArn: `arn:aws:lambda:${region}:012345678912:function:${functionName}`,
    memorySizeMB: memory,
    concurrency,
    isSnapStart: snapStart,
    handsOutTraces: trace !== false,
    timeoutMs: timeout * 1000,
    initTimeoutMs: (options.initTimeout ?? Math.max(timeout, 10)) * 1000,
    faults,
    emit,
  });
  const localFunction = new LocalFunction(functionOptions, { isSampled: trace === true });
  const server = createFrontServer({
    localFunction,
    region,
    emit,
    allowedHosts: [...(options.allowedHosts ?? []), host],
  });
  const url = `http://${await listen(server, host, port).catch((error: unknown) => refuse(error, host, port))}`;
  emit({ type: 'listening', url, functionName });
  localFunction.start();

  const watcher = watchProject(options, directory, emit, () => {
    own = ownVariables(options);
    localFunction.restart();
  });

  let closed: Promise<void> | undefined;
  const close = () => {
    closed ??= (async () => {
      watcher?.close();
      await localFunction.close();
      await closeServer(server, 1000);
      emit({ type: 'stopped' });
    })();
    return closed;
  };
  return { url, functionName, close, [Symbol.asyncDispose]: close };
}

function watchProject(
  { watch, envFile }: LocalOptions,
  directory: string,
  emit: LocalEventListener,
  restart: () => void,
): { close(): void } | undefined {
  if (!watch) return undefined;
  return watchFiles({
    directory,
    files: envFile === undefined ? [] : [envFile],
    onChange(path) {
      emit({ type: 'restarting', reason: `${path} changed` });
      try {
        restart();
      } catch (error) {
        emit({ type: 'warning', message: `Not restarted: ${(error as Error).message}` });
      }
    },
    onError: (error) => emit({ type: 'warning', message: `Can't watch the files: ${error.message}` }),
  });
}

async function ownRuntime(directory: string, handler: string | undefined): Promise<[string, ...string[]]> {
  const bootstrap = await findBootstrap(directory, handler);
  return [process.execPath, '--enable-source-maps', bootstrap, ...(handler === undefined ? [] : [handler])];
}

function ownVariables({ env, envFile, directory = '.' }: LocalOptions): NodeJS.ProcessEnv {
  if (envFile === undefined) return { ...env };
  try {
    return { ...parseEnv(readFileSync(resolve(directory, envFile), 'utf8')), ...env };
  } catch (error) {
    throw new EnvFileError(`Can't read the environment file ${envFile}: ${(error as Error).message}.`);
  }
}

function refuse(error: unknown, host: string, port: number): never {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'EADDRINUSE') {
    throw new CannotListenError(`Port ${port} of ${host} is taken. Choose another, or let --port 0 pick one.`);
  }
  throw new CannotListenError(`Can't listen at ${host}:${port} (${code}). Choose another --host or --port.`);
}
