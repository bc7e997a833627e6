import { once } from 'node:events';
import { resolve } from 'node:path';
import { FunctionClock } from './clock/function-clock.ts';
import { createFrontServer } from './front/front-server.ts';
import { gatewayOf } from './front/gateway/gateway-of.ts';
import { LastEvent } from './front/last-event.ts';
import { type FunctionOptions, LocalFunction } from './function/environment/local-function.ts';
import { FunctionInspector } from './function/inspect/function-inspector.ts';
import { FunctionReloader, type OptionsSource } from './function/program/reloader.ts';
import { parseFault } from './function/runtime-api/fault.ts';
import { FaultInjector } from './function/runtime-api/fault-injector.ts';
import { cannotListen } from './http/cannot-listen.ts';
import { isLoopback } from './http/local-access.ts';
import { closeServer, listen } from './http/server.ts';
import { controlByKeys, type LocalControls } from './keys.ts';
import { awsAccess } from './options/aws-access.ts';
import {
  type FunctionSettings,
  functionEnvironment,
  functionSettings,
  loadOptions,
} from './options/function-settings.ts';
import type { LocalOptions } from './options/local-options.ts';
import type { LocalEventListener } from './report/local-event.ts';
import { reportAsJson, reportAsText } from './report/report-events.ts';

/** How long open requests have to finish when the emulator stops. */
const CLOSE_GRACE_MS = 1000;

const DEFAULT_INSPECT_HOST = '127.0.0.1';

/** A running emulator. */
export interface LocalServer extends AsyncDisposable {
  /** The endpoint for AWS SDKs, and the function URL. */
  readonly url: string;
  readonly functionName: string;
  /** Stops the emulator and the function's process. Running and waiting invocations fail. */
  close(): Promise<void>;
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
  const { host = '127.0.0.1', port = 9000, front = 'url', trace, inspect } = first;
  const directory = resolve(first.directory ?? '.');
  const reloader = await FunctionReloader.open(source, loaded, directory, emit);
  const clock = new FunctionClock({ canStop: inspect !== undefined });
  // Before there can be an invocation, whose process has to have the debugger.
  const inspector = await openInspector(first, clock, emit).catch(async (error: unknown) => {
    await reloader.close();
    throw error;
  });
  const localFunction = new LocalFunction(functionOptions({ reloader, inspector, directory, faults }), {
    isSampled: trace === true,
    clock,
  });
  const lastEvent = new LastEvent(localFunction);
  const { region, functionName } = settingsOf(reloader);
  const server = createFrontServer({
    localFunction: lastEvent,
    region,
    clock,
    gateway: gatewayOf(first),
    emit,
    allowedHosts: [...(first.allowedHosts ?? []), host],
    allowedOrigins: first.allowedOrigins ?? [],
  });
  const address = await listen(server, host, port).catch(async (error: unknown) => {
    await Promise.all([reloader.close(), inspector?.close()]);
    throw cannotListen(error, host, port, 'invokers');
  });
  const url = `http://${address}`;
  emit({ type: 'listening', url, functionName, front });
  if (inspector !== undefined) reportInspector(inspector, first, emit);
  if (inspect !== undefined && (first.instances ?? 1) > 1) {
    const message = `a debugger is attached to one process, so there is one instance of the function, not ${first.instances}`;
    emit({ type: 'warning', message });
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
      repeat: () => lastEvent.repeat(),
      hasEvent: () => lastEvent.exists,
    },
  };
}

/** @throws {CannotListenError} the address is invalid or in use */
async function openInspector(
  { inspect: port, inspectHost: host = DEFAULT_INSPECT_HOST, inspectStart: start = 'run' }: LocalOptions,
  clock: FunctionClock,
  emit: LocalEventListener,
): Promise<FunctionInspector | undefined> {
  if (port === undefined) return undefined;
  return FunctionInspector.open({ host, port, start }, clock, emit).catch((error: unknown) => {
    throw cannotListen(error, host, port, 'debuggers');
  });
}

function reportInspector(
  { address }: FunctionInspector,
  { inspectHost = DEFAULT_INSPECT_HOST }: LocalOptions,
  emit: LocalEventListener,
): void {
  emit({ type: 'inspecting', address });
  if (isLoopback(inspectHost)) return;
  emit({ type: 'warning', message: `anyone who can reach ${address} can run code on this machine` });
}

function settingsOf({ loaded: { options, variables } }: FunctionReloader): FunctionSettings {
  return functionSettings(options, variables);
}

/** What the function's environments consist of, which are created after any change of the options or the program. */
interface FunctionParts extends Pick<FunctionOptions, 'directory' | 'faults'> {
  readonly reloader: FunctionReloader;
  readonly inspector: FunctionInspector | undefined;
}

/** Returns the options of the next environment, as they are when it is created. */
function functionOptions({ reloader, inspector, directory, faults }: FunctionParts): () => FunctionOptions {
  return () => ({
    ...settingsOf(reloader),
    directory,
    async launch(runtimeApi) {
      await reloader.refresh();
      const { launcher, loaded } = reloader;
      // An environment starts only if there is a program; see `block`.
      if (launcher === undefined) throw new Error('there is no program to start');
      const settings = settingsOf(reloader);
      const env = functionEnvironment(loaded.options, settings, loaded.variables, launcher, runtimeApi);
      const launch = launcher.launch(env, settings.memorySizeMB);
      return inspector?.inspected(launch) ?? launch;
    },
    faults,
    emit: (event) => reloader.report(event),
  });
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
