import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type HttpHead, HttpHeadSplitter } from './http-head.ts';

/** Splits a response that arrives in these chunks. */
function split(chunks: readonly (string | Uint8Array)[]) {
  let head: HttpHead | undefined;
  const body: Uint8Array[] = [];
  const splitter = new HttpHeadSplitter(
    (one) => {
      head = one;
    },
    (chunk) => void body.push(chunk),
  );
  const passedOn = chunks.map((chunk) => {
    splitter.write(Buffer.from(chunk));
    return Buffer.concat(body).toString();
  });
  splitter.end();
  return { head, body: Buffer.concat(body), passedOn };
}

/** A response in pieces of these lengths. */
function cut(bytes: Buffer, lengths: readonly number[]): Buffer[] {
  const ends = lengths.map((_, index) => lengths.slice(0, index + 1).reduce((sum, length) => sum + length, 0));
  return [0, ...ends].map((start, index) => bytes.subarray(start, ends[index]));
}

const lengths = fc.array(fc.integer({ min: 1, max: 20 }), { maxLength: 50 });

describe('the response of a stream', () => {
  it('is split into head and body, however it is cut', () => {
    const head = { statusCode: 201, headers: { 'x-a': 'é' }, cookies: ['a=b'] };
    fc.assert(
      fc.property(fc.uint8Array(), lengths, (body, pieces) => {
        const bytes = Buffer.concat([Buffer.from(JSON.stringify(head)), Buffer.alloc(8), body]);
        expect(split(cut(bytes, pieces))).toMatchObject({ head, body: Buffer.from(body) });
      }),
    );
  });

  it('is unchanged without a head, however it is cut', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), lengths, (response, pieces) => {
        const { head, body } = split(cut(Buffer.from(response), pieces));
        expect(head).toBeUndefined();
        expect(body.toString()).toBe(response);
      }),
    );
  });

  it.each([['{"order":1}\n'], ['{"order":'], ['text'], ['[1,'], ['{"statusCode":200,"body":"x"}']])(
    'is passed on at once if it is no head: %j',
    (chunk) => {
      const [first] = split([chunk, 'more']).passedOn;
      expect(first).toBe(chunk);
    },
  );
});
