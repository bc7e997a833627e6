import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ArraySink } from '../test/array-sink.ts';
import { decodeMessage } from '../test/decode-message.ts';
import { Writer } from './index.ts';

/** Any chunk: text, even with lone surrogates; bytes, even in a part of their buffer; empty, small and large chunks. */
const anyChunk = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom('a', 'é', '€', '😀', '\ud83d', '\r', '\n', '0') }),
  fc.uint8Array(),
  fc.tuple(fc.uint8Array({ minLength: 2 }), fc.nat(1)).map(([bytes, from]) => bytes.subarray(from, bytes.length - 1)),
  fc.constantFrom(4095, 4096, 4097, 70_000).map((length) => Buffer.alloc(length, 'x')),
);
const writes = fc.array(fc.record({ chunk: anyChunk, isAwaited: fc.boolean() }), { maxLength: 20 });

describe('a message', () => {
  it('decodes to what was written, whether or not the writes were awaited', async () => {
    await fc.assert(
      fc.asyncProperty(writes, fc.boolean(), async (sequence, isSlow) => {
        const sink = new ArraySink({ isSlow });
        const writer = new Writer(sink);
        for (const { chunk, isAwaited } of sequence) {
          const written = writer.write(chunk);
          sink.read();
          if (isAwaited) await written;
        }
        await writer.close();

        const { payload, trailers } = decodeMessage(sink.bytes);
        expect(payload.equals(bytesOf(sequence))).toBe(true);
        expect(writer.bytesWritten).toBe(payload.length);
        expect(trailers).toEqual({});
        expect(sink.starts).toHaveLength(1);
      }),
    );
  });

  it('has a chunk for every write that is not empty', async () => {
    const sink = new ArraySink();
    const writer = new Writer(sink);
    for (const chunk of ['one', '', 'two', new Uint8Array(), Buffer.from('three')]) await writer.write(chunk);
    await writer.close();
    expect(decodeMessage(sink.bytes).chunks.map(String)).toEqual(['one', 'two', 'three']);
  });

  it('has its trailers after everything that was written before the failure', async () => {
    await fc.assert(
      fc.asyncProperty(writes, fc.anything(), async (sequence, error) => {
        const sink = new ArraySink();
        const writer = new Writer(sink);
        void writer.write('started');
        for (const { chunk } of sequence) void writer.write(chunk);
        await writer.abort(error);
        await writer.closed.catch(() => {});

        const { payload, trailers } = decodeMessage(sink.bytes);
        expect(payload.equals(bytesOf([{ chunk: 'started' }, ...sequence]))).toBe(true);
        expect(Object.keys(trailers)).toEqual([
          'Lambda-Runtime-Function-Error-Type',
          'Lambda-Runtime-Function-Error-Body',
        ]);
      }),
    );
  });
});

function bytesOf(sequence: readonly { chunk: string | Uint8Array }[]): Buffer {
  return Buffer.concat(sequence.map(({ chunk }) => Buffer.from(chunk)));
}
