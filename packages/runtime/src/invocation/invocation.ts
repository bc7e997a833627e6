import type { Context } from '@alr/context';
import { AlreadyAnsweredError } from '../errors/errors.ts';
import type { InvocationKey, NextInvocation } from '../runtime-api/runtime-api.ts';
import type { Reply } from './reply.ts';

/** Delivers the one reply of an invocation; resolves when the platform has it, rejects where it has refused it. */
export type Deliver = (invocation: Invocation, reply: Reply) => Promise<void>;

const none: readonly never[] = [];

/**
 * An invocation from its receipt to the end of its reply. Who answers takes the right to: there is one, so that a second
 * answer can't be made.
 */
export class Invocation implements InvocationKey {
  readonly requestId: string;
  readonly invocationId: string | undefined;
  /** The X-Ray trace header. */
  readonly traceId: string | undefined;
  readonly tenantId: string | undefined;
  /** Made from the headers, where they can be read. */
  context: Context | undefined;
  /** Settles when nothing more happens to this invocation. */
  finished: Promise<void> | undefined;
  #received: NextInvocation | undefined;
  #delivery: Promise<void> | undefined;
  /** Of the work of the user's that is waited for: the handler, and the producer of a stream within it. */
  #interrupts: readonly ((error: unknown) => void)[] = none;

  constructor(next: NextInvocation) {
    this.requestId = next.requestId;
    this.invocationId = next.invocationId;
    this.traceId = next.headers['lambda-runtime-trace-id'] || undefined;
    this.tenantId = next.headers['lambda-runtime-aws-tenant-id'] || undefined;
    this.#received = next;
  }

  /** Headers and event as they came; once, since they would be kept in memory beside what is made of them. */
  take(): Pick<NextInvocation, 'headers' | 'body'> {
    const received = this.#received;
    if (received === undefined) throw new Error(`invocation ${this.requestId} is opened twice`);
    this.#received = undefined;
    return received;
  }

  /** The delivery of the answer, once there is one. */
  get delivery(): Promise<void> | undefined {
    return this.#delivery;
  }

  /** Whether work of the user's is waited for. */
  get isWaitedFor(): boolean {
    return this.#interrupts.length > 0;
  }

  /** @throws {AlreadyAnsweredError} it has been answered */
  answer(reply: Reply, deliver: Deliver): Promise<void> {
    if (this.#delivery !== undefined) throw new AlreadyAnsweredError(this.requestId);
    this.#delivery = deliver(this, reply);
    return this.#delivery;
  }

  /**
   * What work of the user's comes to. Where it takes time, it is waited for until it is done, or until an interruption,
   * which counts as if the work had thrown it.
   */
  outcomeOf<Result>(work: Result | PromiseLike<Result>): Result | Promise<Result> {
    return isPromiseLike(work) ? this.#untilInterrupted(work) : work;
  }

  #untilInterrupted<Result>(work: PromiseLike<Result>): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      this.#interrupts = [...this.#interrupts, reject];
      const settle = <Value>(pass: (value: Value) => void, value: Value) => {
        this.#interrupts = without(reject, this.#interrupts);
        pass(value);
      };
      // One of another make may throw as it is asked, or settle twice.
      Promise.resolve(work).then(
        (result) => settle(resolve, result),
        (error: unknown) => settle(reject, error),
      );
    });
  }

  /** Ends the waiting for the user's work: something that it left behind has failed. */
  interrupt(error: unknown): void {
    const interrupts = this.#interrupts;
    this.#interrupts = none;
    for (const interrupt of interrupts) interrupt(error);
  }
}

function without<Item>(item: Item, list: readonly Item[]): readonly Item[] {
  return list.length === 1 && list[0] === item ? none : list.filter((each) => each !== item);
}

/** Promises of other makes too, as `await` takes them. */
export function isPromiseLike<Result>(value: Result | PromiseLike<Result>): value is PromiseLike<Result> {
  if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return false;
  return 'then' in value && typeof value.then === 'function';
}
