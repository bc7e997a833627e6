import { describe, expect, it } from 'vitest';
import { visibleText } from './visible-text.ts';

describe('a text of a function', () => {
  it.each([
    ['\u001b[31mred\u001b[0m', 'red'],
    ['\u001b]8;;https://example.org\u0007a link\u001b]8;;\u0007', 'a link'],
    ['Error: a\r    at b\r\nc', 'Error: a\n    at b\nc'],
    ['abc\u202egnp.exe', 'abc\\u202egnp.exe'],
    ['a\u0000b\u0007\u200b', 'a\\u0000b\\u0007\\u200b'],
    ['a\tb\nc', 'a\tb\nc'],
    ['👩‍👩‍👧 naïve नमस्ते', '👩‍👩‍👧 naïve नमस्ते'],
  ])('%j is shown as %j', (text, shown) => {
    expect(visibleText(text)).toBe(shown);
  });
});
