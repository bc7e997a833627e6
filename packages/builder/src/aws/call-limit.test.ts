import { describe, expect, it } from 'vitest';
import { CallLimit } from './call-limit.ts';

describe('a call limit', () => {
  it('lets only some calls run at the same time, in order, also after failures', async () => {
    const limit = new CallLimit(3);
    const started: number[] = [];
    const gates = Array.from({ length: 8 }, () => Promise.withResolvers<void>());
    const calls = gates.map((gate, index) =>
      limit.run(async () => {
        started.push(index);
        await gate.promise;
      }),
    );
    expect(started).toEqual([0, 1, 2]);
    gates[1]?.reject(new Error('refused'));
    await expect(calls[1]).rejects.toThrow('refused');
    expect(started).toEqual([0, 1, 2, 3]);
    for (const gate of gates) gate.resolve();
    await Promise.allSettled(calls);
    expect(started).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    const result = await limit.run(async () => 'free again');
    expect(result).toBe('free again');
  });
});
