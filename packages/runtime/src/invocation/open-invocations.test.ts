import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { receivedInvocation } from '../../test/invocations.ts';
import type { Invocation } from './invocation.ts';
import { OpenInvocations } from './open-invocations.ts';

describe('the open invocations', () => {
  it('are those that were added and not deleted since', () => {
    const all = Array.from({ length: 8 }, (_, i) => receivedInvocation(`id-${i}`));
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

  it('let no other invocation follow once they are closed', async () => {
    const open = new OpenInvocations();
    const last = receivedInvocation();
    open.add(last);
    void open.close();
    const poll = vi.fn();
    void open.delete(last)?.then(poll);
    await new Promise((resolve) => setImmediate(resolve));
    expect([...open]).toEqual([]);
    expect(poll).not.toHaveBeenCalled();
  });

  it('resolve their close when the last one is deleted', async () => {
    const open = new OpenInvocations();
    const [first, last] = [receivedInvocation('id-1'), receivedInvocation('id-2')];
    open.add(first);
    open.add(last);
    const closed = vi.fn();
    void open.close().then(closed);
    void open.delete(first);
    await new Promise((resolve) => setImmediate(resolve));
    expect(closed).not.toHaveBeenCalled();
    void open.delete(last);
    await new Promise((resolve) => setImmediate(resolve));
    expect(closed).toHaveBeenCalledOnce();
  });

  it('resolve their close at once if there are none', async () => {
    await expect(new OpenInvocations().close()).resolves.toBeUndefined();
  });
});
