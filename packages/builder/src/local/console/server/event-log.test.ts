import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventLog, EventsGoneError } from './event-log.ts';

const warning = (message: string) => ({ type: 'warning', message }) as const;

/** Reads events until so many have come. */
async function take(log: EventLog, after: number, count: number): Promise<(readonly [number, string])[]> {
  const found: (readonly [number, string])[] = [];
  if (count === 0) return found;
  for await (const event of log.after(after, new AbortController().signal)) {
    if (event.type === 'warning') found.push([event.seq, event.message]);
    if (found.length === count) break;
  }
  return found;
}

describe('an event log', () => {
  it('has no gaps and no duplicates, wherever a client leaves and comes back', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(4), { maxLength: 20 }), async (steps) => {
        const log = new EventLog(1);
        let after = log.last;
        let [added, read] = [0, 0];
        for (const step of steps) {
          for (let count = 0; count < step; count++) log.add(warning(String(added++)));
          const left = Math.min(added - read, Math.ceil(step / 2));
          for (const [seq, message] of await take(log, after, left)) {
            expect([seq, message]).toEqual([after + 1, String(read++)]);
            after = seq;
          }
        }
      }),
    );
  });

  it('waits for the next event, and ends when its client leaves', async () => {
    const log = new EventLog(1);
    const controller = new AbortController();
    const events = log.after(log.last, controller.signal);
    const next = events.next();
    log.add(warning('a'));
    expect(await next).toMatchObject({ value: { message: 'a' } });
    const last = events.next();
    controller.abort();
    expect(await last).toEqual({ value: undefined, done: true });
  });

  it('keeps 10,000 events, or 16 MB of lines, and says which ones are gone', async () => {
    const log = new EventLog(1);
    for (let count = 0; count <= 20_000; count++) log.add(warning(String(count)));
    expect((await take(log, 0, 1))[0]?.[1]).toBe('10001');
    expect(() => log.check(1000)).toThrow(EventsGoneError);
    const line = 'x'.repeat(12 * 1024 * 1024);
    for (let count = 0; count < 3; count++) log.add({ type: 'log', stream: 'stdout', line });
    const events = log.after(0, new AbortController().signal);
    expect(await events.next()).toMatchObject({ value: { seq: log.last } });
    await events.return(undefined);
  });

  it('rejects a number that an earlier emulator has given', () => {
    const [earlier, later] = [new EventLog(1000), new EventLog(1001)];
    for (let count = 0; count < 10; count++) for (const log of [earlier, later]) log.add(warning('a'));
    expect(() => later.check(earlier.last)).toThrow(EventsGoneError);
    expect(() => earlier.check(later.last)).toThrow(EventsGoneError);
    expect(() => later.check(later.last)).not.toThrow();
  });
});
