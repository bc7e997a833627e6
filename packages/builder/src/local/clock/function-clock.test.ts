import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FunctionClock } from './function-clock.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a clock', () => {
  it('runs like real time', () => {
    const clock = new FunctionClock();
    const onEnd = vi.fn();
    const start = clock.now();
    clock.startTimer(100, onEnd);
    vi.advanceTimersByTime(99);
    expect(onEnd).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(onEnd).toHaveBeenCalledOnce();
    expect(clock.now() - start).toBe(100);
  });

  it('stands still while it is stopped, however often', () => {
    const clock = new FunctionClock();
    const onEnd = vi.fn();
    const start = clock.now();
    clock.startTimer(100, onEnd);
    for (const _ of [1, 2, 3]) {
      vi.advanceTimersByTime(30);
      clock.stop();
      clock.stop();
      vi.advanceTimersByTime(1_000_000);
      clock.resume();
      clock.resume();
    }
    expect(clock.now() - start).toBe(90);
    expect(onEnd).not.toHaveBeenCalled();
    vi.advanceTimersByTime(10);
    expect(onEnd).toHaveBeenCalledOnce();
  });

  it('starts a timer only when it runs again', () => {
    const clock = new FunctionClock();
    const onEnd = vi.fn();
    clock.stop();
    clock.startTimer(100, onEnd);
    vi.advanceTimersByTime(1000);
    clock.resume();
    vi.advanceTimersByTime(99);
    expect(onEnd).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(onEnd).toHaveBeenCalledOnce();
  });

  it('forgets a timer that is cleared, also while it is stopped', () => {
    const clock = new FunctionClock();
    const onEnd = vi.fn();
    const running = clock.startTimer(100, onEnd);
    const stopped = clock.startTimer(100, onEnd);
    running.clear();
    clock.stop();
    stopped.clear();
    clock.resume();
    vi.advanceTimersByTime(1000);
    expect(onEnd).not.toHaveBeenCalled();
  });
});
