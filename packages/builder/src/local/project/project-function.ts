import type { FunctionClock } from '../clock/function-clock.ts';
import { LocalFunction } from '../function/environment/local-function.ts';
import type { Invocation, InvocationRequest } from '../function/invocation/invocation.ts';
import { FunctionReloader, type OptionsSource } from '../function/program/reloader.ts';
import { type FunctionSettings, functionSettings, type LoadedOptions } from '../options/function-settings.ts';
import type { FunctionSetup } from '../options/project-source.ts';
import type { InvocationSource } from '../record/invocation-record.ts';
import type { LocalEvent, LocalEventListener } from '../report/local-event.ts';
import { type AsynchronousLimits, defaultLimits } from '../sources/asynchronous/asynchronous-queue.ts';
import type { SourceFaults } from '../sources/source-faults.ts';
import { AsynchronousInvocations } from './asynchronous/asynchronous-invocations.ts';
import { type EnvironmentContext, nextEnvironment } from './function/next-environment.ts';
import {
  type InvocationOrigin,
  type RecordedInvocation,
  RecordedInvocations,
  type RecordingContext,
  type UnfinishedInvocation,
} from './function/recorded-invocations.ts';

/** What the functions of a project share. */
export interface FunctionContext extends EnvironmentContext, RecordingContext {
  /** The clock of the functions' limits. */
  readonly time: FunctionClock;
  readonly sourceFaults: SourceFaults;
  /** Receives the events of this function. */
  readonly emit: LocalEventListener;
  /**
   * Whether there are other functions. Then its process starts at the first invocation, so that a large project does not
   * start them all at once, and the other functions run although this one cannot be built.
   */
  readonly hasOthers: boolean;
  /** Called after the function has been restarted with what it consists of now. */
  readonly onReloaded: (each: ProjectFunction) => void;
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
  readonly #invocations: RecordedInvocations;
  #isStarted = false;

  private constructor(setup: FunctionSetup, reloader: FunctionReloader, context: FunctionContext) {
    this.key = setup.key;
    this.setup = setup;
    this.reloader = reloader;
    this.#context = context;
    const isSampled = setup.options.trace === true;
    this.#function = new LocalFunction(() => nextEnvironment(reloader, context), {
      isSampled,
      isLazy: context.hasOthers,
      clock: context.time,
      onFree: () => this.#notifyFree(),
    });
    this.#invocations = new RecordedInvocations(
      {
        key: setup.key,
        settings: () => this.settings,
        loadedAt: () => reloader.loadedAt,
        invoke: (request) => this.#function.invoke(request),
        warn: (message) => this.report({ type: 'warning', message }),
      },
      context,
    );
    this.asynchronous = new AsynchronousInvocations({
      clock: context.clock,
      activity: context.activity,
      faults: context.sourceFaults,
      emit: context.emit,
      isSampled,
      journal: context.data?.journal,
      key: setup.key,
      functionArn: () => this.settings.functionArn,
      limits: () => limitsOf(setup),
      isFree: () => this.free > 0,
      invoke: (request, source, attempt) => this.invoke(request, source, { attempt }),
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
    // What an earlier run has left waits until the functions can find the services of this one.
    return this.#isStarted ? this.#function.free : 0;
  }

  /** The invocations that have not ended, and that wait for no environment. */
  get running(): readonly UnfinishedInvocation[] {
    return this.#invocations.running;
  }

  /** Calls this whenever {@link free} may have grown. */
  onFree(listener: () => void): void {
    this.#onFree.add(listener);
  }

  /** Queues an invocation. It is recorded when it has ended. */
  invoke(request: InvocationRequest, source: InvocationSource, origin: InvocationOrigin = {}): Invocation {
    return this.invokeRecorded(request, source, origin).invocation;
  }

  /** Queues an invocation. Also returns what is recorded about it when it has ended. */
  invokeRecorded(
    request: InvocationRequest,
    source: InvocationSource,
    origin: InvocationOrigin = {},
  ): RecordedInvocation {
    if (source === 'http') this.report({ type: 'passed-on', from: `http:${this.key}`, to: `function:${this.key}` });
    return this.#invocations.begin(request, source, origin);
  }

  /** Whether an invocation that has ended has caused a warning. */
  hasWarning(invocation: Invocation): boolean {
    return this.#invocations.hasWarning(invocation);
  }

  /** Reports an event as one of this function. */
  report(event: LocalEvent): void {
    if ('returned' in event) this.#context.history.setReturned(event.requestId, event.returned);
    this.#context.emit(event);
  }

  async start(): Promise<void> {
    await this.reloader.start({
      start: () => this.#function.start(),
      block: (failure) => this.#function.block(failure),
      restart: () => {
        this.#function.restart();
        this.#context.onReloaded(this);
      },
    });
    this.#isStarted = true;
    this.#notifyFree();
  }

  async close(): Promise<void> {
    this.asynchronous.close();
    await this.#function.close();
    await this.reloader.close();
  }

  #notifyFree(): void {
    for (const listener of this.#onFree) listener();
  }
}

function limitsOf({ asynchronous }: FunctionSetup): AsynchronousLimits {
  const { retries = defaultLimits.retries, maxAge } = asynchronous ?? {};
  return { retries, maxAgeMs: maxAge === undefined ? defaultLimits.maxAgeMs : maxAge * 1000 };
}
