import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Clock } from './clock.ts';
import { FunctionClock } from './function-clock.ts';

const START = Date.UTC(2026, 0, 1);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('the clock of the event sources', () => {
  it('follows real time', () => {
    const clock = new Clock({ start: START });
    vi.advanceTimersByTime(1500);
    expect(clock.now).toBe(START + 1500);
  });

  it('runs a task when it is due, and not before', () => {
    const clock = new Clock({ start: START });
    const run = vi.fn();
    clock.at(START + 100, run);
    expect(clock.nextDue).toBe(START + 100);
    vi.advanceTimersByTime(99);
    expect(run).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(run).toHaveBeenCalledOnce();
    expect(clock.nextDue).toBeUndefined();
  });

  it('runs a task whose time has passed soon, but never at once', () => {
    const clock = new Clock({ start: START });
    const run = vi.fn();
    clock.at(START - 1, run);
    expect(run).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(run).toHaveBeenCalledOnce();
  });

  it('runs a task that is due in months', () => {
    const clock = new Clock({ start: START });
    const run = vi.fn();
    const months = 100 * 86_400_000;
    clock.at(START + months, run);
    vi.advanceTimersByTime(months - 1);
    expect(run).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(run).toHaveBeenCalledOnce();
  });

  it('does not run a task that was cleared', () => {
    const clock = new Clock({ start: START });
    const run = vi.fn();
    const first = clock.at(START + 10, run);
    const second = clock.at(START + 20, run);
    first.clear();
    first.clear();
    expect(clock.nextDue).toBe(START + 20);
    second.clear();
    vi.advanceTimersByTime(100);
    expect(run).not.toHaveBeenCalled();
  });

  it('runs tasks in the order of their times, then in the order in which they were set', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(50), { maxLength: 40 }), (times) => {
        const clock = new Clock({ start: START });
        const order: [number, number][] = [];
        for (const [index, time] of times.entries()) clock.at(START + time, () => order.push([time, index]));
        vi.advanceTimersByTime(60);
        const expected = times.map((time, index): [number, number] => [time, index]);
        expect(order).toEqual(expected.sort(([a, i], [b, j]) => a - b || i - j));
      }),
    );
  });

  it('stands still while the real time does', async () => {
    const time = new FunctionClock({ canStop: true });
    const clock = new Clock({ start: START, time });
    const run = vi.fn();
    clock.at(START + 100, run);
    time.stop();
    vi.advanceTimersByTime(1000);
    expect(clock.now).toBe(START);
    time.resume();
    vi.advanceTimersByTime(100);
    expect(run).toHaveBeenCalledOnce();
  });

  it('has no task once it is closed', async () => {
    const clock = new Clock({ start: START });
    const run = vi.fn();
    clock.at(START, run);
    clock.close();
    clock.at(START, run);
    vi.advanceTimersByTime(1000);
    await clock.skip(1000);
    expect(run).not.toHaveBeenCalled();
  });
});

describe('skipping', () => {
  it('moves the time by exactly this amount', async () => {
    const clock = new Clock({ start: START });
    await clock.skip(360_123);
    expect(clock.now).toBe(START + 360_123);
  });

  it('stops at each due time on its way, at the full second after it', async () => {
    const clock = new Clock({ start: START });
    const seen: number[] = [];
    for (const time of [2001, 2500, 7000, 9999]) clock.at(START + time, () => seen.push(clock.now - START));
    await clock.skip(9999);
    expect(seen).toEqual([3000, 3000, 7000, 9999]);
  });

  it('leaves what is due later', async () => {
    const clock = new Clock({ start: START });
    const run = vi.fn();
    clock.at(START + 1001, run);
    await clock.skip(1000);
    expect(run).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(run).toHaveBeenCalledOnce();
  });

  it('runs what its tasks set for a time on its way', async () => {
    const clock = new Clock({ start: START });
    let runs = 0;
    const repeat = () => {
      runs++;
      clock.at(clock.now + 60_000, repeat);
    };
    clock.at(START, repeat);
    await clock.skip(600_000);
    expect(runs).toBe(11);
    expect(clock.now).toBe(START + 600_000);
  });

  it('goes to the next due task, and nowhere if there is none', async () => {
    const clock = new Clock({ start: START });
    const run = vi.fn();
    await clock.skip('next');
    expect(clock.now).toBe(START);
    clock.at(START + 360_000, run);
    clock.at(START + 720_000, run);
    await clock.skip('next');
    expect(run).toHaveBeenCalledOnce();
    expect(clock.now).toBe(START + 360_000);
  });

  it('lets the work of a step finish before the next one', async () => {
    const working = new Set<Promise<void>>();
    const clock = new Clock({
      start: START,
      whenIdle: async () => {
        while (working.size > 0) await Promise.all(working);
      },
    });
    const log: string[] = [];
    const work = async (name: string) => {
      await Promise.resolve();
      await Promise.resolve();
      log.push(`${name} ends at ${clock.now - START}`);
    };
    for (const [name, time] of [['a', 1000] as const, ['b', 2000] as const]) {
      clock.at(START + time, () => {
        const done = work(name).finally(() => working.delete(done));
        working.add(done);
      });
    }
    await clock.skip(5000);
    expect(log).toEqual(['a ends at 1000', 'b ends at 2000']);
  });

  it('waits for the previous skip, also for one that fails', async () => {
    const clock = new Clock({ start: START });
    clock.at(START + 1000, () => {
      throw new Error('no');
    });
    const failing = clock.skip(2000);
    const second = clock.skip(3000);
    await expect(failing).rejects.toThrow('no');
    await second;
    expect(clock.now).toBe(START + 4000);
  });
});
