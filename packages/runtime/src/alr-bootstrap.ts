#!/usr/bin/env node
// The types of this package need those of Node, which TypeScript 7 loads only on request.
/// <reference types="node" preserve="true" />
import { runHandler } from './start/run-handler.ts';

// With these, a function needs no other package for its types: pnpm does not let it import what it does not list.
export type { Context, EventHandlerClass, Logger } from '@alr/context';
export type { Writer } from '@alr/writer';
export {
  type HttpMetadata,
  HttpResponseStream,
  type ResponseStream,
  type StreamingHandler,
  streamifyResponse,
} from './aws-compat/awslambda.ts';
export {
  AlreadyAnsweredError,
  ConfigurationError,
  LoopRunningError,
  OutsideInvocationError,
  RuntimeError,
  type RuntimeErrorType,
  RuntimeFailure,
  type RuntimeFailureType,
} from './errors/errors.ts';
export type { MatchingSchema } from './events/registration.ts';
export type { ReceivedEvent } from './invocation/invocation.ts';
export type { RuntimeOptions } from './invocation/open-services.ts';
export type { StreamFunction } from './invocation/reply.ts';
export { registerSnapshotHooks, type SnapshotHooks } from './lifecycle/snapshot-hooks.ts';
export { Runtime } from './runtime.ts';
export { ApiConnectionError, ApiContractError, ApiStatusError, type ConnectionFailure } from './runtime-api/errors.ts';
export type { ClassFunction } from './start/as-handler.ts';

export { runHandler };

// The package's module is also its bin, because a cold start pays for every file (docs/decisions/009). The file name is
// checked because this module can be part of a bundle that is another program.
// Node 23, 24.0 and 24.1 do not have `import.meta.main`.
if (
  (import.meta.main ?? /[\\/]alr-bootstrap(\.js)?$/.test(process.argv[1] ?? '')) &&
  import.meta.url.endsWith('/alr-bootstrap.js')
) {
  void runHandler(process.argv[2]);
}
