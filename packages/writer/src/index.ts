export { ERROR_TRAILERS, type ErrorDescription } from './error-trailers.ts';
export { type HttpResponse, InvalidResponseHeadError } from './response-head.ts';
export type { StreamSink } from './stream-sink.ts';
export { Writer, type WriterOptions } from './writer.ts';
export { AlreadyStartedError, WriterClosedError } from './writer-errors.ts';
