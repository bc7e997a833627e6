import { describe, expect, it, vi } from 'vitest';
import { writeLine } from './stderr.ts';

/**
 * A file descriptor table in which only stderr is open.
 * @param maxBytes the most bytes that one call accepts
 * @param failures the error codes of the first calls
 */
function stderrWith(maxBytes: number, ...failures: string[]) {
  let written = '';
  const writeSync = vi.fn((descriptor: number, bytes: Buffer) => {
    expect(descriptor).toBe(2);
    const code = failures.shift();
    if (code !== undefined) throw Object.assign(new Error(code), { code });
    const accepted = bytes.subarray(0, maxBytes);
    written += accepted.toString('latin1');
    return accepted.length;
  });
  return { writeSync, written: () => Buffer.from(written, 'latin1').toString() };
}

describe('writeLine', () => {
  it('writes the line before it returns', () => {
    const stderr = stderrWith(Number.POSITIVE_INFINITY);
    writeLine('zwölf €', stderr);
    expect(stderr.written()).toBe('zwölf €\n');
  });

  it('writes the whole line even if stderr accepts only a few bytes at a time', () => {
    const stderr = stderrWith(3);
    writeLine('zwölf €', stderr);
    expect(stderr.written()).toBe('zwölf €\n');
  });

  it('retries while stderr is full', () => {
    const stderr = stderrWith(10, 'EAGAIN', 'EAGAIN');
    writeLine('hello', stderr);
    expect(stderr.written()).toBe('hello\n');
    expect(stderr.writeSync).toHaveBeenCalledTimes(3);
  });

  it.each(['EPIPE', 'EBADF'])('drops the line without an error if nothing reads stderr: %s', (code) => {
    expect(() => writeLine('hello', stderrWith(10, code))).not.toThrow();
  });

  it('throws any other error', () => {
    expect(() => writeLine('hello', stderrWith(10, 'EIO'))).toThrow('EIO');
  });
});
