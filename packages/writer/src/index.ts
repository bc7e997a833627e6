export {
  ERROR_BODY_TRAILER,
  ERROR_TRAILERS,
  ERROR_TYPE_TRAILER,
  type ErrorDescription,
} from './error-trailers.ts';
export { AlreadyStartedError, InvalidResponseHeadError, WriterClosedError } from './errors.ts';
export { type HttpResponse, PRELUDE_CONTENT_TYPE, PRELUDE_DELIMITER } from './response-head.ts';
export type { StreamSink } from './stream-sink.ts';
export { Writer, type WriterOptions } from './writer.ts';
