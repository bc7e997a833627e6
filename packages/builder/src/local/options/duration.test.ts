import { describe, expect, it } from 'vitest';
import { durationOf } from './duration.ts';

describe('durationOf', () => {
  it.each([
    ['6m', 360_000],
    ['1h30m', 5_400_000],
    ['1.5s', 1500],
    ['500ms', 500],
    [1234.4, 1234],
    ['0s', 0],
    ['36500d', 36_500 * 86_400_000],
    ['next', 'next'],
  ])('reads %j', (amount, expected) => {
    expect(durationOf(amount)).toBe(expected);
  });

  it.each(['', '6', '6 m', '6M', '-6m', 'soon', -1, Number.NaN])('rejects %j', (amount) => {
    expect(() => durationOf(amount)).toThrow(`"${amount}" is not a time to skip`);
  });

  // Dates end in the year 275760, and after it, nothing could be logged or signed.
  it.each(['36501d', '999999999999d', `1${'0'.repeat(400)}d`, 1e300, Number.POSITIVE_INFINITY])(
    'rejects %j, which is too long',
    (amount) => {
      expect(() => durationOf(amount)).toThrow('is too long to skip: skip 36500d at most');
    },
  );

  it('shortens what it rejects', () => {
    expect(() => durationOf('9'.repeat(5000))).toThrow(/^.{1,200}$/);
    expect(() => durationOf(`${'9'.repeat(5000)}d`)).toThrow(/^.{1,200}$/);
  });
});
