import { describe, expect, it } from 'vitest';
import type { LogRecord } from './record.ts';
import { StderrTarget } from './stderr-target.ts';

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

describe('the format', () => {
  it.each([
    ['text', '2026-11-23T12:00:00.000Z\t-\tINFO\thello'],
    ['json', '{"timestamp":"2026-11-23T12:00:00.000Z","level":"INFO","message":"hello"}'],
  ] as const)('writes each record as one line of %s', (format, line) => {
    const lines: string[] = [];
    new StderrTarget('info', { format, form: 'own' }, (text) => lines.push(text)).write(record('hello'));
    expect(lines).toEqual([line]);
  });
});

describe('the level', () => {
  it('decides which records are written, and can be set at any time', () => {
    const target = new StderrTarget('info', { format: 'text', form: 'own' }, () => {});
    expect(target.isEnabled('debug')).toBe(false);
    target.level = 'debug';
    expect(target.level).toBe('debug');
    expect(target.isEnabled('debug')).toBe(true);
  });

  it('is rejected if there is no such level', () => {
    const target = new StderrTarget('info', { format: 'text', form: 'own' }, () => {});
    expect(() => {
      target.level = 'loud' as never;
    }).toThrow('the level set on the logger is "loud"');
  });
});
