import type { Clock } from '../clock/clock.ts';
import type { FunctionClock } from '../clock/function-clock.ts';
import type { LastEvent } from '../front/last-event.ts';
import type { FunctionLauncher } from '../function/environment/function-launcher.ts';
import { type FunctionOptions, LocalFunction } from '../function/environment/local-function.ts';
import type { FunctionInspector } from '../function/inspect/function-inspector.ts';
import type { Invocation, InvocationRequest } from '../function/invocation/invocation.ts';
import { FunctionReloader, type OptionsSource } from '../function/program/reloader.ts';
import type { FaultInjector } from '../function/runtime-api/fault-injector.ts';
import {
  type FunctionSettings,
  functionEnvironment,
  functionSettings,
  type LoadedOptions,
} from '../options/function-settings.ts';
import type { FunctionSetup } from '../options/project-source.ts';
import { type InvocationSource, recordOf } from '../record/invocation-record.ts';
import type { InvocationStore } from '../record/invocation-store.ts';
import type { LocalEvent, LocalEventListener } from '../report/local-event.ts';
import { type AsynchronousLimits, defaultLimits } from '../sources/asynchronous/asynchronous-queue.ts';
import type { SourceFaults } from '../sources/source-faults.ts';
import type { Activity } from './activity.ts';
import { AsynchronousInvocations } from './asynchronous-invocations.ts';
import type { FunctionVariables } from './local-variables.ts';

/** What the functions of a project share. */
export interface FunctionContext {
  readonly directory: string;
  /** The clock of the functions' limits. */
  readonly time: FunctionClock;
  /** The clock of the sources. */
  readonly clock: Clock;
  readonly faults: FaultInjector;
  readonly sourceFaults: SourceFaults;
  readonly inspector: FunctionInspector | undefined;
  readonly activity: Activity;
  readonly store: InvocationStore;
  /** Remembers the last event. */
  readonly lastEvent: LastEvent;
  /** Receives the events of this function. */
  readonly emit: LocalEventListener;
  /**
   * Whether there are other functions. Then its process starts at the first invocation, so that a large project does not
   * start them all at once, and the other functions run although this one cannot be built.
   */
  readonly hasOthers: boolean;
  /** Variables that lead the function to what is on this machine, given those that it has. */
  readonly localVariables: (variables: FunctionVariables, launcher: FunctionLauncher) => NodeJS.ProcessEnv;
  /** Gets the record of an event that is given up. Returns where it went, in words. */
  readonly onDiscarded: (setup: FunctionSetup, record: object) => string | undefined;
}

/** A function of the project, and its invocations. */
export class ProjectFunction {
  readonly key: string;
  readonly setup: FunctionSetup;
  readonly reloader: FunctionReloader;
  /** Invocations whose invokers do not wait. */
  readonly asynchronous: AsynchronousInvocations;
  readonly #function: LocalFunction;
  readonly #context: FunctionContext;
  readonly #onFree = new Set<() => void>();

  private constructor(setup: FunctionSetup, reloader: FunctionReloader, context: FunctionContext) {
    this.key = setup.key;
    this.setup = setup;
    this.reloader = reloader;
    this.#context = context;
    const isSampled = setup.options.trace === true;
    this.#function = new LocalFunction(() => this.#environment(), {
      isSampled,
      isLazy: context.hasOthers,
      clock: context.time,
      onFree: () => this.#notifyFree(),
    });
    this.asynchronous = new AsynchronousInvocations({
      clock: context.clock,
      activity: context.activity,
      faults: context.sourceFaults,
      emit: context.emit,
      isSampled,
      functionArn: () => this.settings.functionArn,
      limits: () => limitsOf(setup),
      isFree: () => this.free > 0,
      invoke: (request, source, attempt) => this.invoke(request, source, attempt),
      onDiscarded: (record) => context.onDiscarded(setup, record),
    });
    this.onFree(() => this.asynchronous.deliver());
  }

  /**
   * Loads the function.
   *
   * @throws {ExpectedError} its options are invalid, or it cannot be built and is neither watched nor one of several
   */
  static async open(
    setup: FunctionSetup,
    source: OptionsSource,
    loaded: LoadedOptions,
    context: FunctionContext,
  ): Promise<ProjectFunction> {
    const { directory, emit, hasOthers } = context;
    const reloader = await FunctionReloader.open(source, loaded, directory, emit, { toleratesBuildError: hasOthers });
    return new ProjectFunction(setup, reloader, context);
  }

  get settings(): FunctionSettings {
    const { options, variables } = this.reloader.loaded;
    return functionSettings(options, variables);
  }

  /** How many more invocations could begin at once. */
  get free(): number {
    return this.#function.free;
  }

  /** Calls this whenever {@link free} may have grown. */
  onFree(listener: () => void): void {
    this.#onFree.add(listener);
  }

  /** Queues an invocation. It is recorded when it has ended. */
  invoke(request: InvocationRequest, source: InvocationSource, attempt = 1): Invocation {
    const { clock, activity, store, lastEvent } = this.#context;
    const startedAt = clock.now;
    if (source !== 'repeat') lastEvent.remember({ invoke: (again) => this.invoke(again, 'repeat') }, request);
    const invocation = this.#function.invoke(request);
    const end = invocation.finished().then(() => {
      const { body, logs } = invocation;
      const context = { function: this.key, source, startedAt, attempt };
      store.add(() => recordOf(invocation, context), request.event.length + body.length + logs.length);
    });
    activity.track(`the invocation ${invocation.requestId} of ${this.settings.functionName}`, end);
    return invocation;
  }

  /** Reports an event as one of this function. */
  report(event: LocalEvent): void {
    this.#context.emit(event);
  }

  async start(): Promise<void> {
    await this.reloader.start(this.#function);
  }

  async close(): Promise<void> {
    this.asynchronous.close();
    await this.#function.close();
    await this.reloader.close();
  }

  #notifyFree(): void {
    for (const listener of this.#onFree) listener();
  }

  /** The options of the next environment, as they are when it is created. */
  #environment(): FunctionOptions {
    const { reloader } = this;
    const { directory, faults, inspector, localVariables } = this.#context;
    return {
      ...this.settings,
      directory,
      async launch(runtimeApi) {
        await reloader.refresh();
        const { launcher, loaded } = reloader;
        // An environment starts only if there is a program; see `block`.
        if (launcher === undefined) throw new Error('there is no program to start');
        const settings = functionSettings(loaded.options, loaded.variables);
        const env = functionEnvironment(loaded.options, settings, loaded.variables, launcher, runtimeApi);
        const local = localVariables({ all: env, configured: loaded.variables }, launcher);
        const launch = launcher.launch({ ...env, ...local }, settings.memorySizeMB);
        return inspector?.inspected(launch) ?? launch;
      },
      faults,
      emit: (event) => reloader.report(event),
    };
  }
}

function limitsOf({ asynchronous }: FunctionSetup): AsynchronousLimits {
  const { retries = defaultLimits.retries, maxAge } = asynchronous ?? {};
  return { retries, maxAgeMs: maxAge === undefined ? defaultLimits.maxAgeMs : maxAge * 1000 };
}
