import { Context } from './context.ts';

export {
  type ClientContext,
  type ClientContextClient,
  type ClientContextEnv,
  type CognitoIdentity,
  Context,
  type ContextEnvironment,
  type ContextOptions,
} from './context.ts';
export { DeadlineError, InvalidContextHeaderError, RemovedMethodError, ShutdownError } from './errors.ts';
export type { DispatchRequest, EventHandlerClass } from './event-dispatch.ts';
export type { InvocationHeaders } from './invocation-headers.ts';
export type { Logger, LogLevel, LogMethod, LogThreshold } from './logger.ts';

/** The key in the global object. Its number increases if an older `@alr/runtime` cannot use the class. */
const CONTEXT_CLASS: unique symbol = Symbol.for('@alr/context.1') as never;

// `@alr/runtime` has its own copy of the class, because a cold start pays for every file. If the function has loaded this
// package, the contexts are of this class instead, so that `instanceof` works with what this package exports.
const shared = globalThis as { [CONTEXT_CLASS]?: typeof Context };
shared[CONTEXT_CLASS] ??= Context;
