// The types of this package need those of Node, which TypeScript 7 loads only on request.
/// <reference types="node" preserve="true" />
export { EngineError } from './image/engine/run-command.ts';
export { BuildError } from './local/function/bundle/build-error.ts';
export { BundlerNotFoundError } from './local/function/bundle/find-bundler.ts';
export type { LocalImage } from './local/function/container/run-container.ts';
export { RuntimeNotFoundError } from './local/function/environment/find-bootstrap.ts';
export type { InvocationPhase, ResponseChunk } from './local/function/invocation/invocation.ts';
export { InvalidFaultError } from './local/function/runtime-api/fault.ts';
export { CannotListenError } from './local/http/cannot-listen.ts';
export type { LocalClock, LocalServer, LocalServerFunction } from './local/local-server.ts';
export { EnvFileError } from './local/options/function-settings.ts';
export { LocalOptionError } from './local/options/local-option-error.ts';
export type { LocalOptions } from './local/options/local-options.ts';
export { EmulatorClosedError } from './local/project/handles/emulator-closed-error.ts';
export type { LocalBucket } from './local/project/handles/local-bucket.ts';
export type { LocalBus, LocalBusEvent } from './local/project/handles/local-bus.ts';
export type { LocalMessage, LocalQueue } from './local/project/handles/local-queue.ts';
export type {
  LocalChange,
  LocalItem,
  LocalKinesisRecord,
  LocalStoredRecord,
  LocalStream,
  LocalStreamPosition,
  LocalStreamRecord,
} from './local/project/handles/local-stream.ts';
export type { LocalNotification, LocalTopic } from './local/project/handles/local-topic.ts';
export { RejectedMessageError } from './local/project/resources/rejected-message.ts';
export { NotSettledError } from './local/project/settled.ts';
export type { AwsCallRecord } from './local/record/aws-call-record.ts';
export type {
  BatchRecord,
  InvocationBatch,
  InvocationError,
  InvocationRecord,
  InvocationSource,
  InvocationStatus,
} from './local/record/invocation-record.ts';
export type { LocalEvent, LocalEventListener } from './local/report/local-event.ts';
export type { InvocationReport } from './local/report/platform-log.ts';
export { startLocal } from './local/start-local.ts';
export { EncodingError } from './terminal/text/decode-text.ts';
