import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Context, type ContextOptions } from './index.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('signal', () => {
  it('is always the same signal, created on first use', () => {
    const context = contextWith({ given: 60_000 });
    expect(vi.getTimerCount()).toBe(0);
    expect(context.signal).toBe(context.signal);
    expect(vi.getTimerCount()).toBe(1);
  });

  it.each([
    { given: 60_000, before: 500 },
    { given: 5000, before: 500 },
    { given: 3000, before: 300 },
    { given: 100, before: 10 },
    { given: 60_000, abortBeforeDeadline: 2000, before: 2000 },
    { given: 60_000, abortBeforeDeadline: 0, before: 0 },
  ])(
    'aborts $before ms before the deadline, given $given ms and abortBeforeDeadline $abortBeforeDeadline',
    ({ before, ...options }) => {
      const { signal } = contextWith(options);
      vi.advanceTimersByTime(options.given - before - 1);
      expect(signal.aborted).toBe(false);
      vi.advanceTimersByTime(1);
      expect(signal.aborted).toBe(true);
      expect(signal.reason).toMatchObject({
        name: 'DeadlineError',
        message: expect.stringContaining(`times out in ${before} ms`),
      });
    },
  );

  it('measures the time given from the start of the invocation, not from its first use', () => {
    const context = contextWith({ given: 3000 });
    vi.advanceTimersByTime(2000);
    const { signal } = context;
    vi.advanceTimersByTime(699);
    expect(signal.aborted).toBe(false);
    vi.advanceTimersByTime(1);
    expect(signal.aborted).toBe(true);
  });

  it.each([{ given: 0 }, { given: -5000 }, { given: 1000, abortBeforeDeadline: 1000 }])(
    'has aborted from the start if it is too late: %o',
    (options) => {
      const { signal } = contextWith(options);
      expect(signal.reason).toMatchObject({ name: 'DeadlineError' });
      expect(vi.getTimerCount()).toBe(0);
    },
  );

  it('never reports a negative time left', () => {
    const { reason } = contextWith({ given: -5000 }).signal;
    expect(reason.message).toContain('times out in 0 ms');
  });

  it('can wait for a deadline that is beyond the longest timer', () => {
    const { signal } = contextWith({ given: 2 ** 40 });
    vi.advanceTimersByTime(24 * 3600 * 1000);
    expect(signal.aborted).toBe(false);
  });

  it('aborts on shutdown', () => {
    const shutdown = new AbortController();
    const { signal } = contextWith({ shutdown: shutdown.signal });
    shutdown.abort('SIGTERM');
    expect(signal.reason).toMatchObject({ name: 'ShutdownError', cause: 'SIGTERM' });
    expect(vi.getTimerCount()).toBe(0);
  });

  it('has aborted from the start if the shutdown has begun', () => {
    const { signal } = contextWith({ shutdown: AbortSignal.abort('SIGTERM') });
    expect(signal.reason).toMatchObject({ name: 'ShutdownError', cause: 'SIGTERM' });
    expect(vi.getTimerCount()).toBe(0);
  });

  it('aborts only once, for the first reason', () => {
    const shutdown = new AbortController();
    const { signal } = contextWith({ given: 3000, shutdown: shutdown.signal });
    vi.advanceTimersByTime(3000);
    shutdown.abort();
    expect(signal.reason).toMatchObject({ name: 'DeadlineError' });
    expect(getEventListeners(shutdown.signal, 'abort')).toEqual([]);
  });

  it('does not keep the process alive', () => {
    vi.useRealTimers();
    const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
    const before = timers();
    using context = contextWith({ given: 60_000 });
    context.signal.throwIfAborted();
    expect(timers()).toBe(before);
  });

  it('lets many invocations share a shutdown without a warning', () => {
    using warned = vi.spyOn(process, 'emitWarning');
    const shutdown = new AbortController();
    const contexts = Array.from({ length: 64 }, () => contextWith({ shutdown: shutdown.signal }));
    for (const { signal } of contexts) expect(signal.aborted).toBe(false);
    shutdown.abort();
    for (const { signal } of contexts) expect(signal.aborted).toBe(true);
    expect(warned).not.toHaveBeenCalled();
  });

  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY])(
    'cannot abort %s ms before the deadline',
    (abortBeforeDeadline) => {
      expect(() => contextWith({ abortBeforeDeadline })).toThrow(RangeError);
    },
  );
});

describe('a context whose invocation is over', () => {
  it('has a signal that no longer aborts, and leaves no timer or listener behind', () => {
    const shutdown = new AbortController();
    const context = contextWith({ given: 3000, shutdown: shutdown.signal });
    const { signal } = context;
    context[Symbol.dispose]();
    expect(vi.getTimerCount()).toBe(0);
    expect(getEventListeners(shutdown.signal, 'abort')).toEqual([]);
    vi.advanceTimersByTime(3000);
    shutdown.abort();
    expect(signal.aborted).toBe(false);
  });

  it('has a signal that never aborts, even if it is first used now', () => {
    const context = contextWith({ given: 0, shutdown: AbortSignal.abort() });
    context[Symbol.dispose]();
    expect(context.signal.aborted).toBe(false);
    expect(context.signal).toBe(context.signal);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('may be disposed of more than once', () => {
    const context = contextWith({});
    context[Symbol.dispose]();
    expect(() => context[Symbol.dispose]()).not.toThrow();
  });
});

describe('what @alr/event asks a context instead of its signal', () => {
  it.each<[string, ContextOptions & { given?: number }, pass: number, isOver?: boolean]>([
    ['before the deadline', {}, 59_499],
    ['shortly before the deadline', {}, 59_500],
    ['with too little time given', { given: 10, abortBeforeDeadline: 20 }, 0],
    ['during the shutdown', { shutdown: AbortSignal.abort() }, 0],
    ['before the shutdown', { shutdown: new AbortController().signal }, 0],
    ['after the invocation', {}, 70_000, true],
  ])('has the same result, without a timer: %s', (_when, options, pass, isOver = false) => {
    const [context, watched] = [contextWith(options), contextWith(options)];
    void watched.signal;
    const timers = vi.getTimerCount();
    if (isOver) for (const each of [context, watched]) each[Symbol.dispose]();
    vi.advanceTimersByTime(pass);
    expect(isEnding(context)).toBe(watched.signal.aborted);
    expect(vi.getTimerCount()).toBeLessThanOrEqual(timers);
    expect(context.signal.aborted).toBe(watched.signal.aborted);
    expect(isEnding(context)).toBe(isEnding(watched));
  });
});

function isEnding(context: Context): unknown {
  return Reflect.get(context, Symbol.for('@alr/context.is-ending'));
}

function contextWith({ given = 60_000, ...options }: ContextOptions & { given?: number }): Context {
  const deadline = Math.max(0, Date.now() + given);
  const headers = { 'lambda-runtime-aws-request-id': 'id', 'lambda-runtime-deadline-ms': String(deadline) };
  return Context.fromHeaders(headers, {}, options);
}
