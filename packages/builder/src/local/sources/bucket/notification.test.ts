import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchesRule, type NotificationRule, overlappingRules } from './notification.ts';

const operations = ['ObjectCreated:Put', 'ObjectCreated:Copy', 'ObjectRemoved:Delete'];
const text = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 2 });
const rule: fc.Arbitrary<NotificationRule> = fc.record({
  id: fc.constant('rule'),
  target: fc.constant({ kind: 'queue', arn: 'arn' } as const),
  events: fc.uniqueArray(
    fc.constantFrom('s3:ObjectCreated:*', 's3:ObjectRemoved:*', ...operations.map((name) => `s3:${name}`)),
    { minLength: 1 },
  ),
  prefix: text,
  suffix: text,
});

describe('overlappingRules', () => {
  it('finds each pair of rules that could both match something', () => {
    fc.assert(
      fc.property(rule, rule, (a, b) => {
        // A key that begins and ends in the longer ones.
        const [prefix] = [a.prefix, b.prefix].sort((x, y) => y.length - x.length);
        const [suffix] = [a.suffix, b.suffix].sort((x, y) => y.length - x.length);
        const key = `${prefix}-${suffix}`;
        const both = operations.some((name) => matchesRule(a, name, key) && matchesRule(b, name, key));
        expect(overlappingRules([a, b]) !== undefined).toBe(both);
      }),
    );
  });
});
