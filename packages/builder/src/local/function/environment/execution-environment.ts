import type { Server } from 'node:http';
import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises';
import type { ClockTimer, FunctionClock } from '../../clock/function-clock.ts';
import { closeServer, listen } from '../../http/server.ts';
import type { LocalEventListener } from '../../report/local-event.ts';
import type { LogTail } from '../../report/log-tail.ts';
import type { AsyncQueue } from '../invocation/async-queue.ts';
import {
  describeFailure,
  type FunctionFailure,
  platformFailure,
  timeoutFailure,
} from '../invocation/function-failure.ts';
import type { Invocation } from '../invocation/invocation.ts';
import { Extensions } from '../runtime-api/extensions.ts';
import type { FaultInjector } from '../runtime-api/fault-injector.ts';
import { createRuntimeApiServer } from '../runtime-api/runtime-api-server.ts';
import { RuntimeSession } from '../runtime-api/runtime-session.ts';
import { EnvironmentLog } from './environment-log.ts';
import { FunctionProcess, type ProcessLaunch } from './function-process.ts';
import { describeExit, exitFailure, type ProcessExit } from './process-exit.ts';
import { StartupTimer, timesOf } from './startup-timer.ts';

/** The settings of an execution environment. */
export interface EnvironmentOptions {
  readonly directory: string;
  /** Returns how to start the process, given the address of its Runtime API. */
  readonly launch: (runtimeApi: string) => Promise<ProcessLaunch>;
  readonly functionName: string;
  readonly functionArn: string;
  readonly memorySizeMB: number;
  /** How many invocations the process gets at once. Undefined: one, and a timeout ends the process. */
  readonly concurrency: number | undefined;
  readonly isSnapStart: boolean;
  readonly sendsTraceHeader: boolean;
  readonly timeoutMs: number;
  /** The clock of all its timeouts. */
  readonly clock: FunctionClock;
  /** How long an invocation waits for the initialization. */
  readonly initTimeoutMs: number;
  readonly queue: AsyncQueue<Invocation>;
  readonly faults: FaultInjector;
  readonly emit: LocalEventListener;
  /** Called when the client of a running invocation has left; see {@link ExecutionEnvironment.isAbandoned}. */
  readonly onAbandoned: () => void;
}

/** How an environment ended. */
export type EnvironmentOutcome =
  | { kind: 'retired' }
  /** By itself or at a timeout, after the initialization. */
  | { kind: 'exited'; hasInvoked: boolean }
  /** With its log, and the failure for the invocation that waited for the initialization. */
  | { kind: 'init-failed'; logs: LogTail; failure: (requestId: string) => FunctionFailure };

/** How long a process may live on after it has reported that its initialization failed. */
const EXIT_GRACE_MS = 1000;
/** How long to wait for the exit that explains why the runtime disconnected in the middle of a response. */
const DISCONNECT_GRACE_MS = 500;
/** How long a process with a registered extension has from SIGTERM to SIGKILL, as on AWS. */
const SHUTDOWN_GRACE_MS = 500;

/**
 * One process of the function, with its Runtime API on a separate port and its timeouts. The process starts
 * at once, and its end is the end of the environment.
 */
export class ExecutionEnvironment {
  /** Resolves when the process and the Runtime API have ended. */
  readonly closed: Promise<EnvironmentOutcome>;
  readonly #options: EnvironmentOptions;
  readonly #session: RuntimeSession;
  readonly #extensions = new Extensions();
  readonly #server: Server;
  readonly #timers = new Map<Invocation, ClockTimer>();
  readonly #startup: StartupTimer;
  readonly #log: EnvironmentLog;
  #initTimer: ClockTimer | undefined;
  /** Runs after a failed initialization, until the process exits. */
  #exitTimer: ClockTimer | undefined;
  #initFailure: ((requestId: string) => FunctionFailure) | undefined;
  #process: FunctionProcess | undefined;
  /** Why the environment ends the process, unless the process ends by itself. */
  #endReason: 'retired' | 'killed' | undefined;
  #isEnding = false;
  #hasInvoked = false;

  constructor(options: EnvironmentOptions) {
    this.#options = options;
    this.#startup = new StartupTimer(options.clock);
    this.#session = new RuntimeSession({
      ...options,
      observer: {
        snapshot: () => options.emit({ type: 'snapshot', initDurationMs: this.#startup.elapsedMs }),
        restoring: () => this.#onRestoring(),
        ready: () => this.#onReady(),
        dispatched: (invocation) => this.#onDispatched(invocation),
        ended: (invocation) => this.#onEnded(invocation),
        initFailed: (failure) => this.#onInitFailed(failure),
      },
    });
    this.#log = new EnvironmentLog({ ...options, session: this.#session, pid: () => this.#process?.pid });
    this.#server = createRuntimeApiServer({
      ...options,
      session: this.#session,
      extensions: this.#extensions,
      explainDisconnect: (invocation) => this.#explainDisconnect(invocation),
    });
    this.closed = this.#run();
  }

  /** Whether its process is busy with an invocation whose client has left, and can have no other one meanwhile. */
  get isAbandoned(): boolean {
    const { concurrency } = this.#options;
    return concurrency === undefined && this.#session.current.some(({ isRunningAbandoned }) => isRunningAbandoned);
  }

  /** Whether it has an invocation. */
  get isBusy(): boolean {
    return !this.#session.isIdle;
  }

  /** Whether it will take an invocation when it is initialized or restored. */
  get isInitializing(): boolean {
    const { phase } = this.#session;
    return phase !== 'ready' && phase !== 'failed' && !this.isRetiring;
  }

  /** Whether it takes no further invocation. */
  get isRetiring(): boolean {
    return this.#endReason !== undefined;
  }

  /** Whether it has responded to an invocation, and probably is about to take the next one. */
  get isFinishing(): boolean {
    return !this.isRetiring && this.#session.current.some(({ state }) => state === 'responded' || state === 'ended');
  }

  /** Starts the timeout of the initialization or restore, because an invocation is waiting for it. */
  expectInvocation(): void {
    const { phase } = this.#session;
    if (phase === 'ready' || phase === 'failed' || this.#initTimer) return;
    const { initTimeoutMs, clock } = this.#options;
    this.#initTimer = clock.startTimer(initTimeoutMs, () => {
      this.#initFailure = (requestId) => timeoutFailure(requestId, initTimeoutMs);
      this.#end('killed');
    });
  }

  /** Ends the process after its current invocations. */
  retire(): void {
    this.#endReason ??= 'retired';
    this.#session.stop();
    if (this.#session.isIdle) this.#end('retired');
  }

  /** Ends the process now. Its current invocations fail with `failure`. */
  kill(failure: FunctionFailure): void {
    for (const invocation of this.#session.current) invocation.fail(failure);
    this.#end('killed');
  }

  async #run(): Promise<EnvironmentOutcome> {
    const { directory, launch, emit } = this.#options;
    const launched = await launch(await listen(this.#server, '127.0.0.1', 0));
    this.#process = new FunctionProcess({
      ...launched,
      directory,
      onLine: (line, stream) => {
        if (stream === 'stdout' || !launched.takesLine?.(line)) this.#log.write(line, stream);
      },
    });
    const { pid } = this.#process;
    const image = launched.container?.image;
    const { shownCommand: command = launched.command } = launched;
    if (pid !== undefined) emit({ type: 'starting', pid, command, ...(image && { image }) });
    if (this.#endReason) this.#process.kill();

    const exit = await this.#process.exited;
    this.#initTimer?.clear();
    this.#exitTimer?.clear();
    // Requests that the process sent before it ended may still be in the sockets. They are handled first.
    await nextTurn();
    await nextTurn();
    await closeServer(this.#server, DISCONNECT_GRACE_MS);
    return this.#onExit(exit);
  }

  async #onExit(exit: ProcessExit): Promise<EnvironmentOutcome> {
    const message = describeExit(exit);
    if (!this.#endReason) this.#options.emit({ type: 'exited', message });
    for (const invocation of this.#session.current) {
      if (!this.#endReason) this.#log.keep(`RequestId: ${invocation.requestId} Error: ${message}`);
      invocation.fail(exitFailure(invocation.requestId, exit));
      await this.#session.end(invocation);
    }
    if (this.#endReason === 'retired') return { kind: 'retired' };
    if (this.#session.phase === 'ready') return { kind: 'exited', hasInvoked: this.#hasInvoked };
    const failure = this.#initFailure ?? ((requestId) => exitFailure(requestId, exit));
    return { kind: 'init-failed', logs: this.#log.init, failure };
  }

  #onRestoring(): void {
    this.#startup.restoring();
    this.#options.emit({ type: 'restoring' });
  }

  #onReady(): void {
    this.#initTimer?.clear();
    this.#extensions.close();
    this.#startup.ready();
  }

  #onInitFailed(failure: FunctionFailure): void {
    this.#initFailure = () => failure;
    this.#options.emit({ type: 'init-failed', errorType: failure.errorType, message: describeFailure(failure) });
    this.#exitTimer = this.#options.clock.startTimer(EXIT_GRACE_MS, () => this.#process?.kill());
  }

  #onDispatched(invocation: Invocation): void {
    const { timeoutMs, clock } = this.#options;
    this.#hasInvoked = true;
    const timer = clock.startTimer(timeoutMs, () => this.#onTimeout(invocation));
    this.#timers.set(invocation, timer);
    void invocation.abandoned.then(() => this.#options.onAbandoned());
    this.#log.start(invocation);
  }

  #onTimeout(invocation: Invocation): void {
    const { timeoutMs, concurrency } = this.#options;
    this.#log.timeOut(invocation, timeoutMs);
    const failure = timeoutFailure(invocation.requestId, timeoutMs);
    if (concurrency !== undefined) {
      // The process lives on for the other invocations.
      void this.#session.timeOut(invocation, failure);
    } else {
      invocation.fail(failure);
      this.#end('killed');
    }
  }

  async #onEnded(invocation: Invocation): Promise<void> {
    this.#timers.get(invocation)?.clear();
    this.#timers.delete(invocation);
    const { durationMs } = invocation;
    const startup = this.#startup.takePhase();
    if (startup !== undefined) invocation.addPhase(startup.name, startup.startedAt, startup.durationMs);
    await this.#process?.outputSettled();
    const maxMemoryUsedMB = await this.#process?.peakMemoryMB();
    this.#log.end(invocation, { durationMs, startupTimes: timesOf(startup), maxMemoryUsedMB });
    if (this.#endReason === 'retired') this.retire();
  }

  async #explainDisconnect(invocation: Invocation): Promise<FunctionFailure> {
    const exit = await Promise.race([this.#process?.exited, delay(DISCONNECT_GRACE_MS, undefined, { ref: false })]);
    if (invocation.failure) return invocation.failure;
    return exit
      ? exitFailure(invocation.requestId, exit)
      : platformFailure('Runtime.TruncatedResponse', 'The runtime disconnected in the middle of its response');
  }

  /** Ends the process: with a SIGTERM first if it has registered an extension, otherwise at once. */
  #end(reason: 'retired' | 'killed'): void {
    this.#endReason ??= reason;
    this.#session.stop();
    if (this.#isEnding) return;
    this.#isEnding = true;
    if (this.#extensions.areRegistered) {
      this.#options.emit({ type: 'terminating', graceMs: SHUTDOWN_GRACE_MS });
      void this.#process?.terminate(SHUTDOWN_GRACE_MS);
    } else {
      this.#process?.kill();
    }
  }
}
