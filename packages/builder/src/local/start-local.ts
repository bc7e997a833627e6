import { once } from 'node:events';
import { resolve } from 'node:path';
import { MAIN_FUNCTION } from '../config/configuration.ts';
import { openApi } from './console/open-api.ts';
import type { FrontOptions } from './front/front-server.ts';
import { FunctionDirectory, type NamedFunction } from './front/function-directory.ts';
import { gatewayOf } from './front/gateway/gateway-of.ts';
import { LastEvent } from './front/last-event.ts';
import { openFronts } from './front/open-fronts.ts';
import { isLoopback } from './http/local-access.ts';
import { controlByKeys, type LocalControls } from './keys.ts';
import { awsAccess } from './options/aws-access.ts';
import { durationOf } from './options/duration.ts';
import type { LocalOptions } from './options/local-options.ts';
import { type ProjectSource, sourceOfOptions } from './options/project-source.ts';
import { firstOf, LocalProject } from './project/local-project.ts';
import type { ProjectFunction } from './project/project-function.ts';
import type { InvocationRecord, InvocationSource } from './record/invocation-record.ts';
import type { ListeningFunction, LocalEventListener } from './report/local-event.ts';
import { reportAsJson, reportAsText } from './report/report-events.ts';

/** A function of a running emulator. */
export interface LocalServerFunction {
  /** Its name in AWS. */
  readonly functionName: string;
  /** Its URL. Undefined if the project has several functions, and it has no trigger with a URL. */
  readonly url: string | undefined;
}

/** The time of the event sources. It follows real time, except for what is skipped. */
export interface LocalClock {
  /** Milliseconds since 1970. */
  readonly now: number;
  /**
   * Moves the time forward, from one due time to the next one, and lets running invocations finish at each of them.
   *
   * @param amount milliseconds, a duration such as `6m` or `1h30m`, or `next`: to the next thing that is due
   * @throws {LocalOptionError} it is not a duration
   */
  skip(amount: number | string): Promise<void>;
}

/** A running emulator. */
export interface LocalServer extends AsyncDisposable {
  /** The endpoint for AWS SDKs, and the URL of the first function that has one. */
  readonly url: string;
  /** The name of the first function in AWS. */
  readonly functionName: string;
  /** The functions by their names in the project: `main` if there is only one. */
  readonly functions: Readonly<Record<string, LocalServerFunction>>;
  readonly clock: LocalClock;
  /** The invocations that have ended, oldest first: the last 1,000, or fewer if they are large. */
  readonly invocations: readonly InvocationRecord[];
  /**
   * Resolves when nothing is running, and nothing is due at the present time of the clock, which it does not move.
   *
   * @throws {NotSettledError} something is still running after 30 s
   */
  settled(): Promise<void>;
  /** Stops the emulator and the processes of the functions. Running and waiting invocations fail. */
  close(): Promise<void>;
}

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
  const { server } = await startFrom(await sourceOf(options), options.onEvent ?? (() => {}));
  return server;
}

async function sourceOf(options: LocalOptions): Promise<ProjectSource> {
  const {
    handler,
    command,
    image,
    envFile,
    directory = '.',
    configFile,
    stage,
    function: name,
    functionName,
  } = options;
  const files = envFile === undefined ? [] : [resolve(directory, envFile)];
  if ((handler ?? command ?? image) !== undefined) return sourceOfOptions(options, MAIN_FUNCTION, files);
  const { configuredProject } = await import('./options/configured-project.ts');
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  return configuredProject({
    source: { directory, file: configFile, stage, function: name, env: process.env },
    optionsOf(configured) {
      const {
        handler: configuredHandler,
        functionName: configuredName,
        timeout,
        memory,
        logFormat,
        logLevel,
        env,
      } = configured ?? {};
      const defaults = {
        handler: configuredHandler,
        functionName: configuredName,
        timeout,
        memory,
        logFormat,
        logLevel,
      };
      return { ...defaults, ...given, env: { ...env, ...options.env } };
    },
    files,
    ofOneFunction: functionName === undefined ? [] : ['functionName'],
  });
}

/** Starts the emulator with options that can change while it runs. */
async function startFrom(
  source: ProjectSource,
  emit: LocalEventListener,
): Promise<{ server: LocalServer; controls: LocalControls; project: LocalProject }> {
  const setup = await source.read();
  const project = await LocalProject.open(source, setup, emit);
  const lastEvent = new LastEvent();
  const { options } = firstOf(setup.functions);
  const { host = '127.0.0.1', port = 9000, front = 'url', inspect } = options;
  const named = new Map(project.functions.map((each) => [each, namedFunction(each, lastEvent)]));
  const withUrl = project.functions.filter(hasUrl(project));
  const fronts = await openFronts(
    frontsOf(project, withUrl, options, new FunctionDirectory(() => [...named.values()]), lastEvent, emit),
    host,
    port,
  ).catch(async (error: unknown) => {
    await project.close();
    throw error;
  });
  const url = firstOf(fronts.urls);
  const main = firstOf(project.functions);
  const { functionName } = main.settings;
  const listening = project.functions.map((each): ListeningFunction => {
    const index = withUrl.indexOf(each);
    return { key: each.key, functionName: each.settings.functionName, url: fronts.urls[index] };
  });
  emit({ type: 'listening', url, functionName, front, ...(listening.length > 1 && { functions: listening }) });
  reportInspector(project, options, emit);
  if (inspect !== undefined && (options.instances ?? 1) > 1) {
    const message = `a debugger is attached to one process, so there is one instance of the function, not ${options.instances}`;
    emit({ type: 'warning', message });
  }
  main.reloader.reportWarnings();
  reportAccess(project, emit);
  await project.start();

  let closed: Promise<void> | undefined;
  const close = () => {
    closed ??= (async () => {
      await project.close();
      await fronts.close();
      emit({ type: 'stopped' });
    })();
    return closed;
  };
  const functions = Object.fromEntries(
    listening.map(({ key, functionName: name, url: ownUrl }) => [key, { functionName: name, url: ownUrl }]),
  );
  return {
    server: {
      url,
      functionName,
      functions,
      clock: {
        get now() {
          return project.clock.now;
        },
        async skip(amount) {
          await project.skip(durationOf(amount));
        },
      },
      get invocations() {
        return project.store.records;
      },
      settled: () => project.settled(),
      close,
      [Symbol.asyncDispose]: close,
    },
    controls: {
      restart: (reason) => project.restart(reason),
      repeat: () => lastEvent.repeat(),
      hasEvent: () => lastEvent.exists,
      skip: async () => (await project.skip('next')).ms,
    },
    project,
  };
}

/** The types of triggers that are HTTP requests. */
const httpTriggers: readonly string[] = ['url', 'http-api', 'alb'];

/** Whether HTTP requests reach a function: the only one always, others if they have a trigger for requests. */
function hasUrl({ functions }: LocalProject): (each: ProjectFunction) => boolean {
  if (functions.length === 1) return () => true;
  return ({ setup }) => setup.triggers.some(({ type }) => httpTriggers.includes(type));
}

/** What a function is for invokers. */
function namedFunction(each: ProjectFunction, lastEvent: LastEvent): NamedFunction {
  const invoking = invokedBy(each, 'invoke', lastEvent);
  return {
    key: each.key,
    get functionName() {
      return each.settings.functionName;
    },
    invoke: invoking.invoke,
    send(request) {
      lastEvent.remember({ invoke: (again) => each.invoke(again, 'repeat') }, request);
      return each.asynchronous.send(request);
    },
  };
}

function invokedBy(
  each: ProjectFunction,
  source: InvocationSource,
  lastEvent: LastEvent,
): Pick<NamedFunction, 'invoke'> {
  return {
    invoke(request) {
      lastEvent.remember({ invoke: (again) => each.invoke(again, 'repeat') }, request);
      return each.invoke(request, source);
    },
  };
}

/** A server for each function with a URL; at least one, for the Invoke API. */
function frontsOf(
  project: LocalProject,
  withUrl: readonly ProjectFunction[],
  options: LocalOptions,
  functions: FunctionDirectory,
  lastEvent: LastEvent,
  emit: LocalEventListener,
): FrontOptions[] {
  const { region } = firstOf(project.functions).settings;
  const { host = '127.0.0.1', allowedHosts = [], allowedOrigins = [] } = options;
  const shared = {
    functions,
    region,
    clock: project.time,
    gateway: gatewayOf(options),
    allowedHosts: [...allowedHosts, host],
    allowedOrigins,
  };
  if (withUrl.length === 0) return [{ ...shared, localFunction: undefined, emit }];
  return withUrl.map((each) => ({
    ...shared,
    localFunction: invokedBy(each, 'http', lastEvent),
    emit: project.functions.length > 1 ? (event) => emit({ ...event, function: each.key }) : emit,
  }));
}

function reportInspector({ inspector }: LocalProject, { inspectHost }: LocalOptions, emit: LocalEventListener): void {
  if (inspector === undefined) return;
  const { address } = inspector;
  emit({ type: 'inspecting', address });
  if (inspectHost === undefined || isLoopback(inspectHost)) return;
  emit({ type: 'warning', message: `anyone who can reach ${address} can run code on this machine` });
}

/** Reports once how the functions get to AWS, and the variables of all of them that lead there. */
function reportAccess({ functions }: LocalProject, emit: LocalEventListener): void {
  const all = functions.map(({ reloader }) => {
    const { variables } = reloader.loaded;
    const { inherited = process.env, credentials } = reloader.launcher ?? {};
    return awsAccess({ ...inherited, ...variables }, variables, credentials);
  });
  const { credentials } = firstOf(all);
  emit({ type: 'aws-access', credentials, variables: [...new Set(all.flatMap(({ variables }) => variables))] });
}

/** Runs the emulator, and prints its events, until Ctrl-C, SIGTERM, or the end of the terminal. */
export async function runLocal(source: ProjectSource, { json }: { json: boolean }): Promise<void> {
  const report = json ? reportAsJson(process.stdout) : reportAsText(process.stdout);
  const { server, controls, project } = await startFrom(source, report);
  const { directory, port = 9000 } = firstOf(project.functions).setup.options;
  const own = Number(new URL(server.url).port || '80');
  const closeApi = await openApi(project, resolve(directory ?? '.'), { port: own, isFixed: port !== 0 });
  const keys = json ? undefined : controlByKeys(controls, process);
  // `once` removes its listeners, so a second Ctrl-C ends the emulator at once, and the watchdog ends the function.
  await Promise.race(['SIGINT', 'SIGTERM', 'SIGHUP'].map((signal) => once(process, signal)));
  keys?.close();
  await closeApi();
  await server.close();
}
