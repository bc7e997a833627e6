import { describe, expect, it } from 'vitest';
import { ArraySink } from '../test/array-sink.ts';
import { decodeMessage } from '../test/decode-message.ts';
import { Writer } from './index.ts';

describe('writable', () => {
  it('writes a piped stream, and then ends the response', async () => {
    const sink = new ArraySink();
    const writer = new Writer(sink);
    await new Response('piped').body?.pipeTo(writer.writable);
    await writer.closed;
    expect(decodeMessage(sink.bytes).payload.toString()).toBe('piped');
  });

  it('is always the same stream', () => {
    const writer = new Writer(new ArraySink());
    expect(writer.writable).toBe(writer.writable);
  });

  it('accepts no more than the reader does', async () => {
    const sink = new ArraySink({ isSlow: true });
    const output = new Writer(sink).writable.getWriter();
    await output.ready;
    void output.write('chunk');
    expect(output.desiredSize).toBe(0);
    sink.read();
    await output.ready;
    expect(output.desiredSize).toBe(1);
  });

  it('ends the response with the error of the piped stream', async () => {
    const failure = new TypeError('The source failed');
    const sink = new ArraySink();
    const writer = new Writer(sink);
    const source = ReadableStream.from(
      (async function* () {
        yield 'started';
        throw failure;
      })(),
    );
    await expect(source.pipeTo(writer.writable)).rejects.toBe(failure);
    await expect(writer.closed).rejects.toBe(failure);
    expect(decodeMessage(sink.bytes).trailers).toMatchObject({
      'Lambda-Runtime-Function-Error-Type': 'Function.TypeError',
    });
  });

  it('cancels the piped stream as soon as the reader is gone', async () => {
    const gone = new Error('The reader is gone');
    const sink = new ArraySink();
    const cancelled = Promise.withResolvers<unknown>();
    // The source never ends by itself: only the writer can end it.
    const source = new ReadableStream<string>({
      start: (controller) => controller.enqueue('started'),
      cancel: cancelled.resolve,
    });
    sink.write = () => {
      queueMicrotask(() => sink.fail(gone));
      return undefined;
    };
    const piped = source.pipeTo(new Writer(sink).writable);
    await expect(piped).rejects.toBe(gone);
    await expect(cancelled.promise).resolves.toBe(gone);
  });
});
