import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareKeys } from './key-order.ts';
import { listKeys } from './list-keys.ts';

/** Keys that often have something in common. */
const key = fc.string({ unit: fc.constantFrom('a', 'b', '/', '\u{ff5e}', '\u{10000}'), minLength: 1, maxLength: 5 });
const part = fc.string({ unit: fc.constantFrom('a', 'b', '/', '\u{10000}'), maxLength: 3 });

const inOrder = (keys: readonly string[]) => [...new Set(keys)].sort(compareKeys);

describe('compareKeys', () => {
  it('compares the bytes of UTF-8', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (a, b) => {
        expect(Math.sign(compareKeys(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
      }),
    );
  });
});

describe('listKeys', () => {
  it('lists, in pages of any size, what a search through all keys finds', () => {
    const options = {
      keys: fc.array(key),
      prefix: part,
      delimiter: part,
      after: part,
      maxKeys: fc.integer({ min: 1, max: 5 }),
    };
    fc.assert(
      fc.property(fc.record(options), ({ keys, prefix, delimiter, after, maxKeys }) => {
        const expected = inOrder(
          keys
            .filter((each) => each.startsWith(prefix))
            .map((each) => {
              const end = delimiter === '' ? -1 : each.indexOf(delimiter, prefix.length);
              return end === -1 ? each : each.slice(0, end + delimiter.length);
            }),
        ).filter((entry) => compareKeys(entry, after) > 0);
        const found: string[] = [];
        let next: string | undefined = after;
        while (next !== undefined) {
          const page: ReturnType<typeof listKeys> = listKeys(inOrder(keys), {
            prefix,
            delimiter,
            after: next,
            maxKeys,
          });
          const entries = inOrder([...page.keys, ...page.commonPrefixes]);
          expect(entries.length).toBeLessThanOrEqual(maxKeys);
          expect(page.next).toBe(page.next === undefined ? undefined : entries.at(-1));
          found.push(...entries);
          next = page.next;
        }
        expect(found).toEqual(expected);
      }),
    );
  });
});
