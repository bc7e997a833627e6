import type { Writable } from 'node:stream';
import type { Context } from '@alr/context';
import type { HttpResponse } from '@alr/writer';
import { RuntimeError } from '../errors/errors.ts';

/** What a handler made by `streamifyResponse` writes its response to. */
export interface ResponseStream extends Writable {
  /** Sets the content type of the response. @throws {RuntimeError} after the first write */
  setContentType(type: string): void;
}

/** A handler that writes its response to a stream. */
export type StreamingHandler = (event: never, responseStream: ResponseStream, context: Context) => Promise<unknown>;

/** Marks a streaming handler, as AWS's Node runtime and tools that wrap handlers know it. */
const STREAMING = Symbol.for('aws.lambda.runtime.handler.streaming');
const HIGH_WATER_MARK = Symbol.for('aws.lambda.runtime.handler.streaming.highWaterMark');
/** Under it, a response stream takes the status and headers of its HTTP response, whichever copy of this package made it. */
export const HTTP_RESPONSE: unique symbol = Symbol.for('@alr/runtime.http-response') as never;

/** Makes a handler stream its response; the same as the global `awslambda.streamifyResponse`. */
export function streamifyResponse<Handler extends StreamingHandler>(
  handler: Handler,
  options?: { highWaterMark?: number },
): Handler {
  const marks = {
    [STREAMING]: 'response',
    ...(options?.highWaterMark === undefined ? {} : { [HIGH_WATER_MARK]: options.highWaterMark }),
  };
  return Object.assign(handler, marks);
}

/** Gives a response stream the status and headers of an HTTP response; the same as the global `awslambda.HttpResponseStream`. */
export const HttpResponseStream: { from(stream: Writable, response: HttpResponse): ResponseStream } = {
  from(stream, response) {
    if (!isResponseStream(stream)) {
      throw new RuntimeError(
        'InvalidStreamingOperation',
        'HttpResponseStream.from takes the response stream that the handler was called with',
      );
    }
    stream[HTTP_RESPONSE](response);
    return stream;
  },
};

function isResponseStream(
  stream: object,
): stream is ResponseStream & { [HTTP_RESPONSE](response: HttpResponse): void } {
  return HTTP_RESPONSE in stream && typeof stream[HTTP_RESPONSE] === 'function';
}

/** How a function is marked as streaming; undefined for one that isn't. */
export function streamingMark(handler: object): { readonly highWaterMark: number | undefined } | undefined {
  if (!(STREAMING in handler) || handler[STREAMING] !== 'response') return undefined;
  const highWaterMark = HIGH_WATER_MARK in handler ? handler[HIGH_WATER_MARK] : undefined;
  return { highWaterMark: typeof highWaterMark === 'number' ? highWaterMark : undefined };
}

/** Puts the global in place that functions written for AWS's Node runtime use; to be done before they are loaded. */
export function defineAwslambda(): void {
  const global = globalThis as { awslambda?: object };
  global.awslambda = Object.assign(global.awslambda ?? {}, { streamifyResponse, HttpResponseStream });
}
