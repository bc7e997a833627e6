import type { Context, ContextEnvironment, ContextOptions } from '@alr/context';
import type { NextInvocation } from '../runtime-api/runtime-api.ts';

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
  make(headers: NextInvocation['headers']): Context {
    if (this.#contextClass === undefined) throw new Error('a context was asked for before its class was loaded');
    // Their names are in lower case: by such a reader, nobody has to look.
    const reader = { get: (name: string) => headers[name] ?? null };
    return this.#contextClass.fromHeaders(reader, this.#environment, this.#options);
  }
}
