import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareOutcomes, type Outcome } from './compare-outcomes.ts';
import { differencesAsJson } from './describe-differences.ts';
import { formatPath, matchesPath, parsePattern } from './json-path.ts';

const paths = (before: Outcome, after: Outcome, ignored?: string[]) =>
  compareOutcomes(before, after, ignored).map(({ path }) => formatPath(path));
const response = (value: unknown, requestId?: string): Outcome => ({ response: JSON.stringify(value), requestId });

describe('compareOutcomes', () => {
  it('names what differs in the response', () => {
    expect(differencesAsJson(compareOutcomes(response({ total: 3, a: 1 }), response({ total: 4, b: 2 })))).toEqual([
      { path: 'response.total', before: 3, after: 4 },
      { path: 'response.a', before: 1 },
      { path: 'response.b', after: 2 },
    ]);
  });

  it('compares a response with an error', () => {
    const error = { error: '{"errorType":"TypeError","errorMessage":"no","stackTrace":["at x"]}' };
    expect(differencesAsJson(compareOutcomes(response(1), error))).toEqual([
      { path: 'response', before: 1 },
      { path: 'error', after: { errorType: 'TypeError', errorMessage: 'no' } },
    ]);
  });

  it('does not compare the stacks of errors', () => {
    const error = (stack: string) => ({ error: JSON.stringify({ errorType: 'E', errorMessage: 'no', stack }) });
    expect(paths(error('a'), error('b'))).toEqual([]);
  });

  it.each([
    [response({ id: 'id-1', n: 1 }, 'id-1'), response({ id: 'id-2', n: 1 }, 'id-2')],
    [
      { requestId: 'id-1', error: '{"errorType":"T","errorMessage":"RequestId: id-1 Error: out"}' },
      { requestId: 'id-2', error: '{"errorType":"T","errorMessage":"RequestId: id-2 Error: out"}' },
    ],
  ])('takes the ids of the invocations for the same', (before, after) => {
    expect(paths(before, after)).toEqual([]);
  });

  it('does not depend on the order of a report of failed messages', () => {
    const report = (...ids: string[]) =>
      response({ batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })) });
    expect(paths(report('a', 'b'), report('b', 'a'))).toEqual([]);
    expect(paths(report('a', 'b'), report('a'))).toEqual(['response.batchItemFailures[1]']);
  });

  it('compares texts that are not JSON, and responses without a body', () => {
    expect(paths({ response: 'a' }, { response: 'a' })).toEqual([]);
    expect(paths({ response: 'a' }, { response: 'b' })).toEqual(['response']);
    expect(paths({ response: '' }, { response: 'null' })).toEqual(['response']);
    expect(paths({ response: '' }, {})).toEqual([]);
  });

  it('compares what is nested more deeply than the stack is', () => {
    const deep = (leaf: number) => ({ response: `${'['.repeat(200_000)}${leaf}${']'.repeat(200_000)}` });
    expect(paths(deep(1), deep(2))).toEqual(['response']);
  });

  it.each([
    ['response.at', []],
    ['response', []],
    ['response.*', []],
    ['**.at', []],
    ['**', []],
    ['response["at"]', []],
    ['at', ['response.at']],
    ['response.a', ['response.at']],
    ['response.at.more', ['response.at']],
  ])('ignores %s', (pattern, expected) => {
    expect(paths(response({ at: 1 }), response({ at: 2 }), [pattern])).toEqual(expected);
  });

  it('ignores a member of each item of a list, also in the body of an HTTP response', () => {
    const items = (...ids: number[]) =>
      response({ statusCode: 200, body: JSON.stringify({ items: ids.map((id) => ({ id })) }) });
    expect(paths(items(1, 2), items(3, 4), ['response.body.items[*].id'])).toEqual([]);
    expect(paths(items(1, 2), items(3, 4), ['response.body.items[0].id'])).toEqual(['response.body.items[1].id']);
  });

  it.each(['', '.', 'a..b', 'a[', 'a["b]', 'a[b]', 'a b'])('rejects the pattern %j', (pattern) => {
    expect(() => compareOutcomes(response(1), response(2), [pattern])).toThrow(/is not a path: write one as/);
  });
});

describe('a path', () => {
  it('is a pattern that matches itself, and nothing beside it', () => {
    const step = fc.oneof(fc.string({ minLength: 1 }), fc.nat(20));
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 5 }), (path) => {
        const pattern = parsePattern(formatPath(path));
        expect(matchesPath(pattern, path)).toBe(true);
        expect(matchesPath(pattern, [...path, 'below'])).toBe(true);
        expect(matchesPath(pattern, path.slice(0, -1))).toBe(false);
        expect(matchesPath(pattern, [...path.slice(0, -1), `${path.at(-1)}!`])).toBe(false);
      }),
    );
  });
});
