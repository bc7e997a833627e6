import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProtocolViolation, RequestParser, type RequestPart, values } from './request-parser.ts';
import { chunked } from './responses.ts';

const HOST = 'Host: 127.0.0.1:9001\r\n';

/** Parses bytes that arrive in pieces, split at the given positions. */
function parse(bytes: string | Uint8Array, cuts: readonly number[] = []): RequestPart[] {
  const all = Buffer.from(bytes);
  const parser = new RequestParser();
  const ends = [...cuts].sort((a, b) => a - b).concat(all.length);
  return ends.flatMap((end, index) => [...parser.push(all.subarray(index === 0 ? 0 : ends[index - 1], end))]);
}

const bodyOf = (parts: RequestPart[]): Buffer =>
  Buffer.concat(parts.flatMap((part) => (part.kind === 'data' ? [part.bytes] : [])));

describe('the request parser', () => {
  it('returns the head with its exact bytes, and finds headers in any case', () => {
    const [part] = parse(`GET /next HTTP/1.1\r\n${HOST}X-Name: a b \r\n\r\n`);
    if (part?.kind !== 'head') throw new Error('no head');
    expect(part.head.raw).toBe(`GET /next HTTP/1.1\r\n${HOST}X-Name: a b `);
    expect(values(part.head, 'x-NAME')).toEqual(['a b']);
  });

  it('returns a chunk as one piece, as soon as it is complete', () => {
    const parser = new RequestParser();
    const head = `POST / HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\n\r\n`;
    expect([...parser.push(Buffer.from(`${head}3\r\nab`))].map(({ kind }) => kind)).toEqual(['head']);
    expect([...parser.push(Buffer.from('c\r\n'))]).toEqual([{ kind: 'data', bytes: Buffer.from('abc') }]);
  });

  it('returns the trailers that were announced', () => {
    const head = `POST / HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\nTrailer: A, B\r\n\r\n`;
    expect(parse(`${head}0\r\nB: 2\r\n\r\n`).at(-1)).toEqual({ kind: 'end', trailers: [['B', '2']] });
  });

  it('reads any body in any chunks and pieces', () => {
    const pieces = fc.array(fc.uint8Array({ minLength: 1, maxLength: 40 }), { maxLength: 5 });
    const cuts = fc.array(fc.nat(400), { maxLength: 20 });
    fc.assert(
      fc.property(pieces, cuts, fc.boolean(), (chunks, positions, isChunked) => {
        const body = Buffer.concat(chunks);
        const framing = isChunked ? 'Transfer-Encoding: chunked' : `Content-Length: ${body.length}`;
        const head = Buffer.from(`POST / HTTP/1.1\r\n${HOST}${framing}\r\n\r\n`);
        const one = Buffer.concat([head, isChunked ? chunked(chunks) : body]);
        const two = Buffer.concat([one, one]);
        const parts = parse(
          two,
          positions.filter((at) => at < two.length),
        );
        expect(parts.filter(({ kind }) => kind === 'end')).toHaveLength(2);
        expect(bodyOf(parts)).toEqual(Buffer.concat([body, body]));
      }),
    );
  });

  it.each([
    ['a bare LF', `GET / HTTP/1.1\n${HOST}\r\n\r\n`],
    ['HTTP/1.0', `GET / HTTP/1.0\r\n${HOST}\r\n`],
    ['a space in the target', `GET /a b HTTP/1.1\r\n${HOST}\r\n`],
    ['no Host', 'GET / HTTP/1.1\r\nA: b\r\n\r\n'],
    ['two Hosts', `GET / HTTP/1.1\r\n${HOST}${HOST}\r\n`],
    ['a space before the colon', `GET / HTTP/1.1\r\n${HOST}A : b\r\n\r\n`],
    ['a folded line', `GET / HTTP/1.1\r\n${HOST}A: b\r\n c\r\n\r\n`],
    ['a value that is not ASCII', `GET / HTTP/1.1\r\n${HOST}A: \u00e9\r\n\r\n`],
    ['a POST without a length', `POST / HTTP/1.1\r\n${HOST}\r\n`],
    ['a length and chunks', `POST / HTTP/1.1\r\n${HOST}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n`],
    ['two lengths', `POST / HTTP/1.1\r\n${HOST}Content-Length: 1\r\nContent-Length: 1\r\n\r\n`],
    ['a length that is not a number', `POST / HTTP/1.1\r\n${HOST}Content-Length: +1\r\n\r\n`],
    ['another coding', `POST / HTTP/1.1\r\n${HOST}Transfer-Encoding: gzip\r\n\r\n`],
    ['a chunk extension', `POST / HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\n\r\n1;a=b\r\n`],
    ['a chunk longer than its size', `POST / HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n`],
    ['an unannounced trailer', `POST / HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\n\r\n0\r\nA: b\r\n\r\n`],
    [
      'trailers that exceed Go’s buffer',
      `POST / HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\nTrailer: A\r\n\r\n0\r\nA: ${'b'.repeat(4092)}\r\n\r\n`,
    ],
  ])('rejects %s', (_, bytes) => {
    expect(() => parse(bytes)).toThrow(ProtocolViolation);
  });
});
