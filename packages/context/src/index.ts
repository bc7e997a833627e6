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
