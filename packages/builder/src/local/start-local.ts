import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { formatProblem, type Problem } from '../config/read/problem.ts';
import { readAssignments } from '../config/read/read-assignments.ts';
import { decodeText } from '../terminal/decode-text.ts';
import { ExpectedError } from '../terminal/expected-error.ts';
import { systemErrorReason } from '../terminal/file-error.ts';
import { containerLauncher } from './container/run-container.ts';
import { environmentVariables } from './environment/environment-variables.ts';
import { findBootstrap } from './environment/find-bootstrap.ts';
import { type FunctionLauncher, processLauncher } from './environment/function-launcher.ts';
import { type FunctionOptions, LocalFunction } from './environment/local-function.ts';
import { createFrontServer } from './front/front-server.ts';
import { closeServer, listen } from './http/server.ts';
import { checkLocalOptions, type LocalOptions } from './local-options.ts';
import type { LocalEventListener } from './report/local-event.ts';
import { reportAsJson, reportAsText } from './report/report-events.ts';
import { parseFault } from './runtime-api/fault.ts';
import { FaultInjector } from './runtime-api/fault-injector.ts';
import { watchFiles } from './watch.ts';

/** How long open requests have to finish when the emulator stops. */
const CLOSE_GRACE_MS = 1000;

/** A running emulator. */
export interface LocalServer extends AsyncDisposable {
  /** The endpoint for AWS SDKs, and the function URL. */
  readonly url: string;
  readonly functionName: string;
  /** Stops the emulator and the function's process. Running and waiting invocations fail. */
  close(): Promise<void>;
}

/** The emulator cannot listen on its address. */
export class CannotListenError extends ExpectedError {
  override get name(): string {
    return 'CannotListenError';
  }
}

/** The file with environment variables cannot be read, or contains something else. */
export class EnvFileError extends ExpectedError {
  override get name(): string {
    return 'EnvFileError';
  }
}

/**
 * Starts the emulator. It runs the function in a separate process, which AWS SDKs and HTTP clients can invoke.
 *
 * @example
 * await using local = await startLocal({ handler: './src/app.ts', port: 0 });
 * const response = await fetch(local.url);
 *
 * @throws {LocalOptionError} an option is invalid
 * @throws {InvalidFaultError} one of the faults is invalid
 * @throws {EngineError} no container engine works, or it does not have the image
 * @throws {RuntimeNotFoundError} the project has no `@alr/runtime`, and no other command is given
 * @throws {EnvFileError} the environment file cannot be read, or contains something else
 * @throws {EncodingError} the environment file is not text in UTF-8 or UTF-16
 * @throws {CannotListenError} the address is invalid or in use
 */
export async function startLocal(options: LocalOptions = {}): Promise<LocalServer> {
  checkLocalOptions(options);
  const { handler, functionName = 'function', memory = 128, timeout = 30, host = '127.0.0.1', port = 9000 } = options;
  const { concurrency, snapStart = false, trace, logFormat, logLevel } = options;
  const emit = options.onEvent ?? (() => {});
  const faults = new FaultInjector((options.faults ?? []).map(parseFault), emit);
  const directory = resolve(options.directory ?? '.');
  let launcher = await findLauncher(options, directory);
  let configured = readVariables(options);
  const region = configured.AWS_REGION ?? process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION ?? 'us-east-1';

  const functionOptions = (): FunctionOptions => ({
    directory,
    launch(runtimeApi) {
      const env = environmentVariables({
        functionName,
        memorySizeMB: memory,
        concurrency,
        isSnapStart: snapStart,
        logFormat,
        logLevel,
        region,
        runtimeApi: launcher.address(runtimeApi),
        handler: options.command ? handler : undefined,
        inherited: launcher.inherited,
        configured,
      });
      return launcher.launch(env, memory);
    },
    functionName,
    functionArn: `arn:aws:lambda:${region}:012345678912:function:${functionName}`,
    memorySizeMB: memory,
    concurrency,
    isSnapStart: snapStart,
    sendsTraceHeader: trace !== false,
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
    allowedOrigins: options.allowedOrigins ?? [],
  });
  const address = await listen(server, host, port).catch((error: unknown) => throwCannotListen(error, host, port));
  const url = `http://${address}`;
  emit({ type: 'listening', url, functionName });
  localFunction.start();

  const watcher = watchProject(options, directory, emit, async () => {
    configured = readVariables(options);
    if (options.image?.build) {
      await options.image.build();
      launcher = await findLauncher(options, directory);
    }
    localFunction.restart();
  });

  let closed: Promise<void> | undefined;
  const close = () => {
    closed ??= (async () => {
      watcher?.close();
      await localFunction.close();
      await closeServer(server, CLOSE_GRACE_MS);
      emit({ type: 'stopped' });
    })();
    return closed;
  };
  return { url, functionName, close, [Symbol.asyncDispose]: close };
}

/** Runs the emulator, and prints its events, until Ctrl-C, SIGTERM, or the end of the terminal. */
export async function runLocal(options: LocalOptions, { json }: { json: boolean }): Promise<void> {
  const onEvent = json ? reportAsJson(process.stdout) : reportAsText(process.stdout);
  const local = await startLocal({ ...options, onEvent });
  // `once` removes its listeners, so a second Ctrl-C ends the emulator at once, and the watchdog ends the function.
  await Promise.race(['SIGINT', 'SIGTERM', 'SIGHUP'].map((signal) => once(process, signal)));
  await local.close();
}

function watchProject(
  { watch, envFile, image }: LocalOptions,
  directory: string,
  emit: LocalEventListener,
  restart: () => Promise<void>,
): { close(): void } | undefined {
  if (!watch) return undefined;
  const onChange = oneAtATime(async (path) => {
    emit({ type: 'restarting', reason: `${path} changed` });
    try {
      await restart();
    } catch (error) {
      emit({ type: 'warning', message: `not restarted: ${(error as Error).message}` });
    }
  });
  const onError = (error: Error) => emit({ type: 'warning', message: `cannot watch files: ${error.message}` });
  const { folders, includes } = image?.sources ?? { folders: [directory], includes: () => true };
  const watchers = folders.map((folder) =>
    watchFiles({
      directory: folder,
      files: envFile === undefined ? [] : [resolve(directory, envFile)],
      includes,
      onChange: (path) => onChange(relative(directory, resolve(folder, path))),
      onError,
    }),
  );
  return {
    close() {
      for (const watcher of watchers) watcher.close();
    },
  };
}

/** Runs a task for one path after the other. Of the paths that are passed while it runs, only the last one counts. */
function oneAtATime(task: (path: string) => Promise<void>): (path: string) => Promise<void> {
  let isRunning = false;
  let waiting: string[] = [];
  return async (path) => {
    waiting = [path];
    if (isRunning) return;
    isRunning = true;
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) await task(next);
    isRunning = false;
  };
}

async function findLauncher({ image, command, handler }: LocalOptions, directory: string): Promise<FunctionLauncher> {
  if (image !== undefined) return containerLauncher(image, handler);
  return processLauncher(command ?? (await projectRuntime(directory, handler)));
}

async function projectRuntime(directory: string, handler: string | undefined): Promise<[string, ...string[]]> {
  const bootstrap = await findBootstrap(directory, handler);
  return [process.execPath, '--enable-source-maps', bootstrap, ...(handler === undefined ? [] : [handler])];
}

/** The variables of the file, in the format of `lambda-handler.env`, and of `env`, which overrides them. */
function readVariables({ env, envFile, directory = '.' }: LocalOptions): NodeJS.ProcessEnv {
  if (envFile === undefined) return { ...env };
  const problems: Problem[] = [];
  const { assignments } = readAssignments(readText(resolve(directory, envFile), envFile), envFile, problems);
  if (problems.length > 0) throw new EnvFileError(problems.map(formatProblem).join('\n'));
  return { ...Object.fromEntries(assignments.map(({ name, text }) => [name, text])), ...env };
}

function readText(path: string, name: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    const reason = systemErrorReason(error) ?? (error as Error).message;
    throw new EnvFileError(`cannot read the environment file ${name}: ${reason}`, { cause: error });
  }
  return decodeText(bytes, name);
}

function throwCannotListen(error: unknown, host: string, port: number): never {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'EADDRINUSE') {
    throw new CannotListenError(
      `port ${port} of ${host} is already in use: choose another --port, or let --port 0 pick a free one`,
    );
  }
  throw new CannotListenError(`cannot listen on ${host}:${port} (${code}): choose another --host or --port`);
}
