export { HttpResponseStream, type ResponseStream, type StreamingHandler, streamifyResponse } from './awslambda.ts';
export {
  AlreadyAnsweredError,
  ConfigurationError,
  OutsideInvocationError,
  RuntimeFailure,
  type RuntimeFailureType,
} from './errors.ts';
export type { EventHandlerClass, MatchingSchema } from './event-registration.ts';
export type { ReceivedEvent } from './invoke.ts';
export type { StreamFunction } from './reply.ts';
export { runHandler } from './run-handler.ts';
export { Runtime } from './runtime.ts';
export { ApiConnectionError, ApiContractError, ApiStatusError, type ConnectionFailure } from './runtime-api/errors.ts';
export type { RuntimeOptions } from './services.ts';
export { registerSnapshotHooks, type SnapshotHooks } from './snapshot-hooks.ts';
