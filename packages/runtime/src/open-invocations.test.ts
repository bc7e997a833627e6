import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
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
          if (!isAdded) open.delete(invocation);
          if (isAdded) expected.add(invocation);
          else expected.delete(invocation);
        }
        expect(new Set(open)).toEqual(expected);
        expect([...open]).toHaveLength(expected.size);
      }),
    );
  });
});
