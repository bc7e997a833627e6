import { describeError } from '../errors/describe-error.ts';
import { type ErrorReport, reportError } from '../errors/error-report.ts';
import { RuntimeError, type RuntimeErrorType } from '../errors/errors.ts';
import { currentInvocation } from '../invocation/current-invocation.ts';
import type { InvocationTarget } from '../invocation/handle.ts';
import type { Invocation } from '../invocation/invocation.ts';
import { OpenInvocations } from '../invocation/open-invocations.ts';
import { serve } from '../invocation/poll.ts';
import type { Services } from '../invocation/services.ts';
import type { Platform } from '../platform/platform.ts';
import { guardProcess } from './process-guard.ts';
import { listenForShutdown } from './shutdown.ts';
import { afterRestore, beforeSnapshot } from './snapshot-hooks.ts';

/** What a process runs: the user's handler and hooks. */
export interface LifecycleTarget extends InvocationTarget {
  init(): unknown;
  /** The report of an init error that the user's code has started to send, after which the process exits. */
  initErrorReport(): Promise<void> | undefined;
  beforeSnapshot(): unknown;
  afterRestore(): unknown;
  /** Undefined if the user has no such hook. Then the platform is not asked to announce the shutdown. */
  readonly onShutdown: ((signal: NodeJS.Signals) => unknown) | undefined;
}

/** Decides where a failure is reported. */
type Phase = 'init' | 'restore' | 'serving';

/** A process from start to end: init, the snapshot if there is one, then one invocation after another. */
export class Lifecycle {
  readonly #target: LifecycleTarget;
  readonly #platform: Platform;
  #services: Services;
  readonly #open = new OpenInvocations();
  #phase: Phase = 'init';
  #shutdown: AbortSignal | undefined;
  #isEnding = false;

  constructor(target: LifecycleTarget, services: Services, platform: Platform) {
    this.#target = target;
    this.#services = services;
    this.#platform = platform;
  }

  /** Runs until the process exits. In a unit test, where `exit` returns, the promise never settles. */
  async run(): Promise<void> {
    if (this.#platform.ownsProcess) this.#guardProcess();
    try {
      await this.#initialize();
      if (this.#platform.environment.isSnapStart) await this.#snapshot();
      this.#phase = 'serving';
      await serve(this.#services, this.#target, this.#open, this.#platform.environment.maxConcurrency);
    } catch (error) {
      await this.#giveUp(error);
    }
  }

  #guardProcess(): void {
    const orGiveUp = (handling: Promise<void>) => void handling.catch((error: unknown) => this.#giveUp(error));
    const handlers = {
      onUnhandledError: (error: unknown, origin: 'exception' | 'rejection') =>
        orGiveUp(this.#handleUnhandledError(error, origin)),
      onEventLoopEmpty: () => orGiveUp(this.#handleEmptyEventLoop()),
      onExit: (code: number) => this.#exitCodeFor(code),
    };
    guardProcess(handlers, this.#platform.process);
  }

  async #initialize(): Promise<void> {
    try {
      await this.#exitAfterInitError();
      await this.#target.init();
      await this.#exitAfterInitError();
      await this.#listenForShutdown();
    } catch (error) {
      await this.#failStart(error);
    }
  }

  async #listenForShutdown(): Promise<void> {
    const { onShutdown } = this.#target;
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
      await beforeSnapshot(() => this.#target.beforeSnapshot());
    } catch (cause) {
      await this.#failStart(hookFailure('BeforeSnapshotError', 'a hook that runs before the snapshot failed', cause));
    }
    this.#phase = 'restore';
    await api.restoreNext();
    // The snapshot does not include the other ends of the sockets.
    api.close();
    try {
      await afterRestore(() => this.#target.afterRestore());
    } catch (cause) {
      await this.#failStart(hookFailure('AfterRestoreError', 'a hook that runs after the restore failed', cause));
    }
  }

  /** Reports why this process cannot handle invocations, and exits. */
  #failStart(error: unknown): Promise<never> {
    const { logger, logFailure, api, stackKey } = this.#services;
    const report = (what: ErrorReport) => (this.#phase === 'init' ? api.initError(what) : api.restoreError(what));
    return this.#end(async () => {
      await this.#exitAfterInitError();
      logFailure('start', error);
      try {
        await report(reportError(error, stackKey));
      } catch (reportFailure) {
        logger.error('the error could not be reported:', reportFailure);
      }
    });
  }

  /** If the user's code has reported an init error, the process neither continues nor reports another one. */
  async #exitAfterInitError(): Promise<void> {
    const report = this.#target.initErrorReport();
    if (report === undefined) return;
    await report;
    await this.#exit();
  }

  /** Fails the invocation that the error belongs to. The process exits, because its state is unknown. */
  async #handleUnhandledError(error: unknown, origin: 'exception' | 'rejection'): Promise<void> {
    if (this.#isEnding) return;
    const { logFailure, store, isConcurrent } = this.#services;
    const failure = origin === 'exception' ? error : unhandledRejection(error);
    if (this.#phase !== 'serving') return this.#failStart(failure);
    const source = currentInvocation(store);
    logFailure(origin, error);
    if (isConcurrent) {
      // The process continues, because an exit would fail the other invocations too.
      source?.interrupt(failure, true);
      return;
    }
    const failureOf = (invocation: Invocation) =>
      source === undefined || source === invocation ? failure : leftOver(source, failure);
    await this.#end(() => this.#endOpen(failureOf, failure));
  }

  async #handleEmptyEventLoop(): Promise<void> {
    if (this.#isEnding) return;
    // For a function in the callback style, an empty event loop can be the end of the invocation. It responds first.
    await new Promise((resolve) => setImmediate(resolve));
    if (this.#phase !== 'serving') return this.#failStart(neverSettles('the start of the function'));
    if (![...this.#open].some((invocation) => invocation.isWaiting)) return;
    const failureOf = ({ delivery }: Invocation) =>
      neverSettles(delivery === undefined ? 'the handler' : 'the response has begun but was never ended: its handler');
    await this.#end(() => this.#endOpen(failureOf));
  }

  /**
   * Reports a failure, and exits. Only the first call has an effect: what fails while the process ends does not end it
   * again, and is not logged, because a timer could throw at every turn.
   */
  async #end(report: () => Promise<void>): Promise<never> {
    if (!this.#isEnding) {
      this.#isEnding = true;
      try {
        await report();
      } finally {
        this.#platform.exit(1);
      }
    }
    return new Promise(() => {});
  }

  /** @param logged the failure that is in the log already */
  async #endOpen(failureOf: (invocation: Invocation) => unknown, logged?: unknown): Promise<void> {
    const handled = this.#open.close();
    for (const invocation of this.#open) {
      const failure = failureOf(invocation);
      invocation.interrupt(failure, failure === logged);
    }
    await handled;
  }

  /** Replaces 0, with which the platform would take the open invocations for successful. */
  #exitCodeFor(code: number): number {
    if (code !== 0 || this.#shutdown?.aborted) return code;
    for (const { requestId } of this.#open) {
      this.#services.logger.error(`process.exit was called during invocation ${requestId}, which has no response`);
    }
    return 1;
  }

  async #giveUp(error: unknown): Promise<never> {
    this.#services.logger.error('the process cannot continue:', error);
    return this.#exit();
  }

  #exit(): Promise<never> {
    this.#platform.exit(1);
    return new Promise(() => {});
  }
}

function neverSettles(what: string): RuntimeError {
  return new RuntimeError(
    'NodeJsExit',
    `${what} waits for a promise that can never settle: no timer, socket or other work is left. Look for a promise whose resolve function is never called`,
  );
}

function hookFailure(type: RuntimeErrorType, what: string, cause: unknown): RuntimeError {
  return new RuntimeError(type, `${what}: ${describeError(cause).errorMessage}`, { cause });
}

function unhandledRejection(reason: unknown): RuntimeError {
  const { errorType, errorMessage } = describeError(reason);
  const message = typeof reason === 'object' && reason !== null ? `${errorType}: ${errorMessage}` : errorMessage;
  return new RuntimeError('UnhandledPromiseRejection', message, { cause: reason });
}

function leftOver(source: Invocation, cause: unknown): RuntimeError {
  const message = `the process ends because of an error in work left over from invocation ${source.requestId}`;
  return new RuntimeError('ExitError', message, { cause });
}
