#!/usr/bin/env node
import { runHandler } from './run-handler.ts';

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
export { Runtime } from './runtime.ts';
export { ApiConnectionError, ApiContractError, ApiStatusError, type ConnectionFailure } from './runtime-api/errors.ts';
export type { RuntimeOptions } from './services.ts';
export { registerSnapshotHooks, type SnapshotHooks } from './snapshot-hooks.ts';

export { runHandler };

// The package's module is its bin too: each file more is felt at a cold start (docs/decisions/009). The name is asked for,
// since a bundle that has this module in it can be a program as well.
if (import.meta.main && import.meta.url.endsWith('/alr-bootstrap.js')) void runHandler(process.argv[2]);
