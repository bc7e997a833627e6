import { describe, expect, it } from 'vitest';
import { ExactNumber, parseExactJson } from './exact-json.ts';

describe('numbers', () => {
  it.each(['12345678901234567890', '-1e400', '1e-400', '0.10000000000000000555', '9007199254740993', '1.5E+0400'])(
    '%s is kept as it is written',
    (text) => {
      const value = parseExactJson(`{"n":[${text}]}`);
      expect(value).toEqual({ n: [new ExactNumber(text)] });
      expect(JSON.stringify(value)).toBe(`{"n":[${text}]}`);
    },
  );

  it.each(['1.0', '100000000000000000000', '0.0000000000000000000000001', '0e999', '1e100', '283.67927500000224'])(
    '%s is a number',
    (text) => {
      expect(parseExactJson(text)).toBe(Number(text));
    },
  );

  it('and all else are what they are for JSON.parse', () => {
    const text = '{"__proto__":{"a":[]},"1":null,"":true,"text":"12345678901234567890","at":1795898234000.5}';
    expect(parseExactJson(text)).toEqual(JSON.parse(text));
    expect(() => parseExactJson('{"n":12345678901234567890')).toThrow(SyntaxError);
  });
});
