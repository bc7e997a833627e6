import { afterEach, describe, expect, it, vi } from 'vitest';
import type { LogRecord } from './record.ts';
import { StderrTarget } from './stderr-target.ts';

const fs = process.getBuiltinModule('node:fs');

function record(message: string): LogRecord {
  return {
    timestamp: new Date('2026-11-23T12:00:00.000Z'),
    level: 'info',
    args: [message],
    requestId: undefined,
    tenantId: undefined,
    fields: {},
  };
}

/**
 * Replaces `fs.writeSync`.
 * @param maxBytes the most bytes that one call accepts
 * @param failures the error codes of the first calls
 */
function captureWrites(maxBytes = Number.POSITIVE_INFINITY, ...failures: string[]): () => string {
  let written = '';
  vi.spyOn(fs, 'writeSync').mockImplementation((descriptor: number, bytes: unknown) => {
    expect(descriptor).toBe(2);
    const code = failures.shift();
    if (code !== undefined) throw Object.assign(new Error(code), { code });
    const accepted = (bytes as Buffer).subarray(0, maxBytes);
    written += accepted.toString('latin1');
    return accepted.length;
  });
  return () => Buffer.from(written, 'latin1').toString();
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe('stderr', () => {
  it('gets each record as a line of text before the call returns', () => {
    const written = captureWrites();
    new StderrTarget('info', 'text').write(record('zwölf €'));
    expect(written()).toBe('2026-11-23T12:00:00.000Z\t-\tINFO\tzwölf €\n');
  });

  it('gets each record as a line of JSON if the format is JSON', () => {
    const written = captureWrites();
    new StderrTarget('info', 'json').write(record('hello'));
    expect(written()).toBe('{"timestamp":"2026-11-23T12:00:00.000Z","level":"INFO","message":"hello"}\n');
  });

  it('gets the whole record even if it accepts only a few bytes at a time', () => {
    const written = captureWrites(3);
    new StderrTarget('info', 'text').write(record('zwölf €'));
    expect(written()).toMatch(/\tzwölf €\n$/);
  });

  it('is retried while it is full', () => {
    const written = captureWrites(10, 'EAGAIN', 'EAGAIN');
    new StderrTarget('info', 'text').write(record('hello'));
    expect(written()).toMatch(/\thello\n$/);
  });

  it.each(['EPIPE', 'EBADF'])('drops records without an error if nothing reads them: %s', (code) => {
    captureWrites(Number.POSITIVE_INFINITY, code);
    expect(() => new StderrTarget('info', 'text').write(record('hello'))).not.toThrow();
  });

  it('throws any other error', () => {
    captureWrites(Number.POSITIVE_INFINITY, 'EIO');
    expect(() => new StderrTarget('info', 'text').write(record('hello'))).toThrow('EIO');
  });
});

describe('the level', () => {
  it('decides which records are written, and can be set at any time', () => {
    const target = new StderrTarget('info', 'text');
    expect(target.isEnabled('debug')).toBe(false);
    target.level = 'debug';
    expect(target.level).toBe('debug');
    expect(target.isEnabled('debug')).toBe(true);
  });

  it('is rejected if there is no such level', () => {
    const target = new StderrTarget('info', 'text');
    expect(() => {
      target.level = 'loud' as never;
    }).toThrow('the level set on the logger is "loud"');
  });
});
