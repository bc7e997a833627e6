import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ArraySink } from '../test/array-sink.ts';
import { decodeMessage } from '../test/decode-message.ts';
import { Writer } from './index.ts';

describe('write', () => {
  it('sends the head and the chunk before it returns', () => {
    const sink = new ArraySink();
    void new Writer(sink).write('first');
    expect(sink.starts).toEqual(['application/octet-stream']);
    expect(sink.bytes.toString()).toBe('5\r\nfirst\r\n');
  });

  it.each([['text'], [Buffer.alloc(10)], [Buffer.alloc(1_000_000)]])('sends a chunk in one go', async (chunk) => {
    const sink = new ArraySink();
    await new Writer(sink).write(chunk);
    expect(sink.writes).toHaveLength(1);
  });

  it('sends a string as UTF-8, and its size in bytes', async () => {
    const sink = new ArraySink();
    await new Writer(sink).write('zwölf €');
    expect(sink.bytes.toString()).toBe('a\r\nzwölf €\r\n');
  });

  it('sends nothing for an empty chunk, not even the head', async () => {
    const sink = new ArraySink();
    const writer = new Writer(sink);
    await writer.write('');
    await writer.write(new Uint8Array());
    expect(writer.started).toBe(false);
    expect(sink).toMatchObject({ starts: [], writes: [] });
  });

  it('does not copy a large array', async () => {
    const sink = new ArraySink();
    const large = new Uint8Array(100_000);
    await new Writer(sink).write(large);
    expect(sink.writes.flat()).toContain(large);
  });

  it('resolves only when the reader accepts more', async () => {
    const sink = new ArraySink({ isSlow: true });
    const order: string[] = [];
    const written = new Writer(sink).write('chunk').then(() => order.push('written'));
    await setImmediate();
    order.push('read');
    sink.read();
    await written;
    expect(order).toEqual(['read', 'written']);
  });

  it('sends at once, whether or not the reader accepts more', () => {
    const sink = new ArraySink({ isSlow: true });
    const writer = new Writer(sink);
    void writer.write('1');
    void writer.write('2');
    expect(sink.writes).toHaveLength(2);
  });

  it('lets the caller reuse an array once it has resolved', async () => {
    const chunk = fc.uint8Array({ minLength: 1, maxLength: 6000, size: 'max' });
    await fc.assert(
      fc.asyncProperty(fc.array(chunk, { maxLength: 10 }), async (chunks) => {
        const sink = new ArraySink();
        const sent: Buffer[] = [];
        // Like a socket with a full buffer, this takes the bytes some time after the call.
        sink.write = async (parts) => {
          await setImmediate();
          sent.push(Buffer.concat(parts));
        };
        const writer = new Writer(sink);
        const reused = new Uint8Array(6000);
        for (const bytes of chunks) {
          reused.set(bytes);
          await writer.write(reused.subarray(0, bytes.length));
        }
        await writer.close();
        await setImmediate();
        expect(decodeMessage(Buffer.concat(sent)).payload).toEqual(Buffer.concat(chunks));
      }),
      { numRuns: 20 },
    );
  });

  it.each([undefined, null, 1, {}, ['text'], new ArrayBuffer(1)])(
    'rejects %o, and ends the stream with that error',
    async (chunk) => {
      const sink = new ArraySink();
      const writer = new Writer(sink);
      void writer.write('good');
      // The cast stands in for a caller without types.
      await expect(writer.write(chunk as string)).rejects.toThrow(/^a chunk must be a string or a Uint8Array, not /);
      await expect(writer.close()).rejects.toThrow(TypeError);
      expect(decodeMessage(sink.bytes).trailers).toMatchObject({
        'Lambda-Runtime-Function-Error-Type': 'Function.TypeError',
      });
    },
  );

  it('rejects after close()', async () => {
    const sink = new ArraySink();
    const writer = new Writer(sink);
    await writer.close();
    await expect(writer.write('late')).rejects.toMatchObject({ name: 'WriterClosedError' });
    expect(decodeMessage(sink.bytes).payload).toHaveLength(0);
  });
});

describe('bytesWritten', () => {
  it('counts the bytes of the payload, without the head of an HTTP response', async () => {
    const writer = new Writer(new ArraySink());
    writer.setHttpResponse({ statusCode: 201 });
    await writer.write('€');
    await writer.write(new Uint8Array(5000));
    expect(writer.bytesWritten).toBe(5003);
  });
});

describe('setContentType', () => {
  it('sets the content type of the head', async () => {
    const sink = new ArraySink();
    const writer = new Writer(sink);
    writer.setContentType('text/plain; charset=utf-8');
    await writer.close();
    expect(sink.starts).toEqual(['text/plain; charset=utf-8']);
  });

  it.each(['text/plain\r\nX-Injected: 1', 'text/plain\n', 'text/\0', 'text/€', undefined])('throws for %o', (type) => {
    const writer = new Writer(new ArraySink());
    // The cast stands in for a caller without types.
    expect(() => writer.setContentType(type as string)).toThrow(
      expect.objectContaining({ name: 'InvalidResponseHeadError' }),
    );
  });

  it('throws after the first write', async () => {
    const writer = new Writer(new ArraySink());
    await writer.write('first');
    expect(() => writer.setContentType('text/plain')).toThrow(expect.objectContaining({ name: 'AlreadyStartedError' }));
  });
});

describe('close', () => {
  it('ends an empty response', async () => {
    const sink = new ArraySink();
    const writer = new Writer(sink);
    await writer.close();
    expect(sink).toMatchObject({ starts: ['application/octet-stream'], isEnded: true });
    expect(decodeMessage(sink.bytes)).toMatchObject({ chunks: [], trailers: {} });
  });

  it('may be called again', async () => {
    const sink = new ArraySink();
    const writer = new Writer(sink);
    await Promise.all([writer.close(), writer.close()]);
    await writer.close();
    expect(decodeMessage(sink.bytes).payload).toHaveLength(0);
  });

  it('resolves when the reader has accepted the response, as do pending writes', async () => {
    const { promise: accepted, resolve: accept } = Promise.withResolvers<void>();
    const writer = new Writer(new ArraySink({ isSlow: true, accepted }));
    const order: string[] = [];
    const settled = [
      writer.write('last').then(() => order.push('written')),
      writer.close().then(() => order.push('close')),
      writer.closed.then(() => order.push('closed')),
    ];
    await setImmediate();
    expect(order).toEqual([]);
    accept();
    await Promise.all(settled);
    expect(order).toEqual(['written', 'close', 'closed']);
  });

  it('rejects if the reader rejects the response', async () => {
    const rejection = new Error('413');
    const writer = new Writer(new ArraySink({ accepted: Promise.reject(rejection) }));
    await expect(writer.close()).rejects.toBe(rejection);
    await expect(writer.closed).rejects.toBe(rejection);
  });
});
