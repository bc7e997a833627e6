import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { ExpectedError } from '../terminal/expected-error.ts';
import type { FunctionLauncher } from './environment/function-launcher.ts';
import { type FunctionOptions, LocalFunction } from './environment/local-function.ts';
import { createFrontServer } from './front/front-server.ts';
import { gatewayOf } from './front/gateway/gateway-of.ts';
import { collect } from './front/invoke-api.ts';
import { isLoopback } from './http/local-access.ts';
import { closeServer, listen } from './http/server.ts';
import { FunctionInspector } from './inspect/function-inspector.ts';
import { FunctionClock } from './invocation/function-clock.ts';
import type { InvocationRequest } from './invocation/invocation.ts';
import { controlByKeys, type LocalControls } from './keys.ts';
import { awsAccess } from './options/aws-access.ts';
import { functionEnvironment, functionSettings, loadOptions } from './options/function-settings.ts';
import type { LocalOptions } from './options/local-options.ts';
import { FunctionReloader, type OptionsSource } from './program/reloader.ts';
import type { LocalEventListener } from './report/local-event.ts';
import { reportAsJson, reportAsText } from './report/report-events.ts';
import { parseFault } from './runtime-api/fault.ts';
import { FaultInjector } from './runtime-api/fault-injector.ts';

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
 * @throws {BuildError} the function cannot be bundled, and is not watched
 * @throws {BundlerNotFoundError} the project lists rolldown in its package.json, but it is not installed
 * @throws {RuntimeNotFoundError} the project has no `@alr/runtime`, and no other command is given
 * @throws {EnvFileError} the environment file cannot be read, or contains something else
 * @throws {EncodingError} the environment file is not text in UTF-8 or UTF-16
 * @throws {CannotListenError} the address is invalid or in use
 */
export async function startLocal(options: LocalOptions = {}): Promise<LocalServer> {
  const { envFile, directory = '.' } = options;
  const files = envFile === undefined ? [] : [resolve(directory, envFile)];
  const source = { read: async () => options, files: async () => files, warnings: [] };
  const { server } = await startFrom(source, options.onEvent ?? (() => {}));
  return server;
}

/** Starts the emulator with options that can change while it runs. */
async function startFrom(
  source: OptionsSource,
  emit: LocalEventListener,
): Promise<{ server: LocalServer; controls: LocalControls }> {
  const options = await source.read();
  const faults = new FaultInjector((options.faults ?? []).map(parseFault), emit);
  const loaded = loadOptions(options);
  const { options: first } = loaded;
  const { host = '127.0.0.1', port = 9000, trace, inspect } = first;
  const { inspectHost = '127.0.0.1', inspectStart = 'run' } = first;
  const directory = resolve(first.directory ?? '.');
  const reloader = await FunctionReloader.open(source, loaded, directory, emit);
  const settings = () => functionSettings(reloader.loaded.options, reloader.loaded.variables);
  const environment = (launcher: FunctionLauncher, runtimeApi: string) =>
    functionEnvironment(reloader.loaded.options, settings(), reloader.loaded.variables, launcher, runtimeApi);

  const clock = new FunctionClock({ canStop: inspect !== undefined });
  let inspector: FunctionInspector | undefined;
  const functionOptions = (): FunctionOptions => ({
    ...settings(),
    directory,
    async launch(runtimeApi) {
      await reloader.refresh();
      const { launcher } = reloader;
      // An environment starts only if there is a program; see `block`.
      if (launcher === undefined) throw new Error('there is no program to start');
      const launch = launcher.launch(environment(launcher, runtimeApi), settings().memorySizeMB);
      return inspector?.inspected(launch) ?? launch;
    },
    faults,
    emit: (event) => reloader.report(event),
  });
  const localFunction = new LocalFunction(functionOptions, { isSampled: trace === true, clock });
  const { region, functionName } = settings();
  let lastRequest: InvocationRequest | undefined;
  const server = createFrontServer({
    localFunction: {
      invoke(request) {
        lastRequest = request;
        return localFunction.invoke(request);
      },
    },
    region,
    clock,
    gateway: gatewayOf(first),
    emit,
    allowedHosts: [...(first.allowedHosts ?? []), host],
    allowedOrigins: first.allowedOrigins ?? [],
  });
  const address = await listen(server, host, port).catch(async (error: unknown) => {
    await reloader.close();
    return throwCannotListen(error, host, port);
  });
  const url = `http://${address}`;
  if (inspect !== undefined) {
    const address = { host: inspectHost, port: inspect, start: inspectStart };
    inspector = await FunctionInspector.open(address, clock, emit).catch(async (error: unknown) => {
      await Promise.all([reloader.close(), closeServer(server, 0)]);
      return throwCannotListen(error, inspectHost, inspect, '--inspect=');
    });
  }
  emit({ type: 'listening', url, functionName, front: first.front ?? 'url' });
  if (inspector !== undefined) {
    emit({ type: 'inspecting', address: inspector.address });
    if (!isLoopback(inspectHost)) {
      emit({ type: 'warning', message: `whoever can reach ${inspector.address} can run code on this machine` });
    }
  }
  reloader.reportWarnings();
  const { variables } = reloader.loaded;
  const { inherited = process.env, credentials } = reloader.launcher ?? {};
  emit({ type: 'aws-access', ...awsAccess({ ...inherited, ...variables }, variables, credentials) });
  await reloader.start(localFunction);

  let closed: Promise<void> | undefined;
  const close = () => {
    closed ??= (async () => {
      await localFunction.close();
      await inspector?.close();
      await reloader.close();
      await closeServer(server, CLOSE_GRACE_MS);
      emit({ type: 'stopped' });
    })();
    return closed;
  };
  return {
    server: { url, functionName, close, [Symbol.asyncDispose]: close },
    controls: {
      restart: (reason) => reloader.restart(reason),
      async repeat() {
        if (lastRequest === undefined) return undefined;
        const invocation = localFunction.invoke({ ...lastRequest, requestId: randomUUID() });
        const { body, failure } = await collect(await invocation.response);
        await invocation.closed;
        return failure === undefined ? body : undefined;
      },
      hasEvent: () => lastRequest !== undefined,
    },
  };
}

/** Runs the emulator, and prints its events, until Ctrl-C, SIGTERM, or the end of the terminal. */
export async function runLocal(source: OptionsSource, { json }: { json: boolean }): Promise<void> {
  const report = json ? reportAsJson(process.stdout) : reportAsText(process.stdout);
  const { server, controls } = await startFrom(source, report);
  const keys = json ? undefined : controlByKeys(controls, process);
  // `once` removes its listeners, so a second Ctrl-C ends the emulator at once, and the watchdog ends the function.
  await Promise.race(['SIGINT', 'SIGTERM', 'SIGHUP'].map((signal) => once(process, signal)));
  keys?.close();
  await server.close();
}

function throwCannotListen(error: unknown, host: string, port: number, option = '--port '): never {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'EADDRINUSE') {
    throw new CannotListenError(
      `port ${port} of ${host} is already in use: choose another with ${option}PORT, or let ${option}0 pick a free one`,
    );
  }
  const options = option === '--port ' ? '--host or --port' : `address, as in ${option}127.0.0.1:9230`;
  throw new CannotListenError(`cannot listen on ${host}:${port} (${code}): choose another ${options}`);
}
