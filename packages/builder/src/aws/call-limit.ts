/** Lets a limited number of calls run at the same time. The others wait for their turn. */
export class CallLimit {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(max: number) {
    this.#free = max;
  }

  /** Carries out a call when it is its turn. */
  async run<Result>(call: () => Promise<Result>): Promise<Result> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await call();
    } finally {
      const next = this.#waiting.shift();
      // The next one takes the place over.
      if (next === undefined) this.#free += 1;
      else next();
    }
  }
}
