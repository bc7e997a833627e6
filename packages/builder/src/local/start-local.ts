import { once } from 'node:events';
import { resolve } from 'node:path';
import { systemErrorReason } from '../terminal/file-error.ts';
import { openApi } from './console/open-api.ts';
import { isLoopback } from './http/local-access.ts';
import { controlByKeys, type LocalControls } from './keys.ts';
import type { LocalServer } from './local-server.ts';
import { awsAccess } from './options/aws-access.ts';
import { durationOf } from './options/duration.ts';
import type { LocalOptions } from './options/local-options.ts';
import type { ProjectSource } from './options/project-source.ts';
import { sourceOf } from './options/source-of.ts';
import { localBucket } from './project/handles/local-bucket.ts';
import { localBus } from './project/handles/local-bus.ts';
import { localQueue } from './project/handles/local-queue.ts';
import { localTopic } from './project/handles/local-topic.ts';
import { firstOf, LocalProject } from './project/local-project.ts';
import { localServices } from './project/local-services.ts';
import { localValues } from './project/local-variables.ts';
import { openProjectFronts } from './project/project-fronts.ts';
import type { ListeningQueue, LocalEventListener } from './report/local-event.ts';
import { reportAsJson, reportAsText } from './report/report-events.ts';

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

/** Starts the emulator with options that can change while it runs. */
async function startFrom(
  source: ProjectSource,
  emit: LocalEventListener,
): Promise<{ server: LocalServer; controls: LocalControls; project: LocalProject }> {
  const setup = await source.read();
  const project = await LocalProject.open(source, setup, emit);
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
  emit({
    type: 'listening',
    url,
    functionName,
    front,
    ...(listening.length > 1 && { functions: listening }),
    ...queuesOf(project, url),
  });
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
      queue: (name) => localQueue(project.sources?.current?.queues, project.clock, url, name),
      bucket: (name) => localBucket(project.sources?.current?.buckets, project.clock, name),
      topic: (name) => localTopic(project.sources?.current?.events, project.clock, name),
      bus: (name = 'default') => localBus(project.sources?.current?.events, project.clock, name),
      get invocations() {
        return project.store.records;
      },
      settled: () => project.settled(),
      close,
      [Symbol.asyncDispose]: close,
    },
    controls: {
      restart: (reason) => project.restart(reason),
      repeat: () => project.lastEvent.repeat(),
      hasEvent: () => project.lastEvent.exists,
      skip: async () => (await project.skip('next')).ms,
    },
    project,
  };
}

function reportInspector({ inspector }: LocalProject, { inspectHost }: LocalOptions, emit: LocalEventListener): void {
  if (inspector === undefined) return;
  const { address } = inspector;
  emit({ type: 'inspecting', address });
  if (inspectHost === undefined || isLoopback(inspectHost)) return;
  emit({ type: 'warning', message: `anyone who can reach ${address} can run code on this machine` });
}

/** Reports once how the functions get to AWS, and the variables of all of them that lead there. */
function reportAccess(project: LocalProject, url: string, emit: LocalEventListener): void {
  const { functions } = project;
  const sources = project.sources?.current;
  const all = functions.map(({ reloader }) => {
    const { variables } = reloader.loaded;
    const { inherited = process.env, credentials } = reloader.launcher ?? {};
    const local = sources === undefined ? {} : localValues(sources, url, variables);
    const remaining = { ...variables, ...local };
    return { ...awsAccess({ ...inherited, ...variables }, remaining, credentials), local: Object.keys(local) };
  });
  const localVariables = new Set(all.flatMap(({ local }) => local));
  // The ARN of a local resource looks like one of AWS.
  const variables = new Set(all.flatMap((each) => each.variables).filter((name) => !localVariables.has(name)));
  const used = sources?.used.map((service) => localServices[service].name) ?? [];
  emit({
    type: 'aws-access',
    credentials: firstOf(all).credentials,
    variables: [...variables],
    ...(used.length > 0 && { localServices: used }),
    ...(localVariables.size > 0 && { localVariables: [...localVariables] }),
  });
}

/** Runs the emulator, and prints its events, until Ctrl-C, SIGTERM, or the end of the terminal. */
export async function runLocal(source: ProjectSource, { json }: { json: boolean }): Promise<void> {
  const report = json ? reportAsJson(process.stdout) : reportAsText(process.stdout);
  const { server, controls, project } = await startFrom(source, report);
  // `once` removes its listeners, so a second Ctrl-C ends the emulator at once, and the watchdog ends the function.
  const ended = Promise.race(['SIGINT', 'SIGTERM', 'SIGHUP'].map((signal) => once(process, signal)));
  const keys = json ? undefined : controlByKeys(controls, process);
  const closeApi = await openProjectApi(project, server, report);
  await ended;
  keys?.close();
  await closeApi();
  await server.close();
}

/**
 * Opens the API for `alr-builder send` and `alr-builder skip`. The functions run without it if the project cannot be
 * written to.
 */
async function openProjectApi(
  project: LocalProject,
  { url }: LocalServer,
  emit: LocalEventListener,
): Promise<() => Promise<void>> {
  const { directory, port = 9000 } = firstOf(project.functions).setup.options;
  const own = Number(new URL(url).port || '80');
  try {
    return await openApi(project, resolve(directory ?? '.'), { port: own, isFixed: port !== 0 });
  } catch (error) {
    const reason = systemErrorReason(error) ?? (error as Error).message;
    emit({
      type: 'warning',
      message: `alr-builder send and skip cannot find this emulator, because .alr/local cannot be written: ${reason}`,
    });
    return async () => {};
  }
}

/** The queues that triggers read, for whoever sends messages. */
function queuesOf(project: LocalProject, endpoint: string): { queues?: readonly ListeningQueue[] } {
  const sources = project.sources?.current;
  const queues = sources?.read.map((queue) => ({ name: queue.name, url: sources.queues.urlOf(queue, endpoint) })) ?? [];
  return queues.length === 0 ? {} : { queues };
}
