import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Chance, seededRandom, splitOccurrence } from './occurrence.ts';

describe('how often a fault occurs', () => {
  it.each([
    ['413', '413', Number.POSITIVE_INFINITY, 1],
    ['413:2', '413', 2, 1],
    ['queue=late=500:once', 'queue=late=500', 1, 1],
    ['queue=duplicate:20%', 'queue=duplicate', Number.POSITIVE_INFINITY, 0.2],
    ['queue=duplicate:0.5%', 'queue=duplicate', Number.POSITIVE_INFINITY, 0.005],
    ['reset:x', 'reset:x', Number.POSITIVE_INFINITY, 1],
  ])('is read out of %s', (text, name, times, probability) => {
    expect(splitOccurrence(text)).toEqual({ name, occurrence: { times, probability } });
  });

  it('is at most the given times', () => {
    const chance = new Chance({ times: 2, probability: 1 }, Math.random);
    expect([chance.take(), chance.take(), chance.take()]).toEqual([true, true, false]);
  });

  it('is the same for the same seed, and another for another fault', () => {
    const numbers = (seed: number, fault: string) => Array.from({ length: 20 }, seededRandom(seed, fault));
    expect(numbers(1, 'a')).toEqual(numbers(1, 'a'));
    expect(numbers(1, 'a')).not.toEqual(numbers(1, 'b'));
    expect(numbers(1, 'a')).not.toEqual(numbers(2, 'a'));
  });

  it('approaches the probability', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.constantFrom(0.1, 0.5, 0.9), (seed, probability) => {
        const chance = new Chance({ times: Number.POSITIVE_INFINITY, probability }, seededRandom(seed, 'a'));
        const taken = Array.from({ length: 2000 }, () => chance.take()).filter(Boolean).length;
        // Six standard deviations.
        expect(Math.abs(taken - 2000 * probability)).toBeLessThan(
          6 * Math.sqrt(2000 * probability * (1 - probability)),
        );
      }),
    );
  });
});
