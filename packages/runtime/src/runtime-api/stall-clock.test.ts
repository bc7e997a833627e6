import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { checkInterval, StallClock } from './stall-clock.ts';

const LIMIT = 10_000;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
});

afterEach(() => {
  vi.useRealTimers();
});

/** Checks at the intervals, as a socket would, until the request has stalled. Returns after how many ms it has. */
function stallAfter(clock: StallClock, intervals: Iterable<number>): number | undefined {
  let time = 0;
  for (const interval of intervals) {
    time += interval;
    vi.setSystemTime(Date.now() + interval);
    if (clock.isStalled(LIMIT)) return time;
  }
  return undefined;
}

function* every(interval: number): Generator<number> {
  for (;;) yield interval;
}

describe('a request', () => {
  it('is checked ten times in its limit, but not more than ten times a second', () => {
    expect([10_000, 500, 20, 0].map(checkInterval)).toEqual([1000, 100, 20, 0]);
  });

  it('stalls after its limit if no byte moves', () => {
    const clock = new StallClock();
    clock.restart();
    expect(stallAfter(clock, every(1000))).toBe(LIMIT);
  });

  it('stalls soon after its limit if a part of a write was accepted at first, for which Node skips a timeout', () => {
    const clock = new StallClock();
    clock.restart();
    expect(stallAfter(clock, [2000, ...Array(20).fill(1000)])).toBe(LIMIT + 1000);
  });

  it('does not stall while parts of a write are accepted', () => {
    const clock = new StallClock();
    clock.restart();
    expect(stallAfter(clock, Array(100).fill(2000))).toBeUndefined();
  });

  it('does not stall while its bytes move', () => {
    const clock = new StallClock();
    for (let i = 0; i < 10; i++) {
      clock.restart();
      expect(stallAfter(clock, Array(9).fill(1000))).toBeUndefined();
    }
  });

  it('does not count the time before it began', () => {
    const clock = new StallClock();
    clock.restart();
    stallAfter(clock, Array(9).fill(1000));
    vi.setSystemTime(Date.now() + 300);
    clock.restart();
    expect(stallAfter(clock, every(1000))).toBe(LIMIT);
  });
});
