import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Request, RequestReader } from './request-reader.ts';

const NEXT = 'GET /2018-06-01/runtime/invocation/next HTTP/1.1\r\nHost: a\r\n\r\n';
const RESPONSE = 'POST /r HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello';
const STREAM =
  'POST /s HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n10\r\n0123456789abcdef\r\n0\r\nA: b\r\n\r\n';

/** Reads pieces that arrive at the times 0, 1, 2, … */
function read(pieces: readonly string[]): Request[] {
  const reader = new RequestReader(() => undefined);
  return pieces.flatMap((piece, at) => reader.push(Buffer.from(piece), at));
}

/** Splits a text at arbitrary positions. */
function pieces(text: string): fc.Arbitrary<string[]> {
  return fc
    .uniqueArray(fc.integer({ min: 1, max: text.length - 1 }))
    .map((cuts) => [0, ...cuts.sort((a, b) => a - b), text.length])
    .map((cuts) => cuts.slice(1).map((end, index) => text.slice(cuts[index], end)));
}

describe('RequestReader', () => {
  it('reads a request without a body', () => {
    expect(read([NEXT])).toMatchObject([{ method: 'GET', path: '/2018-06-01/runtime/invocation/next', bodyBytes: 0 }]);
  });

  it('reads a body of a known length', () => {
    expect(read([RESPONSE])).toMatchObject([{ method: 'POST', path: '/r', bodyBytes: 5, body: 'hello' }]);
  });

  it('reads a chunked body without its trailers', () => {
    expect(read([STREAM])).toMatchObject([{ bodyBytes: 19, body: 'abc0123456789abcdef' }]);
  });

  it('reads the same requests from any pieces', () => {
    const all = NEXT + RESPONSE + STREAM + NEXT;
    const whole = read([all]).map(({ bodyBeganAt, ...request }) => request);
    fc.assert(
      fc.property(pieces(all), (parts) => {
        expect(read(parts).map(({ bodyBeganAt, ...request }) => request)).toEqual(whole);
      }),
    );
  });

  it('reports when the first byte of a body arrived', () => {
    const [request] = read(['POST /s HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n', '3\r\na', 'bc\r\n0\r\n\r\n']);
    expect(request?.bodyBeganAt).toBe(1);
  });

  it('keeps the first bytes of a long body, and counts all of them', () => {
    const body = 'x'.repeat(100_000);
    const [request] = read([`POST /r HTTP/1.1\r\nContent-Length: ${body.length}\r\n\r\n`, body]);
    expect(request?.bodyBytes).toBe(100_000);
    expect(request?.body).toBe('x'.repeat(1024));
  });

  it('reports that the client expects a 100 Continue', () => {
    let asked = 0;
    const reader = new RequestReader(() => asked++);
    reader.push(Buffer.from('POST /r HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n'), 0);
    expect(asked).toBe(1);
  });
});
