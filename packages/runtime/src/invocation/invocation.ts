// @compile-at-start
import type { Context } from '@alr/context';
import { reportError } from '../errors/error-report.ts';
import { AlreadyAnsweredError, RuntimeError } from '../errors/errors.ts';
import { requestOf } from '../events/fetch-response.ts';
import type { Failure } from '../logger/failure-log.ts';
import { enterTraceVariable, TraceVariable } from '../platform/trace-variable.ts';
import type { InvocationKey, NextInvocation } from '../runtime-api/runtime-api.ts';
import type { Reply } from './reply.ts';
import { sendStream } from './send-stream.ts';
import type { Services } from './services.ts';

/** An event and its context. */
export interface ReceivedEvent {
  readonly event: unknown;
  readonly context: Context;
}

/** Turns the result of a handler into a reply. */
export type ReplyRule = (result: unknown, invocation: Invocation) => Reply | Promise<Reply>;

/** An error outside of the handler that ends the invocation. */
interface Interruption {
  readonly error: unknown;
  /** Whether the error is in the log already. */
  readonly isLogged: boolean;
}

const none: readonly never[] = [];

/** An invocation, from when it is received until its response is sent. There is only one response. */
export class Invocation implements InvocationKey {
  readonly requestId: string;
  readonly invocationId: string | undefined;
  /** The X-Ray trace header. */
  readonly traceId: string | undefined;
  /** The value of `_X_AMZN_TRACE_ID`, which the user's code can change. A separate object, because it is kept longer. */
  readonly traceVariable: TraceVariable;
  readonly tenantId: string | undefined;
  readonly services: Services;
  /** Dropped by `open`, because it would be kept in memory beside the event and context that are made from it. */
  #received: NextInvocation | undefined;
  #context: Context | undefined;
  #request: object | undefined;
  #delivery: Promise<void> | undefined;
  /** Turns the handler's result into a reply, instead of the rule of the process. Set by what the handler calls. */
  replyRule: ReplyRule | undefined;
  /** Reject the user's work that is awaited: the handler, and the producer of a stream that it returned. */
  #interrupts: readonly ((error: unknown) => void)[] = none;
  #interruption: Interruption | undefined;

  constructor(services: Services, next: NextInvocation) {
    this.requestId = next.requestId;
    this.invocationId = next.invocationId;
    this.traceId = next.traceId;
    this.traceVariable = new TraceVariable(next.traceId);
    this.tenantId = next.tenantId;
    this.services = services;
    this.#received = next;
  }

  /**
   * Parses the event, and creates its context. Can be called once.
   * @throws {RuntimeError} the event is not JSON
   * @throws {InvalidContextHeaderError} a header has an invalid value
   */
  open(): ReceivedEvent {
    const { isConcurrent, contexts } = this.services;
    const received = this.#received;
    if (received === undefined) throw new Error(`invocation ${this.requestId} is already open`);
    this.#received = undefined;
    enterTraceVariable(isConcurrent ? undefined : this.traceVariable);
    const context = contexts.make(received.headers);
    this.#context = context;
    const event = parseEvent(received.body);
    this.#request = requestOf(event);
    return { event, context };
  }

  /** The milliseconds until the deadline; undefined before the context is created. */
  get remainingTime(): number | undefined {
    return this.#context?.getRemainingTimeInMillis();
  }

  /** The event without its body, if it is a request; undefined otherwise, and before the event is parsed. */
  get request(): object | undefined {
    return this.#request;
  }

  /**
   * Sends the response. If the reply cannot be made, its error is the response.
   * @returns a promise that resolves when the platform has accepted the response, and rejects if it does not accept it
   * @throws {AlreadyAnsweredError} a response was sent before
   */
  respond(reply: Reply | Promise<Reply>): Promise<void> {
    if (this.#delivery !== undefined) throw new AlreadyAnsweredError(this.requestId);
    this.#delivery = isPromiseLike(reply) ? this.#sendLater(reply) : this.#send(reply);
    return this.#delivery;
  }

  /** The promise that `respond` returned; undefined before it was called. */
  get delivery(): Promise<void> | undefined {
    return this.#delivery;
  }

  /** Whether the invocation waits for work of the user's. */
  get isWaiting(): boolean {
    return this.#interrupts.length > 0;
  }

  /**
   * Returns the result of the user's work. If the work is a promise, an interruption rejects the result before the work
   * is done.
   */
  outcomeOf<Result>(work: Result | PromiseLike<Result>): Result | Promise<Result> {
    return isPromiseLike(work) ? this.#untilInterrupted(work) : work;
  }

  /**
   * Stops waiting for the user's work, as if it had thrown the error.
   * @param isLogged whether the error is in the log already, so that it is not logged as a failure of that work
   */
  interrupt(error: unknown, isLogged = false): void {
    this.#interruption ??= { error, isLogged };
    const interrupts = this.#interrupts;
    this.#interrupts = none;
    for (const interrupt of interrupts) interrupt(error);
  }

  /** Logs a failure of the user's code, unless it was logged as the reason of an interruption. */
  logFailure(failure: Failure, error: unknown): void {
    if (!this.#isLogged(error)) this.services.logFailure(failure, error);
  }

  /** Logs a failure after the response, in the same way. */
  logUnsent(error: unknown): void {
    if (!this.#isLogged(error)) {
      this.services.logger.error('the handler failed after it had responded; the error was not sent:', error);
    }
  }

  /** Releases the timers of the context's signal. */
  close(): void {
    this.#context?.[Symbol.dispose]();
  }

  #send(reply: Reply): Promise<void> {
    const { api } = this.services;
    switch (reply.kind) {
      case 'text':
        return api.respond(this, reply.body);
      case 'error':
        return api.fail(this, reply.report);
      case 'stream':
        return sendStream(this.services, this, reply.produce);
    }
  }

  async #sendLater(reply: Promise<Reply>): Promise<void> {
    let made: Reply;
    try {
      made = await this.outcomeOf(reply);
    } catch (error) {
      // The error is the response, and is logged like that of a handler. The delivery itself succeeds.
      this.logFailure('handler', error);
      made = { kind: 'error', report: reportError(error, this.services.stackKey) };
    }
    await this.#send(made);
  }

  #isLogged(error: unknown): boolean {
    return this.#interruption?.isLogged === true && this.#interruption.error === error;
  }

  #untilInterrupted<Result>(work: PromiseLike<Result>): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      this.#interrupts = [...this.#interrupts, reject];
      const settle = <Value>(pass: (value: Value) => void, value: Value) => {
        this.#interrupts = without(reject, this.#interrupts);
        pass(value);
      };
      // Wrapped, because a foreign thenable can throw in `then`, or settle twice.
      Promise.resolve(work).then(
        (result) => settle(resolve, result),
        (error: unknown) => settle(reject, error),
      );
      // The interruption came while the invocation waited for something else, such as the module for streams.
      if (this.#interruption !== undefined) settle(reject, this.#interruption.error);
    });
  }
}

function parseEvent(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw notJson(json, error as Error);
  }
}

/** V8's message quotes the text, which must not reach the log. Only the position is taken from it. */
// @compile-later
function notJson(json: string, { message }: Error): RuntimeError {
  const [, position] = / at position (\d+)(?: \(line \d+ column \d+\))?$/.exec(message) ?? [];
  const place = position === undefined ? '' : ` at position ${position}`;
  return new RuntimeError('JSONParseError', `the event is not JSON${place}; it has ${json.length} characters`);
}

function without<Item>(item: Item, list: readonly Item[]): readonly Item[] {
  return list.length === 1 && list[0] === item ? none : list.filter((each) => each !== item);
}

/** Whether `await` would wait for the value, which includes the promises of other libraries and realms. */
export function isPromiseLike<Result>(value: Result | PromiseLike<Result>): value is PromiseLike<Result> {
  if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return false;
  return 'then' in value && typeof value.then === 'function';
}
