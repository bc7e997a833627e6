import { describe, expect, it } from 'vitest';
import { bytesOfBase64, hexRows, isBinary } from './bytes.ts';

describe('bytes', () => {
  it('are shown with their offset and characters', () => {
    const bytes = new TextEncoder().encode('hello\0world, and more');
    expect(hexRows(bytes)).toEqual([
      '00000000  68 65 6c 6c 6f 00 77 6f 72 6c 64 2c 20 61 6e 64  hello.world, and',
      '00000010  20 6d 6f 72 65                                    more',
    ]);
  });

  it.each([
    [[0xff, 0xd8, 0xff], true],
    [[0, 1], true],
    [[...new TextEncoder().encode('größe\n')], false],
    // The beginning of a text, cut within a character.
    [[0x67, 0x72, 0xc3], false],
  ])('%j are binary: %s', (bytes, expected) => {
    expect(isBinary(Uint8Array.from(bytes))).toBe(expected);
  });

  it('are those of a text in Base64', () => {
    expect(bytesOfBase64('AP8=')).toEqual(Uint8Array.of(0, 255));
    expect(bytesOfBase64('no base64!')).toBeUndefined();
  });
});
