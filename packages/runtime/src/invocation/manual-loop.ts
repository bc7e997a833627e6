import { reportError } from '../errors/error-report.ts';
import { LoopRunningError, OutsideInvocationError } from '../errors/errors.ts';
import { currentInvocation } from './current-invocation.ts';
import { type Invocation, isPromiseLike, type ReceivedEvent } from './invocation.ts';
import { receive } from './receive.ts';
import { logRejectedResponse } from './rejected-response.ts';
import type { Reply } from './reply.ts';
import type { Services } from './services.ts';

/** The calls with which users write their own loop instead of `run`, or respond from within a handler. */
export class ManualLoop {
  readonly #services: Services;
  /** The invocation that `nextEvent` returned last. */
  #current: Invocation | undefined;
  #isWaiting = false;

  constructor(services: Services) {
    this.#services = services;
  }

  /**
   * Waits for the next event. An invocation with an invalid event or header fails, and the wait continues.
   * @throws {LoopRunningError} another call is waiting
   */
  async nextEvent(): Promise<ReceivedEvent> {
    if (this.#isWaiting) throw new LoopRunningError('nextEvent', 'another call of it is waiting for an event');
    this.#isWaiting = true;
    try {
      return await this.#nextEvent();
    } finally {
      this.#isWaiting = false;
    }
  }

  /** Whether a call of `nextEvent` is waiting. */
  get isWaiting(): boolean {
    return this.#isWaiting;
  }

  async #nextEvent(): Promise<ReceivedEvent> {
    for (;;) {
      await this.#finishCurrent();
      const invocation = await receive(this.#services);
      this.#current = invocation;
      try {
        return invocation.open();
      } catch (error) {
        this.#services.logger.error('the event could not be read:', error);
        await invocation.respond({ kind: 'error', report: reportError(error, this.#services.stackKey) });
      }
    }
  }

  /**
   * Responds to the current invocation. A rejection by the platform is logged by the loop, whether the caller awaits the
   * promise or not.
   * @param method the public method that was called, for the error message
   */
  respond(method: string, makeReply: (invocation: Invocation) => Reply | Promise<Reply>): Promise<void> {
    const invocation = currentInvocation(this.#services.store) ?? this.#current;
    if (invocation === undefined) return Promise.reject(new OutsideInvocationError(method));
    try {
      const reply = makeReply(invocation);
      const delivery = invocation.respond(reply);
      // The caller also learns why its response could not be made.
      const sent = isPromiseLike(reply) ? delivery.then(() => reply).then(() => {}) : delivery;
      sent.catch(() => {});
      return sent;
    } catch (error) {
      return Promise.reject(error);
    }
  }

  async #finishCurrent(): Promise<void> {
    this.#current?.close();
    await this.#current?.delivery?.catch((error: unknown) => logRejectedResponse(this.#services.logger, error));
    this.#current = undefined;
  }
}
