import { once } from 'node:events';
import { resolve } from 'node:path';
import { EventLog } from './console/server/event-log.ts';
import type { AskForConsent } from './external/open-external.ts';
import { isLoopback } from './http/local-access.ts';
import { controlByKeys, type LocalControls } from './keys.ts';
import type { LocalServer } from './local-server.ts';
import type { LocalOptions } from './options/local-options.ts';
import type { ProjectSource } from './options/project-source.ts';
import { sourceOf } from './options/source-of.ts';
import { type CheckOpen, EmulatorClosedError } from './project/handles/emulator-closed-error.ts';
import { sourceHandles } from './project/handles/source-handles.ts';
import { firstOf, type LocalProject } from './project/local-project.ts';
import { openProject } from './project/open-project.ts';
import { openProjectFronts } from './project/project-fronts.ts';
import { reportAccess } from './project/report-access.ts';
import { listeningSources } from './project/resources/listening-sources.ts';
import type { ListeningFunction, LocalEventListener } from './report/local-event.ts';
import { reportAsJson, reportAsText } from './report/report-events.ts';
import { writeByTurn } from './report/write-by-turn.ts';

/**
 * Starts the emulator. It runs the functions in separate processes, which AWS SDKs and HTTP clients can invoke.
 *
 * Without a handler, a command or an image, it runs the functions that `lambda.yaml` in the directory describes.
 *
 * @example
 * await using local = await startLocal({ handler: './src/app.ts', port: 0 });
 * const response = await fetch(local.url);
 *
 * @throws {LocalOptionError} an option is invalid
 * @throws {ConfigurationError} the configuration is invalid
 * @throws {UnknownFunctionError} the project does not have the function
 * @throws {InvalidFaultError} one of the faults is invalid
 * @throws {EngineError} no container engine works, or it does not have the image
 * @throws {BuildError} the only function cannot be bundled, and is not watched
 * @throws {BundlerNotFoundError} the project lists rolldown in its package.json, but it is not installed
 * @throws {RuntimeNotFoundError} the project has no `@alr/runtime`, and no other command is given
 * @throws {EnvFileError} the environment file cannot be read, or contains something else
 * @throws {EncodingError} the environment file is not text in UTF-8 or UTF-16
 * @throws {CannotListenError} the address is invalid or in use
 */
export async function startLocal(options: LocalOptions = {}): Promise<LocalServer> {
  const report = options.onEvent ?? (() => {});
  if (options.console === false) return (await startFrom(await sourceOf(options), report)).server;
  const { emit, openControl } = withConsole(report, { isForCommands: false });
  return (await startFrom(await sourceOf(options), emit, openControl)).server;
}

/** Starts an emulator for replays only. */
export async function startForReplays(
  options: LocalOptions,
): Promise<Pick<LocalProject, 'replay'> & Pick<LocalServer, 'close'>> {
  let project: LocalProject | undefined;
  const { server } = await startFrom(await sourceOf(options), options.onEvent ?? (() => {}), async (opened) => {
    project = opened;
    return { async close() {} };
  });
  return {
    async replay(request) {
      if (project === undefined) throw new Error('the emulator has started without a project');
      return project.replay(request);
    },
    close: server.close,
  };
}

/** What controls an emulator from outside. */
interface Control {
  close(): Promise<void>;
  /** Why commands do not find it. */
  readonly warning?: string | undefined;
  readonly consoleUrl?: string | undefined;
}

/** Opens what controls an emulator, as soon as it listens. */
type OpenControl = (project: LocalProject, url: string, listening: readonly ListeningFunction[]) => Promise<Control>;

/**
 * Starts the emulator with options that can change while it runs.
 *
 * @param openControl opens what is there as soon as the emulator says that it listens
 * @param ask asks whether queues elsewhere may be read
 */
async function startFrom(
  source: ProjectSource,
  emit: LocalEventListener,
  openControl?: OpenControl,
  ask?: AskForConsent,
): Promise<{ server: LocalServer; controls: LocalControls }> {
  const setup = await source.read();
  const project = await openProject(source, setup, emit, ask);
  const { options } = firstOf(setup.functions);
  const { front = 'url', inspect } = options;
  const fronts = await openProjectFronts(project, options, emit).catch(async (error: unknown) => {
    await project.close();
    throw error;
  });
  const { listening } = fronts;
  const url = firstOf(fronts.urls);
  const main = firstOf(project.functions);
  const { functionName } = main.settings;
  const control = await openControl?.(project, url, listening).catch(async (error: unknown) => {
    await fronts.close();
    await project.close();
    throw error;
  });
  emit({
    type: 'listening',
    url,
    functionName,
    front,
    ...(listening.length > 1 && { functions: listening }),
    ...listeningSources(project, url),
  });
  if (control?.consoleUrl !== undefined) emit({ type: 'console', url: control.consoleUrl });
  const { external } = project;
  if (external?.wasShown === false) emit({ type: 'external', ...external.access });
  if (control?.warning !== undefined) emit({ type: 'warning', message: control.warning });
  reportInspector(project, options, emit);
  if (inspect !== undefined && (options.instances ?? 1) > 1) {
    const message = `a debugger is attached to one process, so there is one instance of the function, not ${options.instances}`;
    emit({ type: 'warning', message });
  }
  main.reloader.reportWarnings();
  reportAccess(project, url, emit);
  await project.start(url);

  let closed: Promise<void> | undefined;
  const close = () => {
    closed ??= (async () => {
      await control?.close();
      await project.close();
      await fronts.close();
      emit({ type: 'stopped' });
    })();
    return closed;
  };
  const checkOpen: CheckOpen = (action) => {
    if (closed !== undefined) throw new EmulatorClosedError(action);
  };
  const functions = Object.fromEntries(
    listening.map(({ key, functionName: name, url: ownUrl }) => [key, { functionName: name, url: ownUrl }]),
  );
  return {
    server: {
      url,
      functionName,
      functions,
      ...sourceHandles(project, url, checkOpen),
      get invocations() {
        return project.history.records;
      },
      consoleUrl: control?.consoleUrl,
      close,
      [Symbol.asyncDispose]: close,
    },
    controls: {
      restart: (reason) => project.restart(reason),
      replay: () => project.lastEvent.replay(),
      hasEvent: () => project.lastEvent.exists,
      skip: async () => (await project.skip('next')).ms,
      openConsole: async () => {
        const { openBrowser } = await import('./console/access/open-browser.ts');
        const { consoleUrl } = control ?? {};
        return { url: consoleUrl, isOpened: consoleUrl !== undefined && (await openBrowser(consoleUrl)) };
      },
    },
  };
}

function reportInspector({ inspector }: LocalProject, { inspectHost }: LocalOptions, emit: LocalEventListener): void {
  if (inspector === undefined) return;
  const { address } = inspector;
  emit({ type: 'inspecting', address });
  if (inspectHost === undefined || isLoopback(inspectHost)) return;
  emit({ type: 'warning', message: `anyone who can reach ${address} can run code on this machine` });
}

/** Runs the emulator, and prints its events, until Ctrl-C, SIGTERM, or the end of the terminal. */
export async function runLocal(
  source: ProjectSource,
  { json, opens }: { json: boolean; opens: boolean },
): Promise<void> {
  const report = writeByTurn(process.stdout, (json ? reportAsJson : reportAsText)(process.stdout));
  const { emit, openControl } = withConsole(report, { isForCommands: true });
  let ended: Promise<unknown> | undefined;
  const emitAndListen: LocalEventListener = (event) => {
    // Before, a signal ends the process at once, so that a build need not be waited for.
    // `once` removes its listeners, so a second Ctrl-C ends the emulator at once, and the watchdog ends the function.
    if (event.type === 'listening') {
      ended = Promise.race(['SIGINT', 'SIGTERM', 'SIGHUP'].map((signal) => once(process, signal)));
    }
    emit(event);
  };
  const { server, controls } = await startFrom(source, emitAndListen, openControl, askOnTerminal(json));
  if (opens) await controls.openConsole();
  const keys = json ? undefined : controlByKeys(controls, process);
  await ended;
  keys?.close();
  await server.close();
}

/** Asks on the terminal whether queues elsewhere may be read. */
function askOnTerminal(json: boolean): AskForConsent {
  return async (access) => {
    const { confirmExternalAccess } = await import('./external/confirm-external-access.ts');
    await confirmExternalAccess(access, { json }, process);
  };
}

/** Opens the API of the emulator, and the console's page, which show the events that are reported. */
function withConsole(
  report: LocalEventListener,
  { isForCommands }: { isForCommands: boolean },
): { emit: LocalEventListener; openControl: OpenControl } {
  const events = new EventLog();
  return {
    emit(event) {
      // Its address has the token.
      if (event.type !== 'console') events.add(event);
      report(event);
    },
    async openControl(project, url, listening) {
      events.now = () => project.clock.now;
      const { openApi } = await import('./console/server/open-api.ts');
      const {
        directory = '.',
        port = 9000,
        console: hasPage = true,
        consolePort,
      } = firstOf(project.functions).setup.options;
      const functionUrls = Object.fromEntries(listening.map((each) => [each.key, each.url]));
      const emulator = { project, events, directory: resolve(directory), url, functionUrls };
      const own = port === 0 ? 0 : Number(new URL(url).port || '80');
      return openApi(emulator, { port: own, ownPort: consolePort, hasPage, isForCommands });
    },
  };
}
