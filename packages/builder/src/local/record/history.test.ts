import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type HistoryStorage, InvocationHistory, type StoredInvocation } from './history.ts';
import type { InvocationContent, InvocationSummary } from './kept-invocation.ts';

const MB = 1024 * 1024;

function content(event = '{}', response = 'null'): InvocationContent {
  const details = { traceHeader: '', logs: ['a line'], phases: [], calls: [], codeLoadedAt: 0, faults: [] };
  return { event: Buffer.from(event), response: Buffer.from(response), details };
}

let made = 0;
function summary(parts: Partial<InvocationSummary> = {}): Omit<InvocationSummary, 'id'> {
  made++;
  return {
    requestId: `request-${made}`,
    function: 'main',
    source: 'invoke',
    status: 'success',
    startedAt: made,
    durationMs: 1,
    attempt: 1,
    ...parts,
  };
}

/** Keeps the invocations for another history, as a database does. */
function memoryStorage(): HistoryStorage {
  const stored = new Map<number, StoredInvocation>();
  return {
    load: () => [...stored.values()],
    add(of, kept, bytes) {
      stored.set(of.id, { summary: of, bytes, isPinned: false, ignored: [], content: () => kept });
    },
    pin(id, ignored) {
      const found = stored.get(id);
      if (found !== undefined) stored.set(id, { ...found, isPinned: ignored !== undefined, ignored: ignored ?? [] });
    },
    remove: (id) => void stored.delete(id),
    clear() {
      for (const [id, { isPinned }] of stored) if (!isPinned) stored.delete(id);
    },
    changeSummary(changed) {
      const found = stored.get(changed.id);
      if (found !== undefined) stored.set(changed.id, { ...found, summary: changed });
    },
    changeDetails(id, details) {
      const found = stored.get(id);
      if (found !== undefined) stored.set(id, { ...found, content: () => ({ ...found.content(), details }) });
    },
  };
}

const idsIn = (history: InvocationHistory) => history.list().map((each) => each.summary.id);

describe('a history', () => {
  it('keeps the last 1,000 invocations', () => {
    const history = new InvocationHistory();
    for (let count = 0; count < 1003; count++) history.add(summary(), content(), 1);
    expect(history.records).toHaveLength(1000);
    expect(history.count).toBe(1003);
    expect(idsIn(history).at(-1)).toBe(4);
  });

  it('keeps 256 MB, and in any case the last one', () => {
    const history = new InvocationHistory();
    for (let count = 0; count < 3; count++) history.add(summary(), content(), 100 * MB);
    expect(idsIn(history)).toEqual([3, 2]);
    history.add(summary(), content(), 300 * MB);
    expect(idsIn(history)).toEqual([4]);
  });

  it('keeps what is pinned, until it is released', () => {
    const history = new InvocationHistory();
    const pinned = history.add(summary(), content(), 200 * MB);
    history.pin(pinned, true);
    for (let count = 0; count < 3; count++) history.add(summary(), content(), 100 * MB);
    expect(idsIn(history)).toEqual([4, 3, 1]);
    expect(history.oldestId).toBe(3);
    history.pin(pinned, false);
    expect(idsIn(history)).toEqual([4, 3]);
  });

  it('removes all but what is pinned', () => {
    const history = new InvocationHistory();
    history.pin(history.add(summary(), content(), 1), true);
    history.add(summary(), content(), 1);
    history.clear();
    expect(idsIn(history)).toEqual([1]);
    expect(history.oldestId).toBe(3);
    expect(history.add(summary(), content(), 1).summary.id).toBe(3);
  });

  it('finds an invocation by its number, its request id, and from the end without replays', () => {
    const history = new InvocationHistory();
    history.add(summary({ requestId: 'a' }), content(), 1);
    history.add(summary({ requestId: 'b' }), content(), 1);
    history.add(summary({ requestId: 'b', attempt: 2 }), content(), 1);
    history.add(summary({ source: 'replay' }), content(), 1);
    const id = (selector: string) => history.find(selector)?.summary.id;
    expect(['1', 'a', 'b', 'last', 'last~1', 'last~2', 'last~3', 'last~', '', '9'].map(id)).toEqual([
      1,
      1,
      3,
      3,
      2,
      1,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('lists what a filter selects, newest first', () => {
    const history = new InvocationHistory();
    history.add(summary({ source: 'sqs', status: 'error' }), content('{"order":7}'), 1);
    history.add(summary({ function: 'mail' }), content('{}', '{"order":8}'), 1);
    history.add(summary({ source: 'replay' }), content(), 1);
    const ids = (filter: Parameters<InvocationHistory['list']>[0]) =>
      history.list(filter).map((each) => each.summary.id);
    expect(ids({})).toEqual([3, 2, 1]);
    expect(ids({ limit: 2 })).toEqual([3, 2]);
    expect(ids({ before: 3, limit: 1 })).toEqual([2]);
    expect(ids({ function: 'mail' })).toEqual([2]);
    expect(ids({ source: 'sqs' })).toEqual([1]);
    expect(ids({ status: 'error' })).toEqual([1]);
    expect(ids({ text: '"order":' })).toEqual([2, 1]);
    expect(ids({ text: 'a line' })).toEqual([3, 2, 1]);
    expect(ids({ withoutReplays: true })).toEqual([2, 1]);
  });

  it('continues with what its storage has, but does not count that to this run', () => {
    const storage = memoryStorage();
    const first = new InvocationHistory(storage);
    first.pin(first.add(summary({ requestId: 'old' }), content('{"n":1}'), 1), true, ['response.at']);
    first.add(summary(), content(), 1);
    const second = new InvocationHistory(storage);
    expect(second.records).toEqual([]);
    expect(second.find('old')?.record()).toMatchObject({ event: { n: 1 } });
    expect(second.pinned).toMatchObject([{ ignored: ['response.at'] }]);
    expect(second.add(summary(), content(), 1).summary.id).toBe(3);
    expect(second.records).toHaveLength(1);
  });

  it('has in its storage what it has itself, whatever happens', () => {
    const action = fc.oneof(
      fc.record({ add: fc.integer({ min: 1, max: 200 }) }),
      fc.record({ pin: fc.integer({ min: 1, max: 30 }), to: fc.boolean() }),
      fc.constant({ clear: true }),
    );
    fc.assert(
      fc.property(fc.array(action, { maxLength: 40 }), (actions) => {
        const storage = memoryStorage();
        const history = new InvocationHistory(storage);
        for (const each of actions) {
          if ('add' in each) history.add(summary(), content(), each.add * MB);
          else if ('clear' in each) history.clear();
          else {
            const entry = history.find(String(each.pin));
            if (entry !== undefined) history.pin(entry, each.to);
          }
          const unpinned = history.list().filter(({ isPinned }) => !isPinned);
          const bytes = unpinned.reduce((sum, { bytes: each }) => sum + each, 0);
          expect(unpinned.length <= 1 || bytes <= 256 * MB).toBe(true);
        }
        const again = new InvocationHistory(storage);
        expect(idsIn(again)).toEqual(idsIn(history));
        expect(again.pinned.map((each) => each.summary.id)).toEqual(history.pinned.map((each) => each.summary.id));
      }),
    );
  });
});
