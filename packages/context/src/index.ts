export type { ClientContext, ClientContextClient, ClientContextEnv, CognitoIdentity } from './caller.ts';
export { Context, type ContextEnvironment, type ContextOptions } from './context.ts';
export type { DispatchRequest, EventHandlerClass } from './event-dispatch.ts';
export { InvalidContextHeaderError } from './invalid-context-header-error.ts';
export type { InvocationHeaders } from './invocation-headers.ts';
export { DeadlineError, ShutdownError } from './invocation-signal.ts';
export type { Logger, LogLevel, LogMethod, LogThreshold } from './logger.ts';
export { RemovedMethodError } from './removed-method-error.ts';
