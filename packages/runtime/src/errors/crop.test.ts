import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cropText } from './crop.ts';

describe('a text', () => {
  it('is unchanged if it is short enough', () => {
    expect(cropText('short', 5)).toBe('short');
  });

  it('keeps its start and end, and says how much is left out', () => {
    expect(cropText(`start${'x'.repeat(100)}end..`, 10)).toBe('start… (100 characters left out) …end..');
  });

  it('is not much longer than the maximum', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 500 }), fc.nat(200), (text, maxLength) => {
        expect(cropText(text, maxLength).length).toBeLessThan(maxLength + 50);
      }),
    );
  });
});
