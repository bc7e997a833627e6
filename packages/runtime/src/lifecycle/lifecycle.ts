import { describeError, reportError } from '../errors/error-report.ts';
import { RuntimeError, type RuntimeErrorType } from '../errors/errors.ts';
import type { Invocation } from '../invocation/invocation.ts';
import type { Handle, InvocationServices } from '../invocation/invoke.ts';
import { currentInvocation } from '../invocation/invoke-store.ts';
import { OpenInvocations } from '../invocation/open-invocations.ts';
import { serve } from '../invocation/poll.ts';
import { writeLine } from '../logger/stderr.ts';
import type { Platform } from '../platform/platform.ts';
import type { ErrorReport } from '../runtime-api/runtime-api.ts';
import { guardProcess } from './process-guard.ts';
import { listenForShutdown } from './shutdown.ts';
import { afterRestore, beforeSnapshot } from './snapshot-hooks.ts';

/** What a process runs: the user's handler and hooks. */
export interface Program extends Handle {
  init(): unknown;
  /** The report of an error that the program has begun by itself, after which the process exits. */
  departure(): Promise<void> | undefined;
  beforeSnapshot(): unknown;
  afterRestore(): unknown;
  /** Undefined where the user has none: then the platform isn't asked to announce the end. */
  readonly onShutdown: ((signal: NodeJS.Signals) => unknown) | undefined;
}

/** How far a process has come: where a failure belongs to depends on it. */
type Phase = 'init' | 'restore' | 'serving';

/** A process from its start to its end: init, the snapshot where there is one, then invocation after invocation. */
export class Lifecycle {
  readonly #program: Program;
  readonly #platform: Platform;
  #services: InvocationServices;
  /** Received, and not yet finished. */
  readonly #open = new OpenInvocations();
  #phase: Phase = 'init';
  #shutdown: AbortSignal | undefined;

  constructor(program: Program, services: InvocationServices, platform: Platform) {
    this.#program = program;
    this.#services = services;
    this.#platform = platform;
  }

  /** Runs until the process exits; where nothing owns the process, as in a unit test, it just doesn't settle. */
  async run(): Promise<void> {
    if (this.#platform.ownsProcess) {
      const orGiveUp = (handling: Promise<void>) => void handling.catch((error: unknown) => this.#giveUp(error));
      guardProcess({
        failed: (error, origin) => orGiveUp(this.#failed(error, origin)),
        ranDry: () => orGiveUp(this.#ranDry()),
        exiting: (code) => this.#exiting(code),
      });
    }
    try {
      await this.#initialise();
      if (this.#platform.environment.isSnapStart) await this.#snapshot();
      this.#phase = 'serving';
      await serve(this.#services, this.#program, this.#open, this.#platform.environment.maxConcurrency);
    } catch (error) {
      await this.#giveUp(error);
    }
  }

  async #initialise(): Promise<void> {
    try {
      await this.#depart();
      await this.#program.init();
      await this.#depart();
      await this.#awaitShutdown();
    } catch (error) {
      await this.#failStart(error);
    }
  }

  /** Asks to be told of the end, where the user wants to know. */
  async #awaitShutdown(): Promise<void> {
    const { onShutdown } = this.#program;
    if (onShutdown === undefined || !this.#platform.ownsProcess) return;
    const { logger, contexts } = this.#services;
    const shutdown = new AbortController();
    this.#shutdown = shutdown.signal;
    this.#services = { ...this.#services, contexts: contexts.withShutdown(shutdown.signal) };
    await listenForShutdown(shutdown, onShutdown, logger, this.#platform);
  }

  /** https://docs.aws.amazon.com/lambda/latest/dg/snapstart-runtime-hooks.html */
  async #snapshot(): Promise<void> {
    const { api } = this.#services;
    try {
      await beforeSnapshot(() => this.#program.beforeSnapshot());
    } catch (cause) {
      await this.#failStart(hookFailure('BeforeSnapshotError', 'a hook that runs before the snapshot failed', cause));
    }
    this.#phase = 'restore';
    await api.restoreNext();
    // The other ends of the sockets were not part of the snapshot.
    api.close();
    try {
      await afterRestore(() => this.#program.afterRestore());
    } catch (cause) {
      await this.#failStart(hookFailure('AfterRestoreError', 'a hook that runs after the restore failed', cause));
    }
  }

  /** A process that can't take invocations reports why, and exits. */
  async #failStart(error: unknown): Promise<never> {
    const { logger, api, stackKey } = this.#services;
    await this.#depart();
    logger.fatal('the function failed to start:', error);
    const report = (what: ErrorReport) => (this.#phase === 'init' ? api.initError(what) : api.restoreError(what));
    try {
      await report(reportError(error, stackKey));
    } catch (another) {
      logger.fatal("this couldn't be reported:", another);
    }
    return this.#exit();
  }

  /** A program that has reported its own error neither goes on nor is reported again. */
  async #depart(): Promise<void> {
    const departure = this.#program.departure();
    if (departure === undefined) return;
    await departure;
    await this.#exit();
  }

  /** Something failed that nobody waited for: the invocation it belongs to has failed, and the process's state is unknown. */
  async #failed(error: unknown, origin: 'exception' | 'rejection'): Promise<void> {
    const { logger, store, isConcurrent } = this.#services;
    const failure = origin === 'exception' ? error : unhandledRejection(error);
    if (this.#phase !== 'serving') return this.#failStart(failure);
    const own = currentInvocation(store);
    logger.fatal(origin === 'exception' ? 'uncaught exception:' : 'unhandled rejection:', error);
    if (isConcurrent) {
      // The others are not to pay for it.
      own?.interrupt(failure);
      return;
    }
    await this.#endOpen((invocation) => (own === undefined || own === invocation ? failure : leftBehind(own, failure)));
    await this.#exit();
  }

  async #ranDry(): Promise<void> {
    // A function in the callback style may take this as its end, and is answered then.
    await new Promise((resolve) => setImmediate(resolve));
    const failure = new RuntimeError(
      'NodeJsExit',
      `${this.#phase === 'serving' ? 'the handler' : 'the start of the function'} waits for a promise that nothing will settle: no timer, socket or other work is left. Look for a promise whose resolve is never called`,
    );
    if (this.#phase !== 'serving') return this.#failStart(failure);
    if (![...this.#open].some((invocation) => invocation.isWaitedFor)) return;
    await this.#endOpen(() => failure);
    await this.#exit();
  }

  async #endOpen(failureOf: (invocation: Invocation) => unknown): Promise<void> {
    this.#open.close();
    for (const invocation of this.#open) invocation.interrupt(failureOf(invocation));
    await Promise.allSettled([...this.#open].map((invocation) => invocation.finished));
  }

  /** What was under way has no reply: a zero would tell the platform that all is well. */
  #exiting(code: number): number {
    if (code !== 0 || this.#shutdown?.aborted) return code;
    for (const { requestId } of this.#open) {
      this.#services.logger.fatal(`process.exit was called during invocation ${requestId}, which has no reply`);
    }
    return 1;
  }

  async #giveUp(error: unknown): Promise<never> {
    try {
      this.#services.logger.fatal("the process can't go on:", error);
    } catch (another) {
      // The user's own log4js appender, for instance.
      writeLine(
        `the process can't go on: ${describeError(error).errorMessage}; nor can its log: ${describeError(another).errorMessage}`,
      );
    }
    return this.#exit();
  }

  #exit(): Promise<never> {
    this.#platform.exit(1);
    return new Promise(() => {});
  }
}

function hookFailure(type: RuntimeErrorType, what: string, cause: unknown): RuntimeError {
  return new RuntimeError(type, `${what}: ${describeError(cause).errorMessage}`, { cause });
}

function unhandledRejection(reason: unknown): RuntimeError {
  const { errorType, errorMessage } = describeError(reason);
  const message = typeof reason === 'object' && reason !== null ? `${errorType}: ${errorMessage}` : errorMessage;
  return new RuntimeError('UnhandledPromiseRejection', message, { cause: reason });
}

function leftBehind(own: Invocation, cause: unknown): RuntimeError {
  const message = `the process ends because of what invocation ${own.requestId} had left behind`;
  return new RuntimeError('ExitError', message, { cause });
}
