import { describeError, reportError } from './error-report.ts';
import { RuntimeFailure } from './errors.ts';
import { Invocation } from './invocation.ts';
import { type Handle, handleInvocation, type InvocationServices } from './invoke.ts';
import { currentInvocation } from './invoke-store.ts';
import type { Platform } from './platform.ts';
import { guardProcess } from './process-guard.ts';

/** What a process runs: the user's handler and hooks. */
export interface Program extends Handle {
  init(): unknown;
  /** The report of an error that the program has begun by itself, after which the process exits. */
  departure(): Promise<void> | undefined;
}

/** A process from its start to its end: init, then invocations one after another. */
export class Lifecycle {
  readonly #program: Program;
  readonly #services: InvocationServices;
  readonly #platform: Platform;
  /** Received, and not yet finished. */
  readonly #open = new Set<Invocation>();
  #isInitialised = false;

  constructor(program: Program, services: InvocationServices, platform: Platform) {
    this.#program = program;
    this.#services = services;
    this.#platform = platform;
  }

  /** Runs until the process exits; returns only where nothing owns the process, as in a unit test. */
  async run(): Promise<void> {
    if (this.#platform.ownsProcess) {
      guardProcess({
        failed: (error, origin) => {
          this.#failed(error, origin).catch((another: unknown) => this.#giveUp(another));
        },
        ranDry: () => {
          this.#ranDry().catch((another: unknown) => this.#giveUp(another));
        },
        exiting: (code) => this.#exiting(code),
      });
    }
    try {
      await this.#initialise();
      await this.#serve();
    } catch (error) {
      await this.#giveUp(error);
    }
  }

  async #initialise(): Promise<void> {
    try {
      await this.#program.init();
    } catch (error) {
      await this.#failInit(error);
    }
    await this.#depart();
    this.#isInitialised = true;
  }

  async #serve(): Promise<never> {
    const { api } = this.#services;
    for (;;) {
      const invocation = new Invocation(await api.next());
      this.#open.add(invocation);
      invocation.finished = handleInvocation(this.#services, invocation, this.#program);
      await invocation.finished;
      this.#open.delete(invocation);
    }
  }

  async #failInit(error: unknown): Promise<never> {
    const { logger, api, stackKey } = this.#services;
    await this.#depart();
    logger.fatal('init failed:', error);
    try {
      await api.initError(reportError(error, stackKey));
    } catch (another) {
      logger.fatal("the failure of init couldn't be reported:", another);
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

  /** Something failed that nobody waited for: the invocation that it belongs to has failed, and the process's state is unknown. */
  async #failed(error: unknown, origin: 'exception' | 'rejection'): Promise<void> {
    const { logger, store } = this.#services;
    const failure = origin === 'exception' ? error : unhandledRejection(error);
    if (!this.#isInitialised) return this.#failInit(failure);
    const own = currentInvocation(store);
    logger.fatal(origin === 'exception' ? 'uncaught exception:' : 'unhandled rejection:', error);
    await this.#endOpen((invocation) => (own === undefined || own === invocation ? failure : leftBehind(own, failure)));
    await this.#exit();
  }

  async #ranDry(): Promise<void> {
    const what = this.#isInitialised ? 'the handler' : 'init';
    const failure = new RuntimeFailure(
      'NodeJsExit',
      `${what} waits for a promise that nothing will settle: no timer, socket or other work is left. Check for a promise whose resolve is never called`,
    );
    if (!this.#isInitialised) return this.#failInit(failure);
    await this.#endOpen(() => failure);
    await this.#exit();
  }

  async #endOpen(failureOf: (invocation: Invocation) => unknown): Promise<void> {
    for (const invocation of this.#open) invocation.interrupt(failureOf(invocation));
    await Promise.allSettled([...this.#open].map((invocation) => invocation.finished));
  }

  /** What was under way has no reply: a zero would tell the platform that all is well. */
  #exiting(code: number): number {
    if (code !== 0) return code;
    for (const { requestId } of this.#open) {
      this.#services.logger.fatal(`process.exit was called during invocation ${requestId}; it has no reply`);
    }
    return 1;
  }

  async #giveUp(error: unknown): Promise<never> {
    this.#services.logger.fatal("the process can't go on:", error);
    return this.#exit();
  }

  #exit(): Promise<never> {
    this.#platform.exit(1);
    return new Promise(() => {});
  }
}

function unhandledRejection(reason: unknown): RuntimeFailure {
  const { errorType, errorMessage } = describeError(reason);
  const message = typeof reason === 'object' && reason !== null ? `${errorType}: ${errorMessage}` : errorMessage;
  return new RuntimeFailure('UnhandledPromiseRejection', message, { cause: reason });
}

function leftBehind(own: Invocation, cause: unknown): RuntimeFailure {
  return new RuntimeFailure(
    'ExitError',
    `the process ends because of what invocation ${own.requestId} had left behind`,
    { cause },
  );
}
