import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shellWord } from './shell-word.ts';

describe('shellWord', () => {
  it.each(['hello', 'src/my-app', '../a.b', '@scope/name'])('leaves a harmless text as it is: %s', (text) => {
    expect(shellWord(text)).toBe(text);
  });

  it('quotes any other text for a shell', () => {
    const text = fc.string({
      unit: fc.oneof(
        fc.constantFrom(...'$`\'"\\ \n\t;&|<>(){}[]*?!#~=%^'),
        fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
      ),
    });
    const texts = fc.sample(text, 300).map((sample) => sample.replaceAll('\0', ''));
    const words = ['~', '', '!!', '$(exit 1)', '-n', ...texts];
    const script = `printf '%s\\0' ${words.map((word) => shellWord(word, 'linux')).join(' ')}`;
    expect(spawnSync('sh', ['-c', script], { encoding: 'utf8' }).stdout.split('\0').slice(0, -1)).toEqual(words);
  });

  it.each([
    ['src\\my-app', 'src\\my-app'],
    ['C:\\my shop', '"C:\\my shop"'],
    // For PowerShell, @ begins an operator.
    ['@events/sqs.json', '"@events/sqs.json"'],
    ["it's", '"it\'s"'],
  ])('quotes a word for the shells of Windows: %s', (text, expected) => {
    expect(shellWord(text, 'win32')).toBe(expected);
  });
});
