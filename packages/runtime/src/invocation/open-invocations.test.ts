import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { Invocation } from './invocation.ts';
import { OpenInvocations } from './open-invocations.ts';

describe('the invocations under way', () => {
  it('are those that were added and not deleted since', () => {
    const all = Array.from({ length: 8 }, (_, i) => {
      return new Invocation({ requestId: `${i}`, invocationId: undefined, headers: {}, body: '' });
    });
    const steps = fc.array(fc.record({ isAdded: fc.boolean(), which: fc.nat(7) }));
    fc.assert(
      fc.property(steps, (changes) => {
        const open = new OpenInvocations();
        const expected = new Set<Invocation>();
        for (const { isAdded, which } of changes) {
          const invocation = all[which] as Invocation;
          if (isAdded && !expected.has(invocation)) open.add(invocation);
          if (!isAdded) void open.delete(invocation);
          if (isAdded) expected.add(invocation);
          else expected.delete(invocation);
        }
        expect(new Set(open)).toEqual(expected);
        expect([...open]).toHaveLength(expected.size);
      }),
    );
  });

  it('is followed by no other once closed', async () => {
    const open = new OpenInvocations();
    const last = new Invocation({ requestId: '1', invocationId: undefined, headers: {}, body: '' });
    open.add(last);
    open.close();
    const another = vi.fn();
    void open.delete(last)?.then(another);
    await new Promise((resolve) => setImmediate(resolve));
    expect([...open]).toEqual([]);
    expect(another).not.toHaveBeenCalled();
  });
});
