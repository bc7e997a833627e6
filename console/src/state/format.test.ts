import { describe, expect, it } from 'vitest';
import { formatBytes, formatCount, formatDuration, withUnit } from './format.ts';

/** A quantity stays in one line. */
const unbroken = (text: string) => text.replaceAll(' ', '\u00a0');

it('keeps a number and its unit in one line', () => {
  expect(withUnit('1,024', 'MB')).toBe('1,024\u00a0MB');
});

describe('formatDuration', () => {
  it.each([
    [0, '0 ms'],
    [0.84, '0.8 ms'],
    [12.4, '12 ms'],
    [1240, '1.24 s'],
    [30_000, '30.0 s'],
    [362_000, '6 min 2 s'],
    [3_600_000, '1 h'],
    [100_800_000, '1 d 4 h'],
  ])('writes %d ms as %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(unbroken(text));
  });
});

describe('formatBytes', () => {
  it.each([
    [312, '312 B'],
    [4200, '4.2 KB'],
    [1_300_000, '1.3 MB'],
  ])('writes %d bytes as %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(unbroken(text));
  });
});

it('counts in the singular and in the plural', () => {
  expect([formatCount(1, 'message'), formatCount(12_000, 'message')]).toEqual(['1 message', '12,000 messages']);
});
