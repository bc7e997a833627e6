// The types of this package need those of Node, which TypeScript 7 loads only on request.
/// <reference types="node" preserve="true" />
export { EngineError } from './image/engine/run-command.ts';
export { BuildError } from './local/function/bundle/build-error.ts';
export { BundlerNotFoundError } from './local/function/bundle/find-bundler.ts';
export type { LocalImage } from './local/function/container/run-container.ts';
export { RuntimeNotFoundError } from './local/function/environment/find-bootstrap.ts';
export { InvalidFaultError } from './local/function/runtime-api/fault.ts';
export { CannotListenError } from './local/http/cannot-listen.ts';
export type { LocalClock, LocalServer, LocalServerFunction } from './local/local-server.ts';
export { EnvFileError } from './local/options/function-settings.ts';
export { LocalOptionError, type LocalOptions } from './local/options/local-options.ts';
export type { LocalBucket } from './local/project/handles/local-bucket.ts';
export type { LocalBus, LocalBusEvent } from './local/project/handles/local-bus.ts';
export type { LocalMessage, LocalQueue } from './local/project/handles/local-queue.ts';
export type { LocalNotification, LocalTopic } from './local/project/handles/local-topic.ts';
export { NotSettledError } from './local/project/local-project.ts';
export type { InvocationError, InvocationRecord, InvocationSource } from './local/record/invocation-record.ts';
export type { LocalEvent, LocalEventListener } from './local/report/local-event.ts';
export type { InvocationReport } from './local/report/platform-log.ts';
export { startLocal } from './local/start-local.ts';
export { EncodingError } from './terminal/text/decode-text.ts';
