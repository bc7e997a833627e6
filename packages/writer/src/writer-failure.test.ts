import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ArraySink } from '../test/array-sink.ts';
import { decodeMessage } from '../test/decode-message.ts';
import { Writer } from './index.ts';

const failure = new RangeError('Out of rows');
const gone = new Error('The reader is gone');
const never = new Promise<void>(() => {});

const unhandled: unknown[] = [];
const onUnhandled = (reason: unknown) => unhandled.push(reason);
beforeEach(() => process.on('unhandledRejection', onUnhandled));
afterEach(async () => {
  await setImmediate();
  process.off('unhandledRejection', onUnhandled);
  expect(unhandled).toEqual([]);
});

describe('abort', () => {
  it('sends nothing if nothing has been sent yet', async () => {
    const sink = new ArraySink();
    const writer = new Writer(sink);
    writer.setHttpResponse({ statusCode: 201 });
    await writer.abort(failure);
    expect(sink).toMatchObject({ starts: [], writes: [], isEnded: false });
    expect(writer.started).toBe(false);
    await expect(writer.closed).rejects.toBe(failure);
  });

  it('ends a started response with trailers that report the error', async () => {
    const sink = new ArraySink();
    const writer = new Writer(sink);
    void writer.write('row');
    await writer.abort(failure);
    const { payload, trailers } = decodeMessage(sink.bytes);
    expect(payload.toString()).toBe('row');
    expect(trailers['Lambda-Runtime-Function-Error-Type']).toBe('Function.RangeError');
    expect(errorBody(trailers)).toEqual({
      errorMessage: 'Out of rows',
      errorType: 'RangeError',
      stackTrace: expect.arrayContaining([expect.stringContaining('writer-failure.test.ts')]),
    });
    expect(sink.isEnded).toBe(true);
  });

  it('makes pending writes, later writes and closed reject with the error', async () => {
    const writer = new Writer(new ArraySink({ isSlow: true }));
    const pending = writer.write('row');
    await writer.abort(failure);
    await expect(pending).rejects.toBe(failure);
    await expect(writer.write('later')).rejects.toBe(failure);
    await expect(writer.close()).rejects.toBe(failure);
    await expect(writer.closed).rejects.toBe(failure);
  });

  it('settles closed only when the reader has accepted the end', async () => {
    const { promise: accepted, resolve: accept } = Promise.withResolvers<void>();
    const writer = new Writer(new ArraySink({ accepted }));
    const order: string[] = [];
    void writer.write('row');
    const settled = [
      writer.abort(failure).then(() => order.push('abort')),
      writer.closed.catch(() => order.push('closed')),
    ];
    await setImmediate();
    order.push('accepted');
    accept();
    await Promise.all(settled);
    expect(order[0]).toBe('accepted');
  });

  it('rejects if the reader rejects the response, and so does closed', async () => {
    const rejection = new Error('410');
    const writer = new Writer(new ArraySink({ accepted: Promise.reject(rejection) }));
    void writer.write('row');
    await expect(writer.abort(failure)).rejects.toBe(rejection);
    await expect(writer.closed).rejects.toBe(rejection);
  });

  it('rejects if the reader is gone before it has accepted the response', async () => {
    const sink = new ArraySink({ accepted: never });
    const writer = new Writer(sink);
    void writer.write('row');
    const aborted = writer.abort(failure);
    sink.fail(gone);
    await expect(aborted).rejects.toBe(gone);
    await expect(writer.closed).rejects.toBe(gone);
    await expect(writer.write('later')).rejects.toBe(failure);
  });

  it('does nothing after close(), and resolves when the reader has accepted the end', async () => {
    const { promise: accepted, resolve: accept } = Promise.withResolvers<void>();
    const sink = new ArraySink({ accepted });
    const writer = new Writer(sink);
    void writer.close();
    await expectUnsettled(writer.abort(failure));
    accept();
    await writer.abort(failure);
    await writer.closed;
    await writer.abort(failure);
    expect(decodeMessage(sink.bytes).trailers).toEqual({});
  });

  it('does nothing the second time, and resolves when the reader has accepted the end', async () => {
    const { promise: accepted, resolve: accept } = Promise.withResolvers<void>();
    const sink = new ArraySink({ accepted });
    const writer = new Writer(sink);
    void writer.write('row');
    void writer.abort(failure);
    await expectUnsettled(writer.abort(new Error('second')));
    accept();
    await writer.abort(new Error('third'));
    await expect(writer.closed).rejects.toBe(failure);
    expect(decodeMessage(sink.bytes).payload.toString()).toBe('row');
  });

  it('resolves when the reader has accepted the end that an invalid chunk has caused', async () => {
    const { promise: accepted, resolve: accept } = Promise.withResolvers<void>();
    const writer = new Writer(new ArraySink({ accepted }));
    void writer.write('row');
    await expect(writer.write(undefined as never)).rejects.toThrow('must be a string or a Uint8Array');
    await expectUnsettled(writer.abort(failure));
    accept();
    await writer.abort(failure);
  });

  it.each(['close', 'abort'] as const)('rejects after %s() if the reader rejects the response', async (first) => {
    const rejection = new Error('410');
    const writer = new Writer(new ArraySink({ accepted: Promise.reject(rejection) }));
    void writer.write('row');
    void writer[first](failure);
    await expect(writer.abort(failure)).rejects.toBe(rejection);
    await expect(writer.abort(failure)).rejects.toBe(rejection);
  });

  it('rejects if the reader is gone already', async () => {
    const sink = new ArraySink({ accepted: never });
    const writer = new Writer(sink);
    void writer.write('row');
    sink.fail(gone);
    await expect(writer.abort(failure)).rejects.toBe(gone);
  });
});

describe('a reader that is gone', () => {
  it('makes everything reject at once, even if the sink never settles its promises', async () => {
    const sink = new ArraySink({ isSlow: true, accepted: never });
    const writer = new Writer(sink);
    const pending = writer.write('row');
    sink.fail(gone);
    await expect(pending).rejects.toBe(gone);
    await expect(writer.write('later')).rejects.toBe(gone);
    await expect(writer.closed).rejects.toBe(gone);
    await expect(writer.close()).rejects.toBe(gone);
    expect(sink).toMatchObject({ isEnded: false });
    expect(sink.writes).toHaveLength(1);
  });

  it('makes a pending close() reject', async () => {
    const { promise: accepted, resolve: accept } = Promise.withResolvers<void>();
    const sink = new ArraySink({ accepted });
    const writer = new Writer(sink);
    const closed = writer.close();
    sink.fail(gone);
    accept();
    await expect(closed).rejects.toBe(gone);
    await setImmediate();
    await expect(writer.write('later')).rejects.toBe(gone);
  });

  it('may be gone from the start', async () => {
    const sink = new ArraySink();
    sink.start = (_contentType, fail) => fail(gone);
    const writer = new Writer(sink);
    await expect(writer.write('row')).rejects.toBe(gone);
    await expect(writer.closed).rejects.toBe(gone);
  });

  it.each(['write', 'close'] as const)('may be reported by a rejection during %s()', async (during) => {
    const sink = new ArraySink({ accepted: never });
    sink.write = () => Promise.reject(gone);
    const writer = new Writer(sink);
    await expect(writer[during]('row')).rejects.toBe(gone);
    await expect(writer.closed).rejects.toBe(gone);
  });

  it('has no effect once it has accepted the response', async () => {
    const sink = new ArraySink();
    const writer = new Writer(sink);
    await writer.close();
    sink.fail(gone);
    await expect(writer.closed).resolves.toBeUndefined();
    await expect(writer.write('late')).rejects.toMatchObject({ name: 'WriterClosedError' });
  });
});

describe('promises that are not awaited', () => {
  it('reject without an unhandled rejection', () => {
    const failed = new ArraySink({ isSlow: true, accepted: Promise.reject(gone) });
    const writer = new Writer(failed);
    void writer.write('row');
    void writer.abort(failure);
    void writer.write('later');
    void writer.close();

    const closed = new Writer(new ArraySink({ accepted: Promise.reject(gone) }));
    void closed.close();
    void closed.write('late');
  });
});

/** Expects that a promise waits for the reader. */
async function expectUnsettled(promise: Promise<void>): Promise<void> {
  const early = Symbol('settled too early');
  const settled = promise.then(() => early);
  await setImmediate();
  expect(await Promise.race([settled, 'waiting'])).toBe('waiting');
}

function errorBody(trailers: Record<string, string>): unknown {
  return JSON.parse(Buffer.from(trailers['Lambda-Runtime-Function-Error-Body'] ?? '', 'base64').toString());
}
