import { describe, expect, it } from 'vitest';
import type { InvocationSummary } from '../api/types.ts';
import { InvocationList } from './invocation-list.ts';

const everything = { text: '', status: '', source: '', function: '' };

/** An emulator in which so many invocations have ended, and that keeps the last 1,000 and those that are pinned. */
class Emulator {
  readonly pins = new Set<number>();
  count: number;

  constructor(count: number) {
    this.count = count;
  }

  get<Result>(_path: string, query: Readonly<Record<string, string | number>> = {}): Promise<Result> {
    const before = Number(query.before ?? this.count + 1);
    const oldest = Math.max(1, this.count - 999);
    const ids = Array.from({ length: this.count }, (_, index) => this.count - index);
    const kept = ids.filter((id) => id < before && (id >= oldest || this.pins.has(id)));
    const page = kept.slice(0, Number(query.limit));
    return Promise.resolve({
      invocations: page.map((id) => summaryOf(id, this.pins.has(id))),
      oldest,
      seq: this.count,
    } as Result);
  }
}

function summaryOf(id: number, pinned: boolean): InvocationSummary {
  const times = { startedAt: id, durationMs: 1 };
  return {
    id,
    requestId: `request ${id}`,
    function: 'main',
    source: 'sqs',
    status: 'success',
    attempt: 1,
    pinned,
    ...times,
  };
}

const arrived = () => Promise.resolve();
const ids = (list: InvocationList) => list.items.value.map(({ id }) => id);
const range = (from: number, to: number) => Array.from({ length: from - to + 1 }, (_, index) => from - index);

describe('the list of invocations', () => {
  it('has no gap if more have ended than a page holds', async () => {
    const emulator = new Emulator(300);
    const list = new InvocationList(emulator, everything);
    await list.refresh(arrived);
    emulator.count = 900;
    await list.refresh(arrived);
    expect(ids(list)).toEqual(range(900, 101));
    await list.loadMore();
    expect(ids(list)).toEqual(range(900, 1));
    expect(list.hasMore.value).toBe(false);
    expect(list.hasLost).toBe(false);
  });

  it('has nothing that is no longer kept, except for pinned ones', async () => {
    const emulator = new Emulator(350);
    emulator.pins.add(7);
    const list = new InvocationList(emulator, everything);
    await list.refresh(arrived);
    await list.loadMore();
    emulator.count = 1200;
    await list.refresh(arrived);
    expect(ids(list)).toEqual([...range(1200, 201), 7]);
    expect(list.hasLost).toBe(true);
  });

  it('shows what has ended when its end has arrived', async () => {
    const list = new InvocationList(new Emulator(3), everything);
    const end = Promise.withResolvers<void>();
    const refreshed = list.refresh((seq) => (seq === 3 ? end.promise : Promise.resolve()));
    await new Promise(setImmediate);
    expect(ids(list)).toEqual([]);
    end.resolve();
    await refreshed;
    expect(ids(list)).toEqual([3, 2, 1]);
  });

  it('is not replaced by what was read earlier', async () => {
    const emulator = new Emulator(5);
    let first: (() => void) | undefined;
    const slow = {
      async get<Result>(...request: Parameters<Emulator['get']>): Promise<Result> {
        const result = await emulator.get<Result>(...request);
        if (first === undefined) await new Promise<void>((resolve) => (first = resolve));
        return result;
      },
    };
    const list = new InvocationList(slow, everything);
    const early = list.refresh(arrived);
    await expect.poll(() => first).toBeDefined();
    emulator.count = 6;
    await list.refresh(arrived);
    first?.();
    await early;
    expect(ids(list)).toEqual(range(6, 1));
  });
});
