import { describe, expect, it } from 'vitest';
import { ratiosOf, spreadOf } from './statistics.ts';

describe('spreadOf', () => {
  it('returns the median and the quartiles, in any order', () => {
    expect(spreadOf([5, 1, 4, 2, 3])).toEqual({ low: 2, median: 3, high: 4 });
  });

  it('interpolates between two numbers', () => {
    expect(spreadOf([1, 2])).toEqual({ low: 1.25, median: 1.5, high: 1.75 });
  });

  it('returns a single number three times', () => {
    expect(spreadOf([7])).toEqual({ low: 7, median: 7, high: 7 });
  });
});

describe('ratiosOf', () => {
  it('pairs the rounds', () => {
    expect(ratiosOf([2, 9], [1, 3])).toEqual([2, 3]);
  });

  it('compares all rounds with a single sample', () => {
    expect(ratiosOf([2, 4, 6], [2])).toEqual([1, 2, 3]);
  });
});
