import type { Context, ContextEnvironment, ContextOptions } from '@alr/context';
import type { NextInvocation } from '../runtime-api/runtime-api.ts';

/**
 * Creates the contexts of invocations. The context class is loaded separately, so that a cold start polls for its first
 * event before it.
 */
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

  /** Returns a factory of contexts whose signal also aborts on shutdown. */
  withShutdown(shutdown: AbortSignal): ContextFactory {
    return new ContextFactory(this.#environment, { ...this.#options, shutdown });
  }

  /** @throws {InvalidContextHeaderError} a header has an invalid value */
  make(headers: NextInvocation['headers']): Context {
    if (this.#contextClass === undefined) throw new Error('the context class is not loaded');
    // The names are in lower case already. With such a reader, the context does not have to search for them.
    const reader = { get: (name: string) => headers[name] ?? null };
    return this.#contextClass.fromHeaders(reader, this.#environment, this.#options);
  }
}
