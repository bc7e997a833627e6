import { basename } from 'node:path';
import { version } from '../../../package-files.ts';
import { sampleOfTrigger } from '../../../trigger-events/sample-of-trigger.ts';
import type { ProjectFunction } from '../../project/project-function.ts';
import { nothing, schemaOf } from '../openapi/schemas.ts';
import type { ApiRoute, ControlledEmulator } from './api-route.ts';
import { type Pipeline, pipelineOf } from './pipeline.ts';

/** A trigger of a function. */
interface ConsoleTrigger {
  readonly name: string;
  readonly type: string;
  /** The kind of sample event that it leads to. */
  readonly sample: string;
  /** Of an HTTP API. */
  readonly routes?: readonly string[];
}

/** A function, as the console shows it. */
export interface ConsoleFunction {
  /** Its name in the project. */
  readonly key: string;
  readonly functionName: string;
  readonly url?: string | undefined;
  readonly state: 'ready' | 'busy' | 'build-failed';
  readonly triggers: readonly ConsoleTrigger[];
  readonly timeoutMs: number;
  readonly memorySizeMB: number;
  /** Undefined if a command or an image runs. */
  readonly handler?: string | undefined;
}

/** An invocation that has not ended. */
interface ConsoleInvocation {
  readonly requestId: string;
  readonly function: string;
  /** On the clock of this machine. */
  readonly startedAt: number;
  readonly source: string;
  /** What its event is about. */
  readonly about: string;
}

/** What the emulator is, and what is in it now. */
export interface ConsoleState extends Pipeline {
  /** Of the builder. */
  readonly version: string;
  readonly directory: string;
  /** The name of the project, or of its folder. */
  readonly project: string;
  readonly functions: readonly ConsoleFunction[];
  /** Milliseconds since 1970, and milliseconds that have been skipped. */
  readonly clock: { readonly now: number; readonly skipped: number; readonly nextDue?: number | undefined };
  readonly faults: readonly string[];
  readonly running: readonly ConsoleInvocation[];
  /** Where the state is kept; undefined if it is only in memory. */
  readonly data?: string | undefined;
  /** The number of the first event that is kept. */
  readonly firstSeq: number;
  /** The number of the last event, after which `GET /api/events` goes on. */
  readonly seq: number;
}

/** The routes for the emulator as a whole. */
export const stateRoutes: readonly ApiRoute[] = [
  {
    method: 'GET',
    path: '/api/state',
    summary: 'The functions, the pipeline with the numbers of messages and objects, the clock, and the faults',
    response: schemaOf('State'),
    run: stateOf,
  },
  {
    method: 'POST',
    path: '/api/restart',
    summary: 'Reads the settings, builds and restarts all functions',
    response: nothing,
    run({ project }) {
      project.restart('the console asked for it');
      return {};
    },
  },
  {
    method: 'POST',
    path: '/api/clear',
    summary: 'Removes the invocations that are not pinned from the history',
    response: nothing,
    run({ project: { history }, events }) {
      history.clear();
      events.add({ type: 'cleared' });
      return {};
    },
  },
];

function stateOf({ project, events, directory, functionUrls }: ControlledEmulator): ConsoleState {
  const { clock, faults, functions, sources, data } = project;
  const { now, skipped, nextDue } = clock;
  return {
    version: version(),
    directory,
    project: project.name ?? basename(directory),
    functions: functions.map((each) => describeFunction(each, functionUrls[each.key])),
    ...pipelineOf(functions, sources?.current, { now, urls: functionUrls }),
    clock: { now, skipped, nextDue },
    faults: faults.inForce.faults,
    running: functions.flatMap(({ key, running }) =>
      running.map(({ invocation: { requestId, ageMs }, source, about }) => {
        return { requestId, function: key, startedAt: now - ageMs, source, about: about() };
      }),
    ),
    data: data?.folder,
    firstSeq: events.first,
    seq: events.last,
  };
}

function describeFunction(each: ProjectFunction, url: string | undefined): ConsoleFunction {
  const { key, settings, setup, reloader } = each;
  const state = reloader.launcher === undefined ? 'build-failed' : each.free === 0 ? 'busy' : 'ready';
  const triggers = setup.triggers.map((trigger) => ({
    name: trigger.name,
    type: trigger.type,
    sample: sampleOfTrigger(trigger),
    ...(trigger.type === 'http-api' && { routes: trigger.routes }),
  }));
  const { functionName, timeoutMs, memorySizeMB } = settings;
  const { handler } = reloader.loaded.options;
  return { key, functionName, url, state, triggers, timeoutMs, memorySizeMB, handler };
}
