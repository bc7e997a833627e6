import { setTimeout } from 'node:timers/promises';
import type { LocalEventListener } from '../report/local-event.ts';

const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 30_000;

/** What the calls of a source depend on. */
export interface PersistentCallsOptions {
  /** What is read, such as `queue jobs`. */
  readonly source: string;
  readonly emit: LocalEventListener;
  /** What an error means, in words. */
  readonly explain: (error: unknown, action: string) => string;
  /** Called before a call is repeated. */
  readonly renew: () => void;
}

/** Repeats calls until they work. Each kind of failure is reported once, and so is its end. */
export class PersistentCalls {
  readonly #options: PersistentCallsOptions;
  /** The calls that fail at the moment, with the name of the error that was reported. */
  readonly #failing = new Map<string, string>();

  constructor(options: PersistentCallsOptions) {
    this.#options = options;
  }

  /**
   * Makes a call until it works. Resolves to undefined when the signal is aborted.
   *
   * @param action what the call is for, such as `receive messages from`
   */
  async run<Result>(action: string, call: () => Promise<Result>, signal: AbortSignal): Promise<Result | undefined> {
    for (let pauseMs = FIRST_PAUSE_MS; !signal.aborted; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
      try {
        const result = await call();
        this.#report(action, undefined);
        return result;
      } catch (error) {
        if (signal.aborted) return undefined;
        this.#report(action, error);
        await setTimeout(pauseMs, undefined, { signal }).catch(() => {});
        this.#options.renew();
      }
    }
    return undefined;
  }

  #report(action: string, error: unknown): void {
    const { source, emit, explain } = this.#options;
    const known = this.#failing.get(action);
    if (error === undefined) {
      if (known === undefined) return;
      this.#failing.delete(action);
      if (this.#failing.size === 0) emit({ type: 'source-recovered', source });
      return;
    }
    // The messages of some errors contain the time, or the id of the request.
    const name = error instanceof Error ? `${error.name} ${'code' in error ? error.code : ''}` : 'unknown';
    if (name === known) return;
    this.#failing.set(action, name);
    emit({ type: 'source-failed', source, message: explain(error, `${action} the ${source}`) });
  }
}
