import type { Context, ContextEnvironment, ContextOptions, InvocationHeaders } from '@alr/context';

/** Makes the contexts of invocations. Their class is loaded apart: a cold start asks for its first event sooner without it. */
export class ContextFactory {
  readonly #environment: ContextEnvironment;
  readonly #options: ContextOptions;
  #contextClass: typeof Context | undefined;

  constructor(environment: ContextEnvironment, options: ContextOptions) {
    this.#environment = environment;
    this.#options = options;
  }

  get isLoaded(): boolean {
    return this.#contextClass !== undefined;
  }

  async load(): Promise<void> {
    this.#contextClass = (await import('@alr/context')).Context;
  }

  /** The same, for contexts whose signal aborts with this one too. */
  withShutdown(shutdown: AbortSignal): ContextFactory {
    return new ContextFactory(this.#environment, { ...this.#options, shutdown });
  }

  /** @throws {InvalidContextHeaderError} a header can't be read */
  make(headers: InvocationHeaders): Context {
    if (this.#contextClass === undefined) throw new Error('a context was asked for before its class was loaded');
    return this.#contextClass.fromHeaders(headers, this.#environment, this.#options);
  }
}
