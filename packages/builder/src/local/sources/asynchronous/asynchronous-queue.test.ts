import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AsynchronousQueue } from './asynchronous-queue.ts';

const NOW = Date.UTC(2026, 0, 1);
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Takes the event that is due and lets it fail. */
function failOnce(queue: AsynchronousQueue<string>, now: number) {
  const due = queue.take(now);
  if (due === undefined) throw new Error(`nothing is due at ${now - NOW}`);
  return queue.fail(due.event, now);
}

// https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
describe('asynchronous invocations', () => {
  it('are delivered at once, in the order in which they were sent', () => {
    const queue = new AsynchronousQueue<string>();
    for (const request of ['a', 'b', 'c']) queue.send(request, NOW);
    expect(queue.nextDue).toBe(NOW);
    expect([1, 2, 3].map(() => queue.take(NOW)?.event.request)).toEqual(['a', 'b', 'c']);
    expect(queue.take(NOW)).toBeUndefined();
    expect(queue.nextDue).toBeUndefined();
  });

  it('that fail are retried after 1 minute and after 2 more, and then given up', () => {
    const queue = new AsynchronousQueue<string>();
    queue.send('a', NOW);
    expect(failOnce(queue, NOW)).toEqual({ retryAt: NOW + MINUTE });
    expect(queue.take(NOW + MINUTE - 1)).toBeUndefined();
    expect(failOnce(queue, NOW + MINUTE)).toEqual({ retryAt: NOW + 3 * MINUTE });
    expect(queue.take(NOW + 3 * MINUTE - 1)).toBeUndefined();
    expect(failOnce(queue, NOW + 3 * MINUTE)).toEqual({ discarded: 'RetriesExhausted' });
    expect(queue.length).toBe(0);
  });

  it.each([0, 1, 2])('are retried %d times if that is configured', (retries) => {
    const queue = new AsynchronousQueue<string>(() => ({ retries, maxAgeMs: HOUR }));
    queue.send('a', NOW);
    let now = NOW;
    for (let retry = 0; retry < retries; retry++) {
      expect(failOnce(queue, now)).toHaveProperty('retryAt');
      now = queue.nextDue ?? Number.NaN;
    }
    expect(failOnce(queue, now)).toEqual({ discarded: 'RetriesExhausted' });
  });

  it('are given up at their maximum age, 6 hours by default', () => {
    const queue = new AsynchronousQueue<string>();
    queue.send('a', NOW);
    expect(queue.take(NOW + 6 * HOUR - 1)).toMatchObject({ discarded: undefined });
    queue.send('b', NOW);
    expect(queue.take(NOW + 6 * HOUR)).toMatchObject({ discarded: 'EventAgeExceeded' });
  });

  it('are not retried after their maximum age, but given up then', () => {
    const queue = new AsynchronousQueue<string>(() => ({ retries: 2, maxAgeMs: 90 * SECOND }));
    queue.send('a', NOW);
    failOnce(queue, NOW);
    failOnce(queue, NOW + MINUTE);
    expect(queue.nextDue).toBe(NOW + 90 * SECOND);
    expect(queue.take(NOW + 90 * SECOND)).toMatchObject({ discarded: 'EventAgeExceeded', event: { attempt: 3 } });
  });

  it('that are throttled are retried after 1 second, doubling up to 5 minutes, and that counts as no attempt', () => {
    const queue = new AsynchronousQueue<string>();
    queue.send('a', NOW);
    let now = NOW;
    const waits: number[] = [];
    for (let count = 0; count < 12; count++) {
      const due = queue.take(now);
      if (due === undefined) throw new Error('nothing is due');
      expect(due.event.attempt).toBe(1);
      const next = queue.throttle(due.event, now);
      waits.push((next - now) / SECOND);
      now = next;
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300]);
    expect(failOnce(queue, now)).toEqual({ retryAt: now + MINUTE });
  });

  it('end in one way each, whatever happens to them, and never wait beyond their age', () => {
    const outcomes = fc.array(fc.constantFrom('success', 'failure', 'throttle'), { maxLength: 60 });
    fc.assert(
      fc.property(
        fc.nat(10),
        fc.nat(2),
        fc.integer({ min: 60, max: 21_600 }),
        outcomes,
        (count, retries, age, script) => {
          const maxAgeMs = age * SECOND;
          const queue = new AsynchronousQueue<number>(() => ({ retries, maxAgeMs }));
          for (let request = 0; request < count; request++) queue.send(request, NOW);
          const ended: number[] = [];
          let [now, steps] = [NOW, 0];
          for (let due = queue.nextDue; due !== undefined; due = queue.nextDue) {
            expect(due).toBeGreaterThanOrEqual(now);
            expect(due).toBeLessThanOrEqual(NOW + maxAgeMs);
            now = due;
            const taken = queue.take(now);
            if (taken === undefined) throw new Error('it is due');
            const { event, discarded } = taken;
            expect(event.attempt).toBeLessThanOrEqual(retries + 1);
            if (discarded !== undefined) {
              ended.push(event.request);
              continue;
            }
            const outcome = script[steps++] ?? 'failure';
            if (outcome === 'success') ended.push(event.request);
            else if (outcome === 'throttle') queue.throttle(event, now);
            else if ('discarded' in queue.fail(event, now)) ended.push(event.request);
          }
          expect(ended.sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, index) => index));
        },
      ),
    );
  });
});
