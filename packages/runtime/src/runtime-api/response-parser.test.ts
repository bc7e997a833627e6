import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyAnswer, splitAt } from '../../test/http-answer.ts';
import { askByNode, askByUndici, ReferenceClient } from '../../test/reference-client.ts';
import { ApiConnectionError } from './errors.ts';
import { ResponseParser } from './response-parser.ts';
import type { ApiResponse } from './transport.ts';

/** Gives a parser bytes as a socket does: in pieces, from a buffer that the next piece overwrites. */
function feed(
  pieces: readonly Buffer[],
  parser = new ResponseParser(),
): { parser: ResponseParser; isComplete: boolean } {
  const readBuffer = Buffer.alloc(Math.max(...pieces.map((piece) => piece.length)));
  let isComplete = false;
  for (const piece of pieces) {
    if (isComplete) break;
    piece.copy(readBuffer);
    isComplete = parser.push(readBuffer.subarray(0, piece.length));
    readBuffer.fill('#');
  }
  return { parser, isComplete };
}

function parse(text: string): ApiResponse & { keepAlive: boolean } {
  const { parser, isComplete } = feed([Buffer.from(text)]);
  expect(isComplete).toBe(true);
  return { ...parser.response, keepAlive: parser.keepAlive };
}

describe('an answer', () => {
  it('says the same in whichever pieces it comes', () => {
    fc.assert(
      fc.property(
        anyAnswer(),
        fc.array(fc.nat(), { maxLength: 20 }),
        ({ bytes, says, keepAlive, endsByClose }, cuts) => {
          const { parser, isComplete } = feed(splitAt(bytes, cuts));
          expect(isComplete).toBe(!endsByClose);
          if (endsByClose) expect(parser.end()).toBe(true);
          expect({ ...parser.response, headers: { ...parser.response.headers } }).toEqual(says);
          expect(parser.keepAlive).toBe(keepAlive);
        },
      ),
    );
  });

  it('says the same byte by byte', () => {
    fc.assert(
      fc.property(anyAnswer(), ({ bytes, says }) => {
        const { parser } = feed([...bytes].map((byte) => Buffer.from([byte])));
        parser.end();
        expect({ ...parser.response }).toMatchObject({ status: says.status, body: says.body });
      }),
      { numRuns: 30 },
    );
  });

  it('is never complete before its last byte', () => {
    fc.assert(
      fc.property(anyAnswer(), fc.nat(), ({ bytes, endsByClose }, at) => {
        fc.pre(!endsByClose);
        const { parser, isComplete } = feed([bytes.subarray(0, at % bytes.length)]);
        expect(isComplete).toBe(false);
        expect(parser.end()).toBe(false);
      }),
    );
  });

  it('may be larger than any read', () => {
    const body = 'ab€'.repeat(2_000_000);
    const bytes = Buffer.from(`HTTP/1.1 200 OK\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
    const pieces = Array.from({ length: Math.ceil(bytes.length / 65536) }, (_, i) =>
      bytes.subarray(i * 65536, (i + 1) * 65536),
    );
    expect(feed(pieces).parser.response.body === body).toBe(true);
  });

  it('has its headers by lower-case name, the values of a repeated one joined', () => {
    const { headers } = parse('HTTP/1.1 200 OK\r\nX-One:  1 \r\nX-TWO: a\r\nx-two: b\r\nContent-Length: 0\r\n\r\n');
    expect({ ...headers }).toEqual({ 'x-one': '1', 'x-two': 'a, b', 'content-length': '0' });
  });

  it('may have headers of a megabyte', () => {
    const long = 'x'.repeat(500_000);
    const { headers } = parse(`HTTP/1.1 200 OK\r\nX-A: ${long}\r\nX-B: ${long}\r\nContent-Length: 0\r\n\r\n`);
    expect(headers['x-b']).toBe(long);
  });

  it.each(['__proto__', 'constructor', 'toString'])('has no header %s that it doesn’t bring', (name) => {
    expect(parse('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n').headers[name]).toBeUndefined();
  });

  it.each([204, 304])('has no body with status %d', (status) => {
    expect(parse(`HTTP/1.1 ${status} None\r\n\r\n`)).toMatchObject({ status, body: '', keepAlive: true });
  });

  it('may be without a reason', () => {
    expect(parse('HTTP/1.1 202\r\nContent-Length: 0\r\n\r\n').status).toBe(202);
  });
});

describe('the connection after an answer', () => {
  it.each([
    ['HTTP/1.1', '', true],
    ['HTTP/1.1', 'Connection: close\r\n', false],
    ['HTTP/1.1', 'Connection: Close\r\n', false],
    ['HTTP/1.1', 'Connection: keep-alive, close\r\n', false],
    ['HTTP/1.1', 'Connection: keep-alive\r\n', true],
    ['HTTP/1.0', '', false],
    ['HTTP/1.0', 'Connection: keep-alive\r\n', true],
  ])('by %s with %j can be used again: %s', (version, header, keepAlive) => {
    expect(parse(`${version} 200 OK\r\n${header}Content-Length: 2\r\n\r\nok`)).toMatchObject({ keepAlive, body: 'ok' });
  });

  it('is not used again where bytes follow that nobody asked for', () => {
    expect(parse('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200')).toMatchObject({
      body: 'ok',
      keepAlive: false,
    });
  });
});

describe('what isn’t an answer', () => {
  const ok = 'HTTP/1.1 200 OK\r\n';

  it.each([
    ['another protocol', 'SSH-2.0-OpenSSH_9.6\r\n\r\n'],
    ['HTTP/2', 'HTTP/2 200\r\n\r\n'],
    ['a status of two digits', 'HTTP/1.1 20 OK\r\n\r\n'],
    ['a status beyond 599', 'HTTP/1.1 600 OK\r\n\r\n'],
    ['an upgrade that nobody asked for', 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n'],
    ['a header without a colon', `${ok}Content-Length\r\n\r\n`],
    ['a header without a name', `${ok}: 5\r\n\r\n`],
    ['a folded header', `${ok}X-A: 1\r\n more\r\n\r\n`],
    ['a blank before the colon', `${ok}Content-Length : 5\r\n\r\nhello`],
    ['a name that no header may have', `${ok}X(A): 1\r\n\r\n`],
    ['a line feed alone in a header', `${ok}X-A: 1\nX-B: 2\r\n\r\n`],
    ['a carriage return alone in a header', `${ok}X-A: 1\rX-B: 2\r\n\r\n`],
    ['a control character in a header', `${ok}X-A: 1\0\r\n\r\n`],
    ['two lengths', `${ok}Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!`],
    ['a list of lengths', `${ok}Content-Length: 5, 5\r\n\r\nhello`],
    ['a negative length', `${ok}Content-Length: -1\r\n\r\n`],
    ['a length in words', `${ok}Content-Length: five\r\n\r\nhello`],
    ['a length that no event has', `${ok}Content-Length: 99999999999\r\n\r\n`],
    ['a length beside a transfer coding', `${ok}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n`],
    ['another transfer coding', `${ok}Transfer-Encoding: gzip, chunked\r\n\r\n`],
    ['a chunk size that is no number', `${ok}Transfer-Encoding: chunked\r\n\r\nfive\r\nhello\r\n`],
    ['an empty chunk size', `${ok}Transfer-Encoding: chunked\r\n\r\n\r\n`],
    ['a chunk longer than its size', `${ok}Transfer-Encoding: chunked\r\n\r\n5\r\nhello!\r\n0\r\n\r\n`],
    ['a chunk line without an end', `${ok}Transfer-Encoding: chunked\r\n\r\n${'1'.repeat(1_100_000)}`],
    [
      'trailers without an end',
      `${ok}Transfer-Encoding: chunked\r\n\r\n0\r\n${`a: ${'1'.repeat(1000)}\r\n`.repeat(1100)}`,
    ],
    ['a head without an end', `${ok}X-A: ${'x'.repeat(1_100_000)}`],
    ['a chunked body that no event has', `${ok}Transfer-Encoding: chunked\r\n\r\n4400000\r\n${'x'.repeat(0x4400000)}`],
  ])('is refused: %s', (_what, text) => {
    expect(() => feed([Buffer.from(text)])).toThrow(ApiConnectionError);
  });

  it.each([
    ['Content-Length "five"', `${ok}Content-Length: five\r\n\r\n`],
    ['the status line "SSH-2.0"', 'SSH-2.0\r\nX-A\r\n\r\n'],
    ['the header "X B: 1"', `${ok}X-A: 1\r\nX B: 1\r\n\r\n`],
  ])('is refused by an error that says what was wrong: %s', (what, text) => {
    expect(() => feed([Buffer.from(text)])).toThrow(
      expect.objectContaining({ failure: 'malformed', message: expect.stringContaining(what) }),
    );
  });

  it('is refused, or waited for, but never taken for an answer', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ minLength: 1, maxLength: 200 }), { minLength: 1 }), (pieces) => {
        try {
          expect(feed(pieces.map((piece) => Buffer.from(piece))).isComplete).toBe(false);
        } catch (error) {
          expect(error).toBeInstanceOf(ApiConnectionError);
        }
      }),
    );
  });

  it.each([
    // It takes an interim answer by HTTP/1.0 for the last one.
    ['Node’s own HTTP client', askByNode, /HTTP\/1\.0 1/],
    // It refuses a `100 Continue` that it hasn't asked for.
    ['undici', askByUndici, /HTTP\/1\.0 1|HTTP\/1\.1 100/],
  ])('is nowhere read otherwise than %s reads it', async (_name, ask, butFor) => {
    await using client = await ReferenceClient.start(ask);
    await fc.assert(
      fc.asyncProperty(anyAnswer(), fc.array(damage(), { minLength: 1, maxLength: 3 }), async ({ bytes }, damages) => {
        const damaged = damages.reduce((before, apply) => apply(before), bytes);
        const read = readAll(damaged);
        if (read === undefined || butFor.test(damaged.toString('latin1'))) return;
        expect(read, JSON.stringify(damaged.toString('latin1'))).toEqual(await client.read(damaged));
      }),
      { numRuns: 500 },
    );
  });
});

/** One change of a byte somewhere, mostly to one that means something in HTTP. */
function damage(): fc.Arbitrary<(bytes: Buffer) => Buffer> {
  const byte = fc.oneof(
    fc.constantFrom(...'\r\n:; 0159aAfF,\0').map((letter) => letter.charCodeAt(0)),
    fc.nat(255),
  );
  return fc
    .tuple(fc.nat(), byte, fc.constantFrom('replace', 'insert', 'remove'))
    .map(([position, value, how]) => (bytes) => {
      const at = position % bytes.length;
      const kept = bytes.subarray(how === 'insert' ? at : at + 1);
      return Buffer.concat([bytes.subarray(0, at), how === 'remove' ? Buffer.alloc(0) : Buffer.from([value]), kept]);
    });
}

function readAll(bytes: Buffer): { status: number; body: string } | undefined {
  try {
    const { parser, isComplete } = feed([bytes]);
    if (!isComplete && !parser.end()) return undefined;
    return { status: parser.response.status, body: parser.response.body };
  } catch {
    return undefined;
  }
}
