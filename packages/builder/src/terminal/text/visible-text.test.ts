import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coloredText, visibleText } from './visible-text.ts';

const hostile = fc.string({
  unit: fc.oneof(
    fc.constantFrom('\x1b', '[', ']', 'm', '0', ';', '2J', '\x07', '\x9b', '\r', '\b', '\n', '\t', '\x7f', '\u202e'),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
  ),
});
const dangerous = /(?!\t|\r?\n)[\p{Cc}\u202a-\u202e\u2066-\u2069]/u;

describe('visibleText', () => {
  it.each([
    ['\x1b[2J', '\\u001b[2J'],
    ['\x1b]0;title\x07', '\\u001b]0;title\\u0007'],
    ['\x9b31m', '\\u009b31m'],
    ['over\rwritten', 'over\\rwritten'],
    ['\u202etxt.exe', '\\u202etxt.exe'],
    ['a\tb\nc\r\n', 'a\tb\nc\r\n'],
    ['é😀', 'é😀'],
  ])('shows control characters: %j', (text, expected) => {
    expect(visibleText(text)).toBe(expected);
  });

  it('keeps the meaning of JSON', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(JSON.parse(visibleText(JSON.stringify({ text })))).toEqual({ text });
      }),
    );
  });

  it('leaves none', () => {
    fc.assert(fc.property(hostile, (text) => !dangerous.test(visibleText(text))));
  });
});

describe('coloredText', () => {
  it('keeps colors and nothing else', () => {
    expect(coloredText('\x1b[1;31mred\x1b[0m\x1b[2J')).toBe('\x1b[1;31mred\x1b[0m\\u001b[2J');
    fc.assert(fc.property(hostile, (text) => !dangerous.test(stripVTControlCharacters(coloredText(text)))));
  });
});
