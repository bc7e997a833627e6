import { resolve } from 'node:path';
import { Clock } from '../clock/clock.ts';
import { FunctionClock } from '../clock/function-clock.ts';
import { LastEvent } from '../front/last-event.ts';
import { FunctionInspector } from '../function/inspect/function-inspector.ts';
import { parseFault } from '../function/runtime-api/fault.ts';
import { FaultInjector } from '../function/runtime-api/fault-injector.ts';
import { cannotListen } from '../http/cannot-listen.ts';
import { functionSettings, loadOptions } from '../options/function-settings.ts';
import { LocalOptionError, type LocalOptions } from '../options/local-options.ts';
import { type ProjectSetup, type ProjectSource, sourceOfFunction } from '../options/project-source.ts';
import { InvocationStore } from '../record/invocation-store.ts';
import type { LocalEventListener } from '../report/local-event.ts';
import { isSourceFault, SourceFaults } from '../sources/source-faults.ts';
import { Activity } from './activity.ts';
import { localVariables } from './local-variables.ts';
import { type FunctionContext, ProjectFunction } from './project-function.ts';
import { ProjectSources } from './project-sources.ts';
import type { SendRequest, SendResult } from './send/send.ts';

/** How long {@link LocalProject.settled} waits. */
const SETTLE_LIMIT_MS = 30_000;

/** What has been skipped. */
export interface SkipResult {
  /** How far the clock has moved, in milliseconds. */
  readonly ms: number;
  /** The time after it, in milliseconds since 1970. */
  readonly now: number;
  /** When something is due next. */
  readonly nextDue?: number | undefined;
  /** How many invocations have ended meanwhile. */
  readonly invocations: number;
}

/** Something still runs, although it should have ended. */
export class NotSettledError extends Error {
  override get name(): string {
    return 'NotSettledError';
  }
}

/** The functions of a project and what invokes them, without the servers for their invokers. */
export class LocalProject {
  /** The time of the sources. */
  readonly clock: Clock;
  /** The work that is in progress. */
  readonly activity: Activity;
  /** The clock of the functions' limits. */
  readonly time: FunctionClock;
  /** The invocations that have ended. */
  readonly store: InvocationStore;
  /** The last event of any function. */
  readonly lastEvent: LastEvent;
  /** In the order of the file. */
  readonly functions: readonly ProjectFunction[];
  readonly inspector: FunctionInspector | undefined;
  /** What invokes the functions besides clients. Undefined if only clients do. */
  readonly sources: ProjectSources | undefined;
  readonly #emit: LocalEventListener;
  readonly #address: { url: string | undefined };

  private constructor(parts: ProjectParts, functions: readonly ProjectFunction[]) {
    this.clock = parts.clock;
    this.activity = parts.activity;
    this.time = parts.time;
    this.store = parts.store;
    this.lastEvent = parts.lastEvent;
    this.inspector = parts.inspector;
    this.sources = parts.sources;
    this.#emit = parts.emit;
    this.#address = parts.address;
    this.functions = functions;
  }

  /**
   * Loads the functions.
   *
   * @throws {ExpectedError} the options or the functions are invalid
   */
  static async open(source: ProjectSource, setup: ProjectSetup, emit: LocalEventListener): Promise<LocalProject> {
    const { functions } = setup;
    const { options } = firstOf(functions);
    const faults = options.faults ?? [];
    const sourceFaults = new SourceFaults(faults.filter(isSourceFault), emit);
    const injector = new FaultInjector(faults.filter((each) => !isSourceFault(each)).map(parseFault), emit);
    const loaded = functions.map((each) => loadOptions(each.options));
    if (options.inspect !== undefined && functions.length > 1) {
      const names = functions.map(({ key }) => key).join(', ');
      throw new LocalOptionError(`a debugger is for one function: choose one of ${names} with --function NAME`);
    }
    const time = new FunctionClock({ canStop: options.inspect !== undefined });
    const activity = new Activity();
    const clock = new Clock({ time, whenIdle: () => activity.idle() });
    // Before there can be an invocation, whose process has to have the debugger.
    const inspector = await openInspector(options, time, emit);
    const { region } = functionSettings(firstOf(loaded).options, firstOf(loaded).variables);
    const sources =
      options.source === 'none'
        ? undefined
        : new ProjectSources({ clock, activity, region, faults: sourceFaults, emit });
    const address: ProjectParts['address'] = { url: undefined };
    const [store, lastEvent] = [new InvocationStore(), new LastEvent()];
    const parts = { clock, activity, time, store, lastEvent, inspector, sources, emit, address };
    const context = (key: string): FunctionContext => ({
      ...parts,
      directory: resolve(options.directory ?? '.'),
      faults: injector,
      sourceFaults,
      hasOthers: functions.length > 1,
      emit: functions.length > 1 ? (event) => emit({ ...event, function: key }) : emit,
      localVariables: (variables, launcher) => localVariables(sources?.current, address.url, variables, launcher),
      onDiscarded(each, record) {
        if (sources !== undefined) return sources.current?.deliveries.discard(each, record);
        return each.asynchronous?.onFailure && 'no queue, because the emulator runs with --source none';
      },
    });
    const opening = await Promise.allSettled(
      functions.map(async (each, index) => {
        const ownSource = sourceOfFunction(source, setup, each.key, index === 0);
        const ownOptions = loaded[index];
        if (ownOptions === undefined) throw new Error(`the options of ${each.key} are not loaded`);
        return ProjectFunction.open(each, ownSource, ownOptions, context(each.key));
      }),
    );
    const opened = opening.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
    const project = new LocalProject(parts, opened);
    const failed = opening.find((each) => each.status === 'rejected');
    if (failed === undefined) {
      await sources?.connect(opened);
      return project;
    }
    await project.close();
    throw failed.reason;
  }

  /**
   * Starts the functions.
   *
   * @param url where they find the services of AWS that are on this machine
   */
  async start(url: string): Promise<void> {
    this.#address.url = url;
    this.sources?.current?.reportWarnings();
    await Promise.all(this.functions.map((each) => each.start()));
  }

  /** Reads the settings, builds and restarts all functions. */
  restart(reason: string): void {
    for (const { reloader } of this.functions) reloader.restart(reason);
  }

  /** Moves the time of the sources forward; see {@link Clock.skip}. */
  async skip(amount: number | 'next'): Promise<SkipResult> {
    const [ended, moved] = [this.store.count, this.clock.skipped];
    await this.clock.skip(amount);
    const { now, nextDue, skipped } = this.clock;
    // Time passes while invocations run, so that less is left to skip.
    const ms = amount === 'next' ? skipped - moved : amount;
    if (ms > 0) this.#emit({ type: 'skipped', ms, now });
    return { ms, now, nextDue, invocations: this.store.count - ended };
  }

  /**
   * Sends messages to a queue, topic, event bus or bucket.
   *
   * @throws {LocalOptionError} the destination or an option is invalid
   * @throws {RejectedMessageError} the destination does not accept the message
   */
  async send(request: SendRequest): Promise<SendResult> {
    if (this.sources === undefined) {
      throw new LocalOptionError('nothing can be sent: the emulator runs with --source none');
    }
    const [sources, { send }] = await Promise.all([this.sources.load(), import('./send/send.ts')]);
    const triggers = this.functions.flatMap(({ setup }) => setup.triggers);
    return send(sources, triggers, request, this.clock.now);
  }

  /**
   * Resolves when nothing is running, and nothing is due at the present time. It does not move the time.
   *
   * @throws {NotSettledError} that takes longer than 30 s
   */
  async settled(limitMs: number = SETTLE_LIMIT_MS): Promise<void> {
    const limit = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      const names = this.activity.names.join(', ') || 'tasks that become due again and again';
      limit.reject(new NotSettledError(`not settled after ${limitMs / 1000} s: still running: ${names}`));
    }, limitMs);
    try {
      await Promise.race([this.#settle(), limit.promise]);
    } finally {
      clearTimeout(timer);
    }
  }

  async close(): Promise<void> {
    this.clock.close();
    this.sources?.close();
    await Promise.all(this.functions.map((each) => each.close()));
    await this.inspector?.close();
  }

  async #settle(): Promise<void> {
    await this.activity.idle();
    for (let due = this.clock.nextDue; due !== undefined && due <= this.clock.now; due = this.clock.nextDue) {
      await new Promise<void>((run) => void this.clock.at(this.clock.now, run));
      await this.activity.idle();
    }
  }
}

type ProjectParts = Pick<
  LocalProject,
  'clock' | 'activity' | 'time' | 'store' | 'lastEvent' | 'inspector' | 'sources'
> & {
  readonly emit: LocalEventListener;
  /** Known when the servers are open. */
  readonly address: { url: string | undefined };
};

/** The first function, whose options are those of the project. */
export function firstOf<Item>([first]: readonly Item[]): Item {
  if (first === undefined) throw new Error('the project has no function');
  return first;
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
