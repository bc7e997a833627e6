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

/** Stands in for the file descriptor: takes bytes, at most so many at a time. */
function takeBytes(most = Number.POSITIVE_INFINITY, ...failures: string[]): () => string {
  let written = '';
  vi.spyOn(fs, 'writeSync').mockImplementation((descriptor: number, bytes: unknown) => {
    expect(descriptor).toBe(2);
    const code = failures.shift();
    if (code !== undefined) throw Object.assign(new Error(code), { code });
    const taken = (bytes as Buffer).subarray(0, most);
    written += taken.toString('latin1');
    return taken.length;
  });
  return () => Buffer.from(written, 'latin1').toString();
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe('stderr', () => {
  it('has each record as a line of text, as soon as the call returns', () => {
    const written = takeBytes();
    new StderrTarget('info', 'text').write(record('zwölf €'));
    expect(written()).toBe('2026-11-23T12:00:00.000Z\t-\tINFO\tzwölf €\n');
  });

  it('has each record as a line of JSON where that is asked for', () => {
    const written = takeBytes();
    new StderrTarget('info', 'json').write(record('hello'));
    expect(written()).toBe('{"timestamp":"2026-11-23T12:00:00.000Z","level":"INFO","message":"hello"}\n');
  });

  it('gets a record whole, however little it takes at a time', () => {
    const written = takeBytes(3);
    new StderrTarget('info', 'text').write(record('zwölf €'));
    expect(written()).toMatch(/\tzwölf €\n$/);
  });

  it('is waited for where it is full', () => {
    const written = takeBytes(10, 'EAGAIN', 'EAGAIN');
    new StderrTarget('info', 'text').write(record('hello'));
    expect(written()).toMatch(/\thello\n$/);
  });

  it.each(['EPIPE', 'EBADF'])('loses records that nobody reads, without a failure: %s', (code) => {
    takeBytes(Number.POSITIVE_INFINITY, code);
    expect(() => new StderrTarget('info', 'text').write(record('hello'))).not.toThrow();
  });

  it('fails for other reasons', () => {
    takeBytes(Number.POSITIVE_INFINITY, 'EIO');
    expect(() => new StderrTarget('info', 'text').write(record('hello'))).toThrow('EIO');
  });
});

describe('the level', () => {
  it('decides what is let through, and may be set at any time', () => {
    const target = new StderrTarget('info', 'text');
    expect(target.isEnabled('debug')).toBe(false);
    target.level = 'debug';
    expect(target.level).toBe('debug');
    expect(target.isEnabled('debug')).toBe(true);
  });

  it('is refused where there is no such level', () => {
    const target = new StderrTarget('info', 'text');
    expect(() => {
      target.level = 'loud' as never;
    }).toThrow('the level set on the logger is "loud"');
  });
});
