import { describe, expect, it } from 'vitest';
import { type HistoryEntry, InvocationHistory } from './history.ts';
import type { InvocationSource } from './invocation-record.ts';
import { RepeatedCalls } from './repeated-calls.ts';

const history = new InvocationHistory();
let requests = 0;

/** An invocation that has ended, with calls of SNS. */
function invoked(
  source: InvocationSource,
  { topics = ['orders'], event = '{}', ids }: { topics?: string[]; event?: string; ids?: string[] } = {},
): HistoryEntry {
  const call = { service: 'sns', operation: 'Publish', status: 200, startMs: 0, durationMs: 1 };
  const sizes = { requestBytes: 1, responseBytes: 1 };
  return history.add(
    { requestId: `r${++requests}`, function: 'f', source, status: 'success', startedAt: 0, durationMs: 1, attempt: 1 },
    {
      event: Buffer.from(event),
      response: Buffer.from('null'),
      details: {
        ...{ traceHeader: '', logs: [], phases: [], codeLoadedAt: 0, faults: [] },
        calls: topics.map((resource) => ({ ...call, ...sizes, resource })),
        ...(ids && { batch: { from: 'jobs', records: ids.map((id) => ({ id })) } }),
      },
    },
    1,
  );
}

describe('calls are repeated', () => {
  it('if a message is delivered again, also after a delivery without them', () => {
    const calls = new RepeatedCalls();
    expect(calls.check(invoked('sqs', { ids: ['a', 'b'] }))).toBeUndefined();
    expect(calls.check(invoked('sqs', { ids: ['a', 'b'], topics: [] }))).toBeUndefined();
    expect(calls.check(invoked('sqs', { ids: ['b', 'a'], topics: ['others', 'orders'] }))).toMatch(
      /^the batch with the message a was delivered again, and the function made the same calls again: sns:Publish orders;/,
    );
  });

  it('if a notification is delivered again, whose event is the same', () => {
    const calls = new RepeatedCalls();
    expect(calls.check(invoked('sns', { event: '{"n":1}' }))).toBeUndefined();
    expect(calls.check(invoked('sns', { event: '{"n":2}' }))).toBeUndefined();
    expect(calls.check(invoked('sns', { event: '{"n":1}' }))).toMatch(/was delivered again/);
  });

  it.each(['event', 'invoke', 'http', 'replay'] as const)('not if two invocations are equal: %s', (source) => {
    const calls = new RepeatedCalls();
    expect([calls.check(invoked(source)), calls.check(invoked(source))]).toEqual([undefined, undefined]);
  });

  it('not if more than 1,000 other events came between', () => {
    const calls = new RepeatedCalls();
    for (const id of ['a', 'b', ...Array.from({ length: 999 }, (_, index) => `${index}`)]) {
      calls.check(invoked('sqs', { ids: [id] }));
    }
    expect(calls.check(invoked('sqs', { ids: ['a'] }))).toBeUndefined();
    // The first one has come back in its place.
    expect(calls.check(invoked('sqs', { ids: ['998'] }))).toMatch(/the message 998 was delivered again/);
  });
});
