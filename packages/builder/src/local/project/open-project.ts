import { resolve } from 'node:path';
import { inspect } from 'node:util';
import { Clock } from '../clock/clock.ts';
import { FunctionClock } from '../clock/function-clock.ts';
import { keptClock } from '../data/kept-clock.ts';
import type { LocalData } from '../data/local-data.ts';
import type { ExternalSources } from '../external/external-sources.ts';
import type { AskForConsent, OpenExternalOptions } from '../external/open-external.ts';
import { LastEvent } from '../front/last-event.ts';
import { FunctionInspector } from '../function/inspect/function-inspector.ts';
import { cannotListen } from '../http/cannot-listen.ts';
import { MEMORY } from '../options/data-folder.ts';
import { externalPlace } from '../options/event-source.ts';
import { functionSettings, type LoadedOptions, loadOptions } from '../options/function-settings.ts';
import { LocalOptionError } from '../options/local-option-error.ts';
import type { LocalOptions } from '../options/local-options.ts';
import { type ProjectSetup, type ProjectSource, sourceOfFunction } from '../options/project-source.ts';
import { type HistoryEntry, InvocationHistory } from '../record/history.ts';
import { RunningInvocations } from '../record/running-invocations.ts';
import type { ReplayContext } from '../replay/replay.ts';
import { HeldWarnings } from '../report/held-warnings.ts';
import type { LocalEventListener } from '../report/local-event.ts';
import { Traces } from '../trace/traces.ts';
import { Activity } from './activity.ts';
import { firstOf, LocalProject, type ProjectParts } from './local-project.ts';
import { localVariables } from './local-variables.ts';
import { ProjectFaults } from './project-faults.ts';
import { type FunctionContext, ProjectFunction } from './project-function.ts';
import { ProjectSources } from './project-sources.ts';

/**
 * Loads the functions of a project.
 *
 * @param ask asks whether queues elsewhere may be read
 * @throws {ExpectedError} the options or the functions are invalid, or queues cannot or may not be read
 */
export async function openProject(
  source: ProjectSource,
  setup: ProjectSetup,
  emit: LocalEventListener,
  ask?: AskForConsent,
): Promise<LocalProject> {
  const { functions } = setup;
  const { options } = firstOf(functions);
  const faults = await ProjectFaults.open(emit, options.faults, options.seed);
  const loaded = functions.map((each) => loadOptions(each.options));
  if (options.inspect !== undefined && functions.length > 1) {
    const names = functions.map(({ key }) => key).join(', ');
    throw new LocalOptionError(`a debugger is for one function: choose one of ${names} with --function NAME`);
  }
  const parts = await openParts(faults, { setup, loaded: firstOf(loaded), ask, emit });
  const contextOf = contexts(parts, setup);
  const opening = await Promise.allSettled(
    functions.map(async (each, index) => {
      const ownSource = sourceOfFunction(source, setup, each.key, index === 0);
      const ownOptions = loaded[index];
      if (ownOptions === undefined) throw new Error(`the options of ${each.key} are not loaded`);
      return ProjectFunction.open(each, ownSource, ownOptions, contextOf(each.key));
    }),
  );
  const opened = opening.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  const project = new LocalProject(parts, opened);
  const failed = opening.find((each) => each.status === 'rejected');
  if (failed !== undefined) {
    await project.close();
    throw failed.reason;
  }
  try {
    await parts.sources?.connect(opened, setup.resources);
    parts.external?.connect(opened);
  } catch (error) {
    await project.close();
    throw error;
  }
  return project;
}

/** Opens what the functions share. */
async function openParts(faults: ProjectFaults, opening: Omit<OpenExternalOptions, 'activity'>): Promise<ProjectParts> {
  const { setup, loaded, emit } = opening;
  const { options } = firstOf(setup.functions);
  const time = new FunctionClock({ canStop: options.inspect !== undefined });
  const activity = new Activity((name, error) => {
    emit({ type: 'warning', message: `the emulator failed: ${name}: ${inspect(error)}` });
  });
  const external = await openExternalSources({ ...opening, activity });
  // Before there can be an invocation, whose process has to have the debugger, and before a folder is locked, because it
  // can fail.
  const inspector = await openInspector(options, time, emit);
  const warnings = new HeldWarnings(emit);
  const data = await openProjectData(options, warnings);
  const clock = new Clock({ time, whenIdle: () => activity.idle(), ...(data && keptClock(data.journal)) });
  const [history, running] = [await openHistory(data), new RunningInvocations()];
  const traces = new Traces((id, spans) => {
    const { requestId, function: key } = history.setSpans(id, spans) ?? {};
    if (requestId === undefined) return;
    emit({ type: 'spans', requestId, spans: spans.length, ...(setup.functions.length > 1 && { function: key }) });
  });
  const { name } = setup;
  const shared = { name, faults, time, activity, external, warnings, data, clock, inspector, history, running, emit };
  const sources = options.source === 'none' || external !== undefined ? undefined : openSources(shared, loaded);
  return { ...shared, sources, traces, lastEvent: new LastEvent(), address: { url: undefined } };
}

function openSources(
  { faults, data, ...shared }: Pick<ProjectParts, 'faults' | 'data' | 'clock' | 'activity' | 'emit' | 'running'>,
  { options, variables }: LoadedOptions,
): ProjectSources {
  return new ProjectSources({
    ...shared,
    region: functionSettings(options, variables).region,
    faults: faults.sources,
    failureOf: (service, operation) => faults.failureOf(service, operation),
    journal: data?.journal,
    isStrict: options.strict === true,
  });
}

/** Returns what the function of a key depends on. */
function contexts(parts: ProjectParts, { functions }: ProjectSetup): (key: string) => FunctionContext {
  const { faults, history, activity, external, sources, address, emit } = parts;
  const { options } = firstOf(functions);
  const reloads = new Map<ProjectFunction, object>();
  return (key) => ({
    ...parts,
    onReloaded(each) {
      const reload = {};
      reloads.set(each, reload);
      const pinned = history.pinned.filter(({ summary }) => summary.function === key);
      if (pinned.length === 0) return;
      const isCurrent = () => reloads.get(each) === reload;
      activity.track('the pinned events', reportPinned({ history, functions: [each] }, each, pinned, isCurrent));
    },
    directory: resolve(options.directory ?? '.'),
    faults: faults.runtime,
    sourceFaults: faults.sources,
    faultsInForce: () => faults.inForce.faults,
    hasOthers: functions.length > 1,
    emit: functions.length > 1 ? (event) => emit({ ...event, function: key }) : emit,
    localVariables: (variables, launcher) =>
      external === undefined
        ? localVariables(sources?.resources, address.url, variables, launcher)
        : external.variables(variables, launcher),
    onDiscarded(each, record) {
      if (sources !== undefined) return sources.current?.deliveries.discard(each, record);
      return each.asynchronous?.onFailure && `no queue, because the emulator runs with --source ${options.source}`;
    },
  });
}

/** Replays the pinned events of a function that has been reloaded, and reports how the responses differ. */
async function reportPinned(
  context: ReplayContext,
  each: ProjectFunction,
  pinned: readonly HistoryEntry[],
  isCurrent: () => boolean,
): Promise<void> {
  const { runPinned } = await import('../replay/run-pinned.ts');
  const result = await runPinned(context, pinned, isCurrent);
  if (result !== undefined) each.report({ type: 'pinned', ...result });
}

/** The history, with that of earlier runs if it is kept. */
async function openHistory(data: LocalData | undefined): Promise<InvocationHistory> {
  if (data === undefined) return new InvocationHistory();
  const { storedHistory } = await import('../record/stored-history.ts');
  return new InvocationHistory(storedHistory(data.database));
}

/** Finds the queues elsewhere that the functions read. It is loaded only if there are some. */
async function openExternalSources(options: OpenExternalOptions): Promise<ExternalSources | undefined> {
  const place = externalPlace(options.loaded.options.source);
  if (place === undefined) return undefined;
  const { openExternal } = await import('../external/open-external.ts');
  return openExternal(place, options);
}

/** Opens the folder of what is kept. It is loaded only if there is one. */
async function openProjectData(
  { data = MEMORY, reset = false, directory = '.' }: LocalOptions,
  warnings: HeldWarnings,
): Promise<LocalData | undefined> {
  if (data === MEMORY) return undefined;
  const { openData } = await import('../data/local-data.ts');
  const folder = resolve(directory, data);
  return openData({ folder, reset, warn: (message) => warnings.add(message) });
}

const DEFAULT_INSPECT_HOST = '127.0.0.1';

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
