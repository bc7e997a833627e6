import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareJson, type JsonDifference } from './compare-json.ts';
import { type ExactJson, parseExactJson } from './exact-json.ts';
import { formatPath, type JsonPath, PARSED } from './json-path.ts';

const json = fc.jsonValue().map((value) => parseExactJson(JSON.stringify(value)));
/** Values that resemble each other, so that they have both equal and different parts. */
const { tree } = fc.letrec<{ tree: ExactJson }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom<ExactJson>(0, 1, '', 'a', '{"a":1}', '[1,{"b":2}]', true, null),
    fc.array(tie('tree'), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'a.b', '__proto__', '0'), tie('tree'), { maxKeys: 4 }),
  ),
}));

describe('compareJson', () => {
  it('finds no difference between equal values', () => {
    fc.assert(
      fc.property(fc.oneof(json, tree), (value) => {
        expect(compareJson(value, structuredClone(value))).toEqual([]);
      }),
    );
  });

  it('does not depend on the order of members', () => {
    fc.assert(
      fc.property(tree, (value) => {
        expect(compareJson(value, reversed(value))).toEqual([]);
      }),
    );
  });

  it('finds the same in both directions, with the signs exchanged', () => {
    fc.assert(
      fc.property(tree, tree, (left, right) => {
        const mirrored = compareJson(right, left).map(({ path, before, after }) =>
          key({ path, before: after, after: before }),
        );
        expect(compareJson(left, right).map(key).sort()).toEqual(mirrored.sort());
      }),
    );
  });

  it('explains all that differs: with its differences applied, the earlier value is the later one', () => {
    fc.assert(
      fc.property(tree, tree, (left, right) => {
        const differences = compareJson(left, right);
        expect(compareJson(applied(left, differences), right)).toEqual([]);
        expect(differences.length === 0).toBe(compareJson(right, left).length === 0);
      }),
    );
  });

  it.each<[string, string, string[]]>([
    ['[1,2,3]', '[0,1,2,3]', ['+ [0]']],
    ['[1,2,3]', '[1,3]', ['- [1]']],
    ['{"a":{"b":1}}', '{"a":{"b":2}}', ['± a.b']],
    ['{"a.b":1}', '{}', ['- ["a.b"]']],
    ['{"body":"{\\"items\\":[1]}"}', '{"body":"{\\"items\\": [1,2]}"}', ['+ body.items[1]']],
    ['{"body":"{\\"a\\":1}"}', '{"body":"{ \\"a\\": 1 }"}', []],
    ['{"body":"[1]"}', '{"body":[1]}', ['± body']],
    ['null', '{}', ['± ']],
    ['12345678901234567890', '12345678901234567891', ['± ']],
    ['12345678901234567890', '1234567890123456789e1', []],
    ['1.0', '1', []],
    ['-0', '0', []],
    ['0.1', '0.10000000000000001', ['± ']],
    ['1e400', '1e500', ['± ']],
    ['"1"', '1', ['± ']],
    ['{"__proto__":1}', '{"__proto__":2}', ['± __proto__']],
  ])('between %s and %s finds %j', (left, right, expected) => {
    const found = compareJson(parseExactJson(left), parseExactJson(right));
    expect(found.map(({ path, before, after }) => `${signOf(before, after)} ${formatPath(path)}`)).toEqual(expected);
  });

  it('compares lists in lists of different lengths in one pass', () => {
    const nested = (leaf: number) => {
      let list: ExactJson = [leaf];
      for (let depth = 0; depth < 500; depth++) list = depth % 2 === leaf % 2 ? [list, leaf] : [list];
      return list;
    };
    expect(compareJson(nested(0), nested(1))).not.toEqual([]);
  });
});

function signOf(before: unknown, after: unknown): string {
  if (before === undefined) return '+';
  return after === undefined ? '-' : '±';
}

function key({ path, before, after }: JsonDifference): string {
  return JSON.stringify([path.map(String), before ?? 'none', after ?? 'none']);
}

function reversed(value: ExactJson): ExactJson {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([name, each]) => [name, reversed(each)]),
  );
}

/** Applies differences to a value. Removals come last to first, so that positions stay right. */
function applied(value: ExactJson, differences: readonly JsonDifference[]): ExactJson {
  const removals = differences.filter(({ after }) => after === undefined).toReversed();
  const others = differences.filter(({ after }) => after !== undefined);
  const root = { value: structuredClone(value) };
  for (const { path, before, after } of [...others, ...removals]) change(root, ['value', ...path], before, after);
  return root.value;
}

function change(container: unknown, path: JsonPath, before: unknown, after: unknown): void {
  const [step, ...rest] = path;
  if (step === undefined || step === PARSED) throw new Error('a path ends with a name or a position');
  const holder = container as Record<string | number, unknown>;
  if (rest[0] === PARSED) {
    const inner = { value: JSON.parse(holder[step] as string) as unknown };
    change(inner, ['value', ...rest.slice(1)], before, after);
    define(holder, step, JSON.stringify(inner.value));
  } else if (rest.length > 0) change(holder[step], rest, before, after);
  else if (after === undefined && Array.isArray(holder)) holder.splice(Number(step), 1);
  else if (after === undefined) delete holder[step];
  else if (before === undefined && Array.isArray(holder)) holder.splice(Number(step), 0, after);
  else define(holder, step, after);
}

/** An assignment to `__proto__` would not make a member. */
function define(holder: object, name: string | number, value: unknown): void {
  Object.defineProperty(holder, name, { value, enumerable: true, configurable: true, writable: true });
}
