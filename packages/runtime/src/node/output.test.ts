import { describe, expect, it, vi } from 'vitest';
import { Output } from './output.ts';

const DESCRIPTOR = 2;

/**
 * A file descriptor.
 * @param maxBytes the most bytes that one call accepts
 * @param failures the error codes of the first calls
 */
function descriptorWith(maxBytes: number, failures: Iterable<string> = []) {
  const codes = failures[Symbol.iterator]();
  let written = '';
  const writeSync = vi.fn((descriptor: number, bytes: Uint8Array) => {
    expect(descriptor).toBe(DESCRIPTOR);
    const { value: code, done } = codes.next();
    if (!done) throw Object.assign(new Error(code), { code });
    const accepted = bytes.subarray(0, maxBytes);
    written += Buffer.from(accepted).toString('latin1');
    return accepted.length;
  });
  return { writeSync, written: () => Buffer.from(written, 'latin1').toString() };
}

function* forever(code: string): Generator<string> {
  for (;;) yield code;
}

describe('an output', () => {
  it('writes all bytes before it returns, even if the descriptor accepts only a few at a time', () => {
    const { writeSync, written } = descriptorWith(3);
    expect(new Output(DESCRIPTOR, writeSync).write(Buffer.from('zwölf €'))).toBe(10);
    expect(written()).toBe('zwölf €');
  });

  it('retries while the pipe is full', () => {
    const { writeSync, written } = descriptorWith(10, ['EAGAIN', 'EAGAIN']);
    expect(new Output(DESCRIPTOR, writeSync).write(Buffer.from('hello'))).toBe(5);
    expect(written()).toBe('hello');
  });

  it.each(['EPIPE', 'EBADF', 'ENOSPC', 'EIO'])(
    'drops the bytes without an error if they cannot be written: %s',
    (code) => {
      const { writeSync } = descriptorWith(10, forever(code));
      expect(new Output(DESCRIPTOR, writeSync).write(Buffer.from('hello'))).toBe(0);
      expect(writeSync).toHaveBeenCalledOnce();
    },
  );

  it('gives up a full pipe that nothing reads, and then does not wait for it again', () => {
    const { writeSync } = descriptorWith(10, forever('EAGAIN'));
    const output = new Output(DESCRIPTOR, writeSync);
    expect(output.write(Buffer.from('hello'))).toBe(0);
    writeSync.mockClear();
    expect(output.write(Buffer.from('hello'))).toBe(0);
    expect(writeSync).toHaveBeenCalledOnce();
  });

  it('reports how much it has written when the descriptor fails in the middle', () => {
    const writeSync = vi
      .fn()
      .mockReturnValueOnce(2)
      .mockImplementation(() => {
        throw new Error('the disk is full');
      });
    expect(new Output(DESCRIPTOR, writeSync).write(Buffer.from('hello'))).toBe(2);
  });
});
