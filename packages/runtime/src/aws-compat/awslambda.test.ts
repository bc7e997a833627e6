import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import {
  defineAwslambda,
  HttpResponseStream,
  type StreamingHandler,
  streamifyResponse,
  streamingMark,
} from './awslambda.ts';

const handler: StreamingHandler = async () => {};

describe('streamifyResponse', () => {
  it('marks a handler as AWS’s Node runtime does', () => {
    const marked = streamifyResponse(async () => {}, { highWaterMark: 7 });
    expect(Object.getOwnPropertySymbols(marked).map((symbol) => [symbol.description, marked[symbol as never]])).toEqual(
      [
        ['aws.lambda.runtime.handler.streaming', 'response'],
        ['aws.lambda.runtime.handler.streaming.highWaterMark', 7],
      ],
    );
  });

  it('returns the handler', () => {
    expect(streamifyResponse(handler)).toBe(handler);
  });
});

describe('streamingMark', () => {
  it('recognizes a streaming handler, even if another library has marked it', () => {
    const wrapped = Object.assign(async () => {}, { [Symbol.for('aws.lambda.runtime.handler.streaming')]: 'response' });
    expect(streamingMark(wrapped)).toEqual({ highWaterMark: undefined });
    expect(streamingMark(streamifyResponse(async () => {}, { highWaterMark: 7 }))).toEqual({ highWaterMark: 7 });
  });

  it('reads the high-water mark as a number, whatever its type', () => {
    const marks = (highWaterMark: unknown) =>
      streamingMark(
        Object.assign(async () => {}, {
          [Symbol.for('aws.lambda.runtime.handler.streaming')]: 'response',
          [Symbol.for('aws.lambda.runtime.handler.streaming.highWaterMark')]: highWaterMark,
        }),
      );
    expect(marks('1024')).toEqual({ highWaterMark: 1024 });
    for (const mark of ['large', 0, null, Number.NaN]) expect(marks(mark)).toEqual({ highWaterMark: undefined });
  });

  it('is undefined for any other function', () => {
    expect(streamingMark(() => {})).toBeUndefined();
    expect(
      streamingMark(Object.assign(() => {}, { [Symbol.for('aws.lambda.runtime.handler.streaming')]: undefined })),
    ).toBeUndefined();
  });

  it.each(['request', true, 1, {}])('rejects the unknown value %o', (mark) => {
    const marked = Object.assign(() => {}, { [Symbol.for('aws.lambda.runtime.handler.streaming')]: mark });
    expect(() => streamingMark(marked)).toThrow(expect.objectContaining({ name: 'Runtime.MalformedStreamingHandler' }));
  });
});

describe('HttpResponseStream.from', () => {
  it('rejects a stream that is not the response stream', () => {
    expect(() => HttpResponseStream.from(new PassThrough(), { statusCode: 200 })).toThrow(
      expect.objectContaining({
        name: 'Runtime.InvalidStreamingOperation',
        message: expect.stringContaining('pass it the response stream that the handler gets'),
      }),
    );
  });
});

describe('defineAwslambda', () => {
  it('keeps the other properties of the global', () => {
    const global = globalThis as { awslambda?: object };
    const before = global.awslambda;
    global.awslambda = { InvokeStore: 'theirs' };
    defineAwslambda();
    expect(global.awslambda).toEqual({ InvokeStore: 'theirs', streamifyResponse, HttpResponseStream });
    if (before === undefined) delete global.awslambda;
    else global.awslambda = before;
  });
});
