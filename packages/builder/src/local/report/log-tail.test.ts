import { describe, expect, it } from 'vitest';
import { LogTail } from './log-tail.ts';

describe('the log of an invocation', () => {
  it('keeps 1 MiB of its last lines, and counts the others', () => {
    const log = new LogTail();
    for (let count = 0; count < 300_000; count++) log.append(String(count).padStart(9, '0'));
    const { lines } = log;
    expect([lines.length + log.lost, lines.at(-1)]).toEqual([300_000, '000299999']);
    expect(lines[0]).toBe(String(log.lost).padStart(9, '0'));
    expect(log.length).toBe(lines.length * 10);
    expect(log.length).toBeGreaterThan(1024 * 1024);
    expect(log.length).toBeLessThanOrEqual(1024 * 1024 + 10);
    expect(Buffer.from(log.toBase64(), 'base64').toString()).toMatch(/\n000299999\n$/);
  });

  it('keeps a line that is longer', () => {
    const log = new LogTail();
    log.append('a');
    log.append('x'.repeat(2 * 1024 * 1024));
    expect([log.lines.length, log.lost]).toEqual([1, 1]);
    log.append('b');
    expect([log.lines.length, log.lost]).toEqual([2, 1]);
  });
});
