import type { Writable } from 'node:stream';
import type { Context } from '@alr/context';
import type { HttpResponse } from '@alr/writer';
import { RuntimeError } from '../errors/errors.ts';

/** The stream to which a handler made by `streamifyResponse` writes its response. */
export interface ResponseStream extends Writable {
  /**
   * Sets the content type of the response.
   * @throws {RuntimeError} something was written already
   */
  setContentType(type: string): void;
}

/** A handler that writes its response to a stream. */
export type StreamingHandler = (event: never, responseStream: ResponseStream, context: Context) => Promise<unknown>;

/** Marks a streaming handler. AWS's Node runtime and tools that wrap handlers use the same symbols. */
export const STREAMING: unique symbol = Symbol.for('aws.lambda.runtime.handler.streaming') as never;
const HIGH_WATER_MARK = Symbol.for('aws.lambda.runtime.handler.streaming.highWaterMark');
/** The key of a response stream's method that sets the HTTP response, the same in all copies of this package. */
export const HTTP_RESPONSE: unique symbol = Symbol.for('@alr/runtime.http-response') as never;

/** Makes a handler stream its response. The global `awslambda.streamifyResponse` is the same function. */
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

/**
 * Sets the status and headers of the HTTP response that a response stream sends. The global
 * `awslambda.HttpResponseStream` is the same object.
 */
export const HttpResponseStream: { from(stream: Writable, response: HttpResponse): ResponseStream } = {
  from(stream, response) {
    if (!isResponseStream(stream)) {
      throw new RuntimeError(
        'InvalidStreamingOperation',
        'HttpResponseStream.from was called with another stream: pass it the response stream that the handler gets',
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

/** Returns the streaming options of a handler; undefined if it is not marked as streaming. */
export function streamingMark(handler: object): { readonly highWaterMark: number | undefined } | undefined {
  if (!(STREAMING in handler) || handler[STREAMING] !== 'response') return undefined;
  const highWaterMark = HIGH_WATER_MARK in handler ? handler[HIGH_WATER_MARK] : undefined;
  return { highWaterMark: typeof highWaterMark === 'number' ? highWaterMark : undefined };
}

/**
 * Defines the global that functions written for AWS's Node runtime use. They use it while they load, so call this
 * before.
 */
export function defineAwslambda(): void {
  const global = globalThis as { awslambda?: object };
  global.awslambda = Object.assign(global.awslambda ?? {}, { streamifyResponse, HttpResponseStream });
}
