// @compile-at-start
import type { Writable } from 'node:stream';
import type { Context } from '@alr/context';
import { RuntimeError } from '../errors/errors.ts';

/** The stream to which a handler made by `streamifyResponse` writes its response. */
export interface ResponseStream extends Writable {
  /**
   * Sets the content type of the response.
   * @throws {RuntimeError} something was written already
   */
  setContentType(type: string): void;
  /** Called before the first write, with a function that writes in front of it. */
  // biome-ignore lint/plugin: libraries set it, as AWS's own code does
  _onBeforeFirstWrite?: ((write: (chunk: string | Uint8Array) => void) => void) | undefined;
}

/**
 * The status, headers and cookies of an HTTP response. Lambda gets the JSON of the whole object, which may have other
 * members and types too.
 */
export interface HttpMetadata {
  readonly statusCode?: number | string | undefined;
  readonly headers?: Readonly<Record<string, unknown>> | null | undefined;
  readonly multiValueHeaders?: Readonly<Record<string, readonly unknown[]>> | null | undefined;
  readonly cookies?: readonly string[] | null | undefined;
  readonly [member: string]: unknown;
}

/** A handler that writes its response to a stream. */
export type StreamingHandler = (event: never, responseStream: ResponseStream, context: Context) => Promise<unknown>;

/** Marks a streaming handler. AWS's Node runtime and tools that wrap handlers use the same symbols. */
export const STREAMING: unique symbol = Symbol.for('aws.lambda.runtime.handler.streaming') as never;
const HIGH_WATER_MARK = Symbol.for('aws.lambda.runtime.handler.streaming.highWaterMark');
/** The key of a response stream's method that sets the HTTP response, the same in all copies of this package. */
export const HTTP_RESPONSE: unique symbol = Symbol.for('@alr/runtime.http-response') as never;

/** Makes a handler stream its response. The global `awslambda.streamifyResponse` is the same function. */
// @compile-later
export function streamifyResponse<Handler extends StreamingHandler>(
  handler: Handler,
  options?: { highWaterMark?: number },
): Handler {
  const marks = {
    [STREAMING]: 'response',
    ...(typeof options?.highWaterMark === 'number' ? { [HIGH_WATER_MARK]: Math.trunc(options.highWaterMark) } : {}),
  };
  return Object.assign(handler, marks);
}

/**
 * Sets the status and headers of the HTTP response that a response stream sends. The global
 * `awslambda.HttpResponseStream` is the same object.
 */
export const HttpResponseStream: { from(stream: Writable, metadata?: HttpMetadata | null): ResponseStream } = {
  from(stream, metadata) {
    if (isResponseStream(stream)) {
      stream[HTTP_RESPONSE](metadata ?? {});
      return stream;
    }
    throw new RuntimeError(
      'InvalidStreamingOperation',
      'HttpResponseStream.from was called with another stream: pass it the response stream that the handler gets',
    );
  },
};

// @compile-later
function isResponseStream(
  stream: object,
): stream is ResponseStream & { [HTTP_RESPONSE](metadata: HttpMetadata): void } {
  return HTTP_RESPONSE in stream && typeof stream[HTTP_RESPONSE] === 'function';
}

/**
 * Returns the streaming options of a handler; undefined if it is not marked as streaming.
 * @throws {RuntimeError} the mark has an unknown value
 */
// @compile-later
export function streamingMark(handler: object): { readonly highWaterMark: number | undefined } | undefined {
  const mark = STREAMING in handler ? handler[STREAMING] : undefined;
  if (!mark) return undefined;
  if (mark !== 'response') {
    const message = `the handler is marked as streaming with the value ${String(mark)}, but only response is supported: use awslambda.streamifyResponse`;
    throw new RuntimeError('MalformedStreamingHandler', message);
  }
  const highWaterMark = HIGH_WATER_MARK in handler ? Number(handler[HIGH_WATER_MARK]) : 0;
  return { highWaterMark: highWaterMark > 0 ? highWaterMark : undefined };
}

/**
 * Defines the global that functions written for AWS's Node runtime use. They use it while they load, so call this
 * before.
 */
export function defineAwslambda(): void {
  const global = globalThis as { awslambda?: object };
  global.awslambda = Object.assign(global.awslambda ?? {}, { streamifyResponse, HttpResponseStream });
}
