import type { Invocation } from './invocation.ts';

/** The invocations that wait for a runtime, first come first served. They outlive the process that they wait for. */
export class InvocationQueue {
  readonly #waiting: Invocation[] = [];
  readonly #takers: ((invocation: Invocation) => void)[] = [];

  get length(): number {
    return this.#waiting.length;
  }

  push(invocation: Invocation): void {
    const taker = this.#takers.shift();
    if (taker) taker(invocation);
    else this.#waiting.push(invocation);
  }

  /** The oldest one, now or never. */
  shift(): Invocation | undefined {
    return this.#waiting.shift();
  }

  /** The oldest one, as soon as there is one. Rejects with the signal's reason when it aborts first. */
  async take(signal: AbortSignal): Promise<Invocation> {
    signal.throwIfAborted();
    const invocation = this.#waiting.shift();
    if (invocation) return invocation;

    const { promise, resolve, reject } = Promise.withResolvers<Invocation>();
    const giveUp = () => {
      this.#takers.splice(this.#takers.indexOf(taker), 1);
      reject(signal.reason);
    };
    const taker = (taken: Invocation) => {
      signal.removeEventListener('abort', giveUp);
      resolve(taken);
    };
    this.#takers.push(taker);
    signal.addEventListener('abort', giveUp, { once: true });
    return promise;
  }
}
