import { describe, expect, it } from 'vitest';
import { ArraySink } from '../test/array-sink.ts';
import { decodeMessage } from '../test/decode-message.ts';
import { Writer } from './index.ts';

describe('writable', () => {
  it('takes what is piped into it, and ends the response after it', async () => {
    const sink = new ArraySink();
    const writer = new Writer(sink);
    await new Response('piped').body?.pipeTo(writer.writable);
    await writer.closed;
    expect(decodeMessage(sink.bytes).payload.toString()).toBe('piped');
  });

  it('is one stream, made on first use', () => {
    const writer = new Writer(new ArraySink());
    expect(writer.writable).toBe(writer.writable);
  });

  it('takes no more than the reader wants', async () => {
    const sink = new ArraySink({ isSlow: true });
    const output = new Writer(sink).writable.getWriter();
    await output.ready;
    void output.write('chunk');
    expect(output.desiredSize).toBe(0);
    sink.read();
    await output.ready;
    expect(output.desiredSize).toBe(1);
  });

  it('ends the response with the error of what is piped into it', async () => {
    const failure = new TypeError('Source broken');
    const sink = new ArraySink();
    const writer = new Writer(sink);
    const source = ReadableStream.from(
      (async function* () {
        yield 'begun';
        throw failure;
      })(),
    );
    await expect(source.pipeTo(writer.writable)).rejects.toBe(failure);
    await expect(writer.closed).rejects.toBe(failure);
    expect(decodeMessage(sink.bytes).trailers).toMatchObject({
      'Lambda-Runtime-Function-Error-Type': 'Function.TypeError',
    });
  });

  it('stops what is piped into it as soon as the reader is gone', async () => {
    const gone = new Error('The reader is gone');
    const sink = new ArraySink();
    const cancelled = Promise.withResolvers<unknown>();
    // It has nothing more to give: only the writer can end it.
    const source = new ReadableStream<string>({
      start: (controller) => controller.enqueue('begun'),
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
