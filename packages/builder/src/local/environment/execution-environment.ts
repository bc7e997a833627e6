import type { Server } from 'node:http';
import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises';
import { closeServer, listen } from '../http/server.ts';
import type { FunctionFailure, Invocation } from '../invocation/invocation.ts';
import { InvocationLog } from '../invocation/invocation-log.ts';
import { describeFailure, platformFailure, timeoutFailure } from '../invocation/platform-failure.ts';
import type { Queue } from '../invocation/queue.ts';
import type { LocalEventListener } from '../report/local-event.ts';
import type { LogTail } from '../report/log-tail.ts';
import { Extensions } from '../runtime-api/extensions.ts';
import { createRuntimeApiServer } from '../runtime-api/runtime-api-server.ts';
import { RuntimeSession } from '../runtime-api/runtime-session.ts';
import type { FaultInjector } from './fault-injector.ts';
import { FunctionProcess } from './function-process.ts';
import { describeExit, exitFailure, type ProcessExit } from './process-exit.ts';
import { StartupClock } from './startup-clock.ts';

/** What an execution environment is made of. */
export interface EnvironmentOptions {
  readonly command: readonly [string, ...string[]];
  readonly directory: string;
  /** The environment of the process, given the address of its Runtime API. */
  readonly env: (runtimeApi: string) => NodeJS.ProcessEnv;
  readonly functionName: string;
  readonly functionArn: string;
  readonly memorySizeMB: number;
  /** How many invocations it takes at once; undefined: one after the other, and each timeout ends it. */
  readonly concurrency: number | undefined;
  readonly isSnapStart: boolean;
  readonly handsOutTraces: boolean;
  readonly timeoutMs: number;
  /** How long an invocation waits for the initialisation. */
  readonly initTimeoutMs: number;
  readonly queue: Queue<Invocation>;
  readonly faults: FaultInjector;
  readonly emit: LocalEventListener;
}

/** Why an environment is no more. */
export type EnvironmentEnd =
  | { kind: 'retired' }
  | { kind: 'exited' }
  /** With its log, and the failure as the invocation that waited for it is to be told. */
  | { kind: 'init-failed'; logs: LogTail; failure: (requestId: string) => FunctionFailure };

/** How long a process may live on after it has reported that it can't initialise, in ms. */
const EXIT_GRACE = 1000;
/** How long a broken reply waits to learn that the process has died, in ms. */
const BREAK_GRACE = 500;
/** How long a process with a registered extension has from SIGTERM to SIGKILL, in ms, as on AWS. */
const SHUTDOWN_GRACE = 500;

/**
 * One life of the function: its process, its Runtime API on a port of its own, and the clock. It starts at once, and
 * ends with the process.
 */
export class ExecutionEnvironment {
  /** Resolves when nothing of it is left. */
  readonly closed: Promise<EnvironmentEnd>;
  readonly #options: EnvironmentOptions;
  readonly #session: RuntimeSession;
  readonly #extensions = new Extensions();
  readonly #server: Server;
  readonly #timers = new Map<Invocation, NodeJS.Timeout>();
  readonly #clock = new StartupClock();
  readonly #log: InvocationLog;
  #initTimer: NodeJS.Timeout | undefined;
  #initFailure: ((requestId: string) => FunctionFailure) | undefined;
  #process: FunctionProcess | undefined;
  /** Why we end the process ourselves, if we do. */
  #ending: 'retired' | 'killed' | undefined;
  #isEnding = false;

  constructor(options: EnvironmentOptions) {
    this.#options = options;
    this.#session = new RuntimeSession({
      ...options,
      observer: {
        snapshot: () => options.emit({ type: 'snapshot', initDurationMs: this.#clock.elapsedMs }),
        restoring: () => this.#onRestoring(),
        ready: () => this.#onReady(),
        handedOut: (invocation) => this.#onHandedOut(invocation),
        ended: (invocation) => this.#onEnded(invocation),
        initFailed: (failure) => this.#onInitFailed(failure),
      },
    });
    this.#log = new InvocationLog({ ...options, session: this.#session });
    const explainBreak = (invocation: Invocation) => this.#explainBreak(invocation);
    this.#server = createRuntimeApiServer({
      ...options,
      session: this.#session,
      extensions: this.#extensions,
      explainBreak,
    });
    this.closed = this.#live();
  }

  /** An invocation waits: from now on the initialisation, or the restore, has only so much time. */
  expectInvocation(): void {
    const { phase } = this.#session;
    if (phase === 'ready' || phase === 'failed' || this.#initTimer) return;
    const { initTimeoutMs } = this.#options;
    this.#initTimer = setTimeout(() => {
      this.#initFailure = (requestId) => timeoutFailure(requestId, initTimeoutMs);
      this.#end('killed');
    }, initTimeoutMs);
  }

  /** Ends it as soon as it has nothing in hand. */
  retire(): void {
    this.#ending ??= 'retired';
    this.#session.stop();
    if (this.#session.isIdle) this.#end('retired');
  }

  /** Ends it; what it has in hand fails with `failure`. */
  kill(failure: FunctionFailure): void {
    for (const invocation of this.#session.current) invocation.fail(failure);
    this.#end('killed');
  }

  async #live(): Promise<EnvironmentEnd> {
    const { command, directory, env, emit } = this.#options;
    const runtimeApi = await listen(this.#server, '127.0.0.1', 0);
    this.#process = new FunctionProcess({
      command,
      directory,
      env: env(runtimeApi),
      onLine: (line, stream) => this.#log.write(line, stream),
    });
    if (this.#process.pid !== undefined) emit({ type: 'starting', pid: this.#process.pid, command });
    if (this.#ending) this.#process.kill();

    const exit = await this.#process.exited;
    clearTimeout(this.#initTimer);
    // what the process had sent before it ended comes in first
    await nextTurn();
    await nextTurn();
    await closeServer(this.#server, BREAK_GRACE);
    return this.#bury(exit);
  }

  async #bury(exit: ProcessExit): Promise<EnvironmentEnd> {
    const message = describeExit(exit);
    if (!this.#ending) this.#options.emit({ type: 'exited', message });
    for (const invocation of this.#session.current) {
      if (!this.#ending) this.#log.note(`RequestId: ${invocation.requestId} Error: ${message}`);
      invocation.fail(exitFailure(invocation.requestId, exit));
      await this.#session.end(invocation);
    }
    if (this.#ending === 'retired') return { kind: 'retired' };
    if (this.#session.phase === 'ready') return { kind: 'exited' };
    const failure = this.#initFailure ?? ((requestId) => exitFailure(requestId, exit));
    return { kind: 'init-failed', logs: this.#log.init, failure };
  }

  #onRestoring(): void {
    this.#clock.restoring();
    this.#options.emit({ type: 'restoring' });
  }

  #onReady(): void {
    clearTimeout(this.#initTimer);
    this.#extensions.close();
    this.#clock.ready();
  }

  #onInitFailed(failure: FunctionFailure): void {
    this.#initFailure = () => failure;
    this.#options.emit({ type: 'init-failed', errorType: failure.errorType, message: describeFailure(failure) });
    void delay(EXIT_GRACE, undefined, { ref: false }).then(() => this.#process?.kill());
  }

  #onHandedOut(invocation: Invocation): void {
    const timer = setTimeout(() => this.#onTimeUp(invocation), this.#options.timeoutMs);
    this.#timers.set(invocation, timer);
    this.#log.start(invocation);
  }

  #onTimeUp(invocation: Invocation): void {
    const { timeoutMs, concurrency } = this.#options;
    this.#log.timeUp(invocation, timeoutMs);
    const failure = timeoutFailure(invocation.requestId, timeoutMs);
    if (concurrency !== undefined) {
      // others may be at work in the same process
      void this.#session.giveUp(invocation, failure);
    } else {
      invocation.fail(failure);
      this.#end('killed');
    }
  }

  async #onEnded(invocation: Invocation): Promise<void> {
    clearTimeout(this.#timers.get(invocation));
    this.#timers.delete(invocation);
    const { durationMs } = invocation;
    await this.#process?.outputSettled();
    this.#log.end(invocation, { durationMs, times: this.#clock.takeTimes(), pid: this.#process?.pid });
    if (this.#ending === 'retired') this.retire();
  }

  async #explainBreak(invocation: Invocation): Promise<FunctionFailure> {
    const exit = await Promise.race([this.#process?.exited, delay(BREAK_GRACE, undefined, { ref: false })]);
    if (invocation.failure) return invocation.failure;
    return exit
      ? exitFailure(invocation.requestId, exit)
      : platformFailure('Runtime.TruncatedResponse', 'The runtime broke its reply off in the middle.');
  }

  /** Ends the process: at once, or, where it has registered an extension, with notice. */
  #end(reason: 'retired' | 'killed'): void {
    this.#ending ??= reason;
    this.#session.stop();
    if (this.#isEnding) return;
    this.#isEnding = true;
    if (this.#extensions.areRegistered) {
      this.#options.emit({ type: 'terminating', graceMs: SHUTDOWN_GRACE });
      void this.#process?.terminate(SHUTDOWN_GRACE);
    } else {
      this.#process?.kill();
    }
  }
}
