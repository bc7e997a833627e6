import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JsonError, parseJson } from './parse-json.ts';

/** The message for a text that is not JSON; undefined if it is JSON. */
function messageFor(text: string): string | undefined {
  try {
    parseJson(text);
    return undefined;
  } catch (error) {
    if (error instanceof JsonError) return error.message;
    throw error;
  }
}

describe('parseJson', () => {
  it('parses what JSON.parse does, and rejects everything else', () => {
    const nearlyJson = fc
      .tuple(fc.json(), fc.nat(), fc.constantFrom('', ',', '"', '}', ']', ':', '{', '\\', ' ', '1', '\u00a0'))
      .map(
        ([json, at, text]) => json.slice(0, at % (json.length + 1)) + text + json.slice((at + 1) % (json.length + 1)),
      );
    fc.assert(
      fc.property(fc.oneof(fc.json(), nearlyJson), (text) => {
        let expected: unknown;
        try {
          expected = JSON.parse(text);
        } catch {
          expect(messageFor(text)).toMatch(/^not valid JSON from line \d+, column \d+ on$/);
          return;
        }
        expect(parseJson(text)).toEqual(expected);
      }),
    );
  });

  it.each([
    ['', '1, column 1'],
    ['{"a":s3cret}', '1, column 6'],
    ['{"a": "s3\ncret"}', '1, column 7'],
    ['{"a": "b",\n  "c" "s3cret"}', '2, column 7'],
    ['{"a": "s3cret', '1, column 7'],
    ['{"a": "\\s3cret"}', '1, column 7'],
    ['{"a": 1,}', '1, column 9'],
    ['["s3cret"', '1, column 10'],
    ['1 s3cret', '1, column 3'],
    ['01', '1, column 1'],
    [`${'['.repeat(100_000)}s3cret`, '1, column 100001'],
  ])('reports where a text stops being JSON, but not the text: %j', (text, position) => {
    expect(messageFor(text)).toBe(`not valid JSON from line ${position} on`);
  });

  it('rejects a text only from its first invalid token on', () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(), (json, at) => {
        const valid = json.slice(0, at % json.length);
        const position =
          /line (\d+), column (\d+)/
            .exec(messageFor(`${valid}@`) ?? '')
            ?.slice(1)
            .map(Number) ?? [];
        // The invalid character may make the word or the text in quotes before it invalid, but nothing before that.
        const offset = (position[1] ?? 0) - 1;
        expect(valid.slice(offset)).toMatch(/^(".*|[\w.+-]*|\s*)$/s);
      }),
    );
  });
});
