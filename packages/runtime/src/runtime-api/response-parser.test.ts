import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyResponse, splitAt } from '../../test/http-response.ts';
import { ReferenceClient, requestWithNode, requestWithUndici } from '../../test/reference-client.ts';
import { ApiConnectionError } from './errors.ts';
import { ResponseParser } from './response-parser.ts';
import type { ApiResponse } from './transport.ts';

/** Feeds a parser like a socket: in pieces, from a buffer that the next piece overwrites. */
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

describe('a response', () => {
  it('is read the same however it is split', () => {
    fc.assert(
      fc.property(
        anyResponse(),
        fc.array(fc.nat(), { maxLength: 20 }),
        ({ bytes, expected, keepAlive, endsByClose }, cuts) => {
          const { parser, isComplete } = feed(splitAt(bytes, cuts));
          expect(isComplete).toBe(!endsByClose);
          if (endsByClose) expect(parser.end()).toBe(true);
          expect({ ...parser.response, headers: { ...parser.response.headers } }).toEqual(expected);
          expect(parser.keepAlive).toBe(keepAlive);
        },
      ),
    );
  });

  it('is read the same byte by byte', () => {
    fc.assert(
      fc.property(anyResponse(), ({ bytes, expected }) => {
        const { parser } = feed([...bytes].map((byte) => Buffer.from([byte])));
        parser.end();
        expect({ ...parser.response }).toMatchObject({ status: expected.status, body: expected.body });
      }),
      { numRuns: 30 },
    );
  });

  it('is never complete before its last byte', () => {
    fc.assert(
      fc.property(anyResponse(), fc.nat(), ({ bytes, endsByClose }, at) => {
        fc.pre(!endsByClose);
        const { parser, isComplete } = feed([bytes.subarray(0, at % bytes.length)]);
        expect(isComplete).toBe(false);
        expect(parser.end()).toBe(false);
      }),
    );
  });

  it('can be larger than a read', () => {
    const body = 'ab€'.repeat(2_000_000);
    const bytes = Buffer.from(`HTTP/1.1 200 OK\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
    const pieces = Array.from({ length: Math.ceil(bytes.length / 65536) }, (_, i) =>
      bytes.subarray(i * 65536, (i + 1) * 65536),
    );
    expect(feed(pieces).parser.response.body === body).toBe(true);
  });

  it('has its headers by lower-case name, with the values of a repeated header joined', () => {
    const { headers } = parse('HTTP/1.1 200 OK\r\nX-One:  1 \r\nX-TWO: a\r\nx-two: b\r\nContent-Length: 0\r\n\r\n');
    expect({ ...headers }).toEqual({ 'x-one': '1', 'x-two': 'a, b', 'content-length': '0' });
  });

  it('can have a megabyte of headers', () => {
    const long = 'x'.repeat(500_000);
    const { headers } = parse(`HTTP/1.1 200 OK\r\nX-A: ${long}\r\nX-B: ${long}\r\nContent-Length: 0\r\n\r\n`);
    expect(headers['x-b']).toBe(long);
  });

  it.each(['__proto__', 'constructor', 'toString'])('has no header %s unless it was sent', (name) => {
    expect(parse('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n').headers[name]).toBeUndefined();
  });

  it.each([204, 304])('has no body if its status is %d', (status) => {
    expect(parse(`HTTP/1.1 ${status} None\r\n\r\n`)).toMatchObject({ status, body: '', keepAlive: true });
  });

  it('can have no reason phrase', () => {
    expect(parse('HTTP/1.1 202\r\nContent-Length: 0\r\n\r\n').status).toBe(202);
  });
});

describe('the connection after a response', () => {
  it.each([
    ['HTTP/1.1', '', true],
    ['HTTP/1.1', 'Connection: close\r\n', false],
    ['HTTP/1.1', 'Connection: Close\r\n', false],
    ['HTTP/1.1', 'Connection: keep-alive, close\r\n', false],
    ['HTTP/1.1', 'Connection: keep-alive\r\n', true],
    ['HTTP/1.0', '', false],
    ['HTTP/1.0', 'Connection: keep-alive\r\n', true],
  ])('of %s with %j can be reused: %s', (version, header, keepAlive) => {
    expect(parse(`${version} 200 OK\r\n${header}Content-Length: 2\r\n\r\nok`)).toMatchObject({ keepAlive, body: 'ok' });
  });

  it('is not reused if unexpected bytes follow the response', () => {
    expect(parse('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200')).toMatchObject({
      body: 'ok',
      keepAlive: false,
    });
  });
});

describe('an invalid response', () => {
  const ok = 'HTTP/1.1 200 OK\r\n';

  it.each([
    ['another protocol', 'SSH-2.0-OpenSSH_9.6\r\n\r\n'],
    ['HTTP/2', 'HTTP/2 200\r\n\r\n'],
    ['a status of two digits', 'HTTP/1.1 20 OK\r\n\r\n'],
    ['a status beyond 599', 'HTTP/1.1 600 OK\r\n\r\n'],
    ['an upgrade that was not requested', 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n'],
    ['a header without a colon', `${ok}Content-Length\r\n\r\n`],
    ['a header without a name', `${ok}: 5\r\n\r\n`],
    ['a folded header', `${ok}X-A: 1\r\n more\r\n\r\n`],
    ['a space before the colon', `${ok}Content-Length : 5\r\n\r\nhello`],
    ['an invalid header name', `${ok}X(A): 1\r\n\r\n`],
    ['a bare line feed in a header', `${ok}X-A: 1\nX-B: 2\r\n\r\n`],
    ['a bare carriage return in a header', `${ok}X-A: 1\rX-B: 2\r\n\r\n`],
    ['a control character in a header', `${ok}X-A: 1\0\r\n\r\n`],
    ['two lengths', `${ok}Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!`],
    ['a list of lengths', `${ok}Content-Length: 5, 5\r\n\r\nhello`],
    ['a negative length', `${ok}Content-Length: -1\r\n\r\n`],
    ['a length in words', `${ok}Content-Length: five\r\n\r\nhello`],
    ['a length beyond the largest event', `${ok}Content-Length: 99999999999\r\n\r\n`],
    ['both a length and a transfer coding', `${ok}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n`],
    ['another transfer coding', `${ok}Transfer-Encoding: gzip, chunked\r\n\r\n`],
    ['a chunk size that is not a number', `${ok}Transfer-Encoding: chunked\r\n\r\nfive\r\nhello\r\n`],
    ['an empty chunk size', `${ok}Transfer-Encoding: chunked\r\n\r\n\r\n`],
    ['a chunk longer than its size', `${ok}Transfer-Encoding: chunked\r\n\r\n5\r\nhello!\r\n0\r\n\r\n`],
    ['a chunk line without an end', `${ok}Transfer-Encoding: chunked\r\n\r\n${'1'.repeat(1_100_000)}`],
    [
      'trailers without an end',
      `${ok}Transfer-Encoding: chunked\r\n\r\n0\r\n${`a: ${'1'.repeat(1000)}\r\n`.repeat(1100)}`,
    ],
    ['a head without an end', `${ok}X-A: ${'x'.repeat(1_100_000)}`],
    [
      'a chunked body beyond the largest event',
      `${ok}Transfer-Encoding: chunked\r\n\r\n4400000\r\n${'x'.repeat(0x4400000)}`,
    ],
  ])('is rejected: %s', (_what, text) => {
    expect(() => feed([Buffer.from(text)])).toThrow(ApiConnectionError);
  });

  it.each([
    ['Content-Length "five"', `${ok}Content-Length: five\r\n\r\n`],
    ['the status line "SSH-2.0"', 'SSH-2.0\r\nX-A\r\n\r\n'],
    ['the header "X B: 1"', `${ok}X-A: 1\r\nX B: 1\r\n\r\n`],
  ])('is rejected with an error that shows the invalid part: %s', (invalidPart, text) => {
    expect(() => feed([Buffer.from(text)])).toThrow(
      expect.objectContaining({ failure: 'malformed', message: expect.stringContaining(invalidPart) }),
    );
  });

  it('is rejected or incomplete, but never complete, for any bytes', () => {
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
    // Node takes an interim response of HTTP/1.0 for the final one.
    ['Node’s own HTTP client', requestWithNode, /HTTP\/1\.0 1/],
    // undici rejects a `100 Continue` that it did not request, and a length with white space after it.
    ['undici', requestWithUndici, /HTTP\/1\.0 1|HTTP\/1\.1 100|content-length:.*[ \t]\r\n/i],
  ])('is never read differently than by %s', async (_name, sendRequest, exceptions) => {
    await using client = await ReferenceClient.start(sendRequest);
    await fc.assert(
      fc.asyncProperty(
        anyResponse(),
        fc.array(damage(), { minLength: 1, maxLength: 3 }),
        async ({ bytes }, damages) => {
          const damaged = damages.reduce((before, apply) => apply(before), bytes);
          const read = readAll(damaged);
          if (read === undefined || exceptions.test(damaged.toString('latin1'))) return;
          expect(read, JSON.stringify(damaged.toString('latin1'))).toEqual(await client.read(damaged));
        },
      ),
      { numRuns: 500 },
    );
  });
});

/** Generates a change of one byte, mostly to a byte that has a meaning in HTTP. */
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
