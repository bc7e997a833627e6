import { closeSync, fstatSync, mkdtempSync, openSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { Output } from './output.ts';

const DESCRIPTOR = 2;

const sameFile = { fstatSync: () => ({ dev: 1, ino: 1 }), openSync: () => 0 };

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
  const output = () => new Output(DESCRIPTOR, { ...sameFile, writeSync });
  return { output, writeSync, written: () => Buffer.from(written, 'latin1').toString() };
}

function* forever(code: string): Generator<string> {
  for (;;) yield code;
}

describe('an output', () => {
  it('writes all bytes before it returns, even if the descriptor accepts only a few at a time', () => {
    const { output, written } = descriptorWith(3);
    expect(output().write(Buffer.from('zwölf €'))).toBe(10);
    expect(written()).toBe('zwölf €');
  });

  it('retries while the pipe is full', () => {
    const { output, written } = descriptorWith(10, ['EAGAIN', 'EAGAIN']);
    expect(output().write(Buffer.from('hello'))).toBe(5);
    expect(written()).toBe('hello');
  });

  it.each(['EPIPE', 'EBADF', 'ENOSPC', 'EIO'])(
    'drops the bytes without an error if they cannot be written: %s',
    (code) => {
      const { output, writeSync } = descriptorWith(10, forever(code));
      expect(output().write(Buffer.from('hello'))).toBe(0);
      expect(writeSync).toHaveBeenCalledOnce();
    },
  );

  it('gives up a full pipe that nothing reads, and then does not wait for it again', () => {
    const { output: open, writeSync } = descriptorWith(10, forever('EAGAIN'));
    const output = open();
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
    expect(new Output(DESCRIPTOR, { ...sameFile, writeSync }).write(Buffer.from('hello'))).toBe(2);
  });

  it('does not write to another file or socket that got the number of the closed descriptor', () => {
    const folder = mkdtempSync(join(tmpdir(), 'alr-output-'));
    const [own, other] = [join(folder, 'own'), join(folder, 'other')];
    const descriptor = openSync(own, 'w');
    const output = new Output(descriptor);
    expect(output.write(Buffer.from('mine'))).toBe(4);
    closeSync(descriptor);
    const reused = openSync(other, 'w');
    expect(reused).toBe(descriptor);
    expect(output.write(Buffer.from('stray'))).toBe(0);
    closeSync(reused);
    expect([own, other].map((file) => readFileSync(file, 'utf8'))).toEqual(['mine', '']);
    rmSync(folder, { recursive: true });
  });

  it('occupies the number of a closed descriptor, so that no socket gets it', () => {
    const descriptor = openSync('/dev/null', 'w');
    const output = new Output(descriptor);
    closeSync(descriptor);
    expect(output.write(Buffer.from('stray'))).toBe(0);
    expect(fstatSync(descriptor).rdev).toBe(statSync('/dev/null').rdev);
    closeSync(descriptor);
  });
});
