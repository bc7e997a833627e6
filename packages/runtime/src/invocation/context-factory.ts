import { Context, type ContextEnvironment, type ContextOptions } from '@alr/context';
import type { NextInvocation } from '../runtime-api/runtime-api.ts';

/** The key in the global object under which `@alr/context` notes its class if the function has loaded the package. */
const CONTEXT_CLASS: unique symbol = Symbol.for('@alr/context.1') as never;

/**
 * Creates the contexts of invocations. The build copies the class into this package's file, because a cold start pays
 * for every file.
 */
export class ContextFactory {
  readonly #environment: ContextEnvironment;
  readonly #options: ContextOptions;

  constructor(environment: ContextEnvironment, options: ContextOptions) {
    this.#environment = environment;
    this.#options = options;
  }

  /** Returns a factory of contexts whose signal also aborts on shutdown. */
  withShutdown(shutdown: AbortSignal): ContextFactory {
    return new ContextFactory(this.#environment, { ...this.#options, shutdown });
  }

  /** @throws {InvalidContextHeaderError} a header has an invalid value */
  make(headers: NextInvocation['headers']): Context {
    const { [CONTEXT_CLASS]: contextClass = Context } = globalThis as { [CONTEXT_CLASS]?: typeof Context };
    // The names are in lower case already. With such a reader, the context does not have to search for them.
    const reader = { get: (name: string) => headers[name] ?? null };
    return contextClass.fromHeaders(reader, this.#environment, this.#options);
  }
}
