import type { Server } from 'node:http';
import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises';
import { FunctionProcess } from './function-process.ts';
import type { FunctionFailure, Invocation } from './invocation.ts';
import type { InvocationQueue } from './invocation-queue.ts';
import type { LocalEventListener } from './local-event.ts';
import { LogTail } from './log-tail.ts';
import { peakMemory } from './peak-memory.ts';
import { platformFailure, timeoutFailure, timeoutMessage } from './platform-failure.ts';
import { endLine, type InvocationReport, reportLine, startLine } from './platform-log.ts';
import { describeExit, exitFailure, type ProcessExit } from './process-exit.ts';
import { createRuntimeApiServer } from './runtime-api-server.ts';
import { RuntimeSession } from './runtime-session.ts';
import { closeServer, listen } from './server.ts';

/** What an execution environment is made of. */
export interface EnvironmentOptions {
  command: readonly [string, ...string[]];
  directory: string;
  /** The environment of the process, given the address of its Runtime API. */
  env: (runtimeApi: string) => NodeJS.ProcessEnv;
  functionArn: string;
  memorySizeMB: number;
  /** How many invocations it takes at once. */
  slots: number;
  timeoutMs: number;
  /** How long an invocation waits for the initialisation. */
  initTimeoutMs: number;
  queue: InvocationQueue;
  emit: LocalEventListener;
}

/** Why an environment is no more. */
export type EnvironmentEnd =
  | { kind: 'retired' }
  | { kind: 'exited' }
  /** With its log, and the failure as the invocation that waited for it is to be told. */
  | { kind: 'init-failed'; logs: LogTail; failure: (requestId: string) => FunctionFailure };

/** How long a process may live on after it has reported that it can't initialise, in ms. */
const exitGrace = 1000;
/** How long a broken reply waits to learn that the process has died, in ms. */
const breakGrace = 500;

/**
 * One life of the function: its process, its Runtime API on a port of its own, and the clock. It starts at once, and
 * ends with the process.
 */
export class ExecutionEnvironment {
  /** Resolves when nothing of it is left. */
  readonly closed: Promise<EnvironmentEnd>;
  readonly #options: EnvironmentOptions;
  readonly #session: RuntimeSession;
  readonly #server: Server;
  readonly #initLogs = new LogTail();
  readonly #timers = new Map<Invocation, NodeJS.Timeout>();
  readonly #startedAt = performance.now();
  #initTimer: NodeJS.Timeout | undefined;
  #initDurationMs: number | undefined;
  #initFailure: ((requestId: string) => FunctionFailure) | undefined;
  #process: FunctionProcess | undefined;
  /** Why we end the process ourselves, if we do. */
  #ending: 'retired' | 'killed' | undefined;

  constructor(options: EnvironmentOptions) {
    this.#options = options;
    this.#session = new RuntimeSession({
      ...options,
      observer: {
        ready: () => this.#onReady(),
        handedOut: (invocation) => this.#onHandedOut(invocation),
        ended: (invocation) => this.#onEnded(invocation),
        initFailed: (failure) => this.#onInitFailed(failure),
      },
    });
    const explainBreak = (invocation: Invocation) => this.#explainBreak(invocation);
    this.#server = createRuntimeApiServer({ ...options, session: this.#session, explainBreak });
    this.closed = this.#live();
  }

  /** An invocation waits: from now on the initialisation has only so much time. */
  expectInvocation(): void {
    if (this.#session.phase !== 'init' || this.#initTimer) return;
    const { initTimeoutMs } = this.#options;
    this.#initTimer = setTimeout(() => {
      this.#initFailure = (requestId) => timeoutFailure(requestId, initTimeoutMs);
      this.#kill('killed');
    }, initTimeoutMs);
  }

  /** Ends it as soon as it has nothing in hand. */
  retire(): void {
    this.#ending ??= 'retired';
    if (this.#session.isIdle) this.#kill('retired');
  }

  /** Ends it at once; what it has in hand fails with `failure`. */
  kill(failure: FunctionFailure): void {
    for (const invocation of this.#session.current) invocation.fail(failure);
    this.#kill('killed');
  }

  async #live(): Promise<EnvironmentEnd> {
    const { command, directory, env, emit } = this.#options;
    const runtimeApi = await listen(this.#server, '127.0.0.1', 0);
    const onLine = (line: string, stream: 'stdout' | 'stderr') => {
      emit({ type: 'log', stream, line });
      this.#log(line);
    };
    this.#process = new FunctionProcess({ command, directory, env: env(runtimeApi), onLine });
    if (this.#process.pid !== undefined) emit({ type: 'starting', pid: this.#process.pid, command });
    if (this.#ending) this.#process.kill();

    const exit = await this.#process.exited;
    clearTimeout(this.#initTimer);
    await nextTurn(); // what the process had sent before it ended comes in first
    await nextTurn();
    await closeServer(this.#server, breakGrace);
    return await this.#bury(exit);
  }

  async #bury(exit: ProcessExit): Promise<EnvironmentEnd> {
    const message = describeExit(exit);
    if (!this.#ending) this.#options.emit({ type: 'exited', message });
    for (const invocation of this.#session.current) {
      if (!this.#ending) this.#log(`RequestId: ${invocation.requestId} Error: ${message}`);
      invocation.fail(exitFailure(invocation.requestId, exit));
      await this.#session.end(invocation);
    }
    if (this.#ending === 'retired') return { kind: 'retired' };
    if (this.#session.phase === 'ready') return { kind: 'exited' };
    const failure = this.#initFailure ?? ((requestId) => exitFailure(requestId, exit));
    return { kind: 'init-failed', logs: this.#initLogs, failure };
  }

  #onReady(): void {
    clearTimeout(this.#initTimer);
    this.#initDurationMs = performance.now() - this.#startedAt;
  }

  #onInitFailed(failure: FunctionFailure): void {
    this.#initFailure = () => failure;
    this.#options.emit({ type: 'init-failed', errorType: failure.errorType, message: failure.body.toString() });
    void delay(exitGrace, undefined, { ref: false }).then(() => this.#process?.kill());
  }

  #onHandedOut(invocation: Invocation): void {
    const timer = setTimeout(() => this.#onTimeUp(invocation), this.#options.timeoutMs);
    this.#timers.set(invocation, timer);
    invocation.logs.append(startLine(invocation.requestId));
    this.#options.emit({ type: 'start', requestId: invocation.requestId });
  }

  #onTimeUp(invocation: Invocation): void {
    const { requestId } = invocation;
    const { timeoutMs, slots, emit } = this.#options;
    const line = `${new Date().toISOString()} ${requestId} ${timeoutMessage(timeoutMs)}`;
    invocation.logs.append(line);
    emit({ type: 'log', stream: 'stderr', line });
    const failure = timeoutFailure(requestId, timeoutMs);
    if (slots > 1) {
      void this.#session.giveUp(invocation, failure); // others are at work in the same process
    } else {
      invocation.fail(failure);
      this.#kill('killed');
    }
  }

  async #onEnded(invocation: Invocation): Promise<void> {
    clearTimeout(this.#timers.get(invocation));
    this.#timers.delete(invocation);
    const { durationMs } = invocation;
    await this.#process?.outputSettled();

    const report = this.#report(invocation, durationMs);
    invocation.logs.append(endLine(invocation.requestId));
    invocation.logs.append(reportLine(report));
    this.#options.emit({ type: 'end', ...report });
    if (this.#ending === 'retired') this.retire();
  }

  #report({ requestId, failure }: Invocation, durationMs: number): InvocationReport {
    const initDurationMs = this.#initDurationMs;
    this.#initDurationMs = undefined;
    const timedOut = failure?.errorType === 'Sandbox.Timedout';
    return {
      requestId,
      durationMs,
      initDurationMs,
      memorySizeMB: this.#options.memorySizeMB,
      maxMemoryUsedMB: this.#process?.pid === undefined ? undefined : peakMemory(this.#process.pid),
      status: timedOut ? 'timeout' : failure ? 'error' : 'success',
      ...(failure && !timedOut ? { errorType: failure.errorType } : {}),
    };
  }

  #log(line: string): void {
    if (this.#session.phase !== 'ready') this.#initLogs.append(line);
    for (const invocation of this.#session.current) invocation.logs.append(line);
  }

  async #explainBreak(invocation: Invocation): Promise<FunctionFailure> {
    const exit = await Promise.race([this.#process?.exited, delay(breakGrace, undefined, { ref: false })]);
    if (invocation.failure) return invocation.failure;
    return exit
      ? exitFailure(invocation.requestId, exit)
      : platformFailure('Runtime.TruncatedResponse', 'The runtime broke its reply off in the middle.');
  }

  #kill(reason: 'retired' | 'killed'): void {
    this.#ending ??= reason;
    this.#session.stop();
    this.#process?.kill();
  }
}
