import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidFaultError, parseFault } from './fault.ts';

describe('parseFault', () => {
  it.each([
    ['413', { calls: ['response'], effect: { kind: 'status', status: 413 }, times: Number.POSITIVE_INFINITY }],
    ['error=410:3', { calls: ['error'], effect: { kind: 'status', status: 410 }, times: 3 }],
    ['next=reset', { calls: ['next'], effect: { kind: 'reset' }, times: Number.POSITIVE_INFINITY }],
    ['timeout:1', { calls: ['response'], effect: { kind: 'timeout' }, times: 1 }],
    ['restore-next=slow=20', { calls: ['restore-next'], effect: { kind: 'slow', ms: 20 } }],
  ])('parses %s', (text, fault) => {
    expect(parseFault(text)).toMatchObject(fault);
  });

  it('delays all calls if none is given', () => {
    expect(parseFault('slow=20').calls).toEqual(expect.arrayContaining(['next', 'response', 'error', 'init-error']));
  });

  it('accepts only the statuses of the call', () => {
    expect(() => parseFault('next=413')).toThrow('AWS documents no status 413 for next: use 403, 500');
  });

  it.each(['', 'slow', 'slow=', 'next', 'response=', '200', '413:', 'poll=413', 'reset:x'])('rejects "%s"', (text) => {
    expect(() => parseFault(text)).toThrow(InvalidFaultError);
  });

  it('either parses a text or throws an InvalidFaultError', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          expect(parseFault(text).calls).not.toEqual([]);
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidFaultError);
        }
      }),
    );
  });
});
