import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyResponse } from '../../test/http-response.ts';
import { ResponseParser } from './response-parser.ts';
import { readWholeResponse } from './whole-response.ts';

const IN_CHUNKS = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';

/** Reads bytes like a connection: from the start of a buffer that still contains the rest of an earlier read. */
function read(bytes: Uint8Array, earlier: Uint8Array = Buffer.alloc(0)) {
  return readWholeResponse(Buffer.concat([bytes, earlier.subarray(bytes.length)]), bytes.length);
}

describe('a response that arrived in one piece', () => {
  it('is read like the parser reads it, whatever was in the buffer before', () => {
    let count = 0;
    const isSame = fc.property(anyResponse(), anyResponse(), ({ bytes }, earlier) => {
      const response = read(bytes, earlier.bytes);
      if (response === undefined) return;
      count += 1;
      const parser = new ResponseParser();
      expect(parser.push(bytes)).toBe(true);
      expect(response).toEqual(parser.response);
      expect(parser.keepAlive).toBe(true);
    });
    fc.assert(isSame);
    expect(count).toBeGreaterThan(0);
  });

  it.each(['', 'Connection: keep-alive\r\n'])('is read if its connection stays open: %j', (header) => {
    const response = read(Buffer.from(`HTTP/1.1 202 Accepted\r\n${header}Content-Length: 4\r\n\r\nj\u00e4!`));
    expect(response).toMatchObject({ status: 202, body: 'j\u00e4!' });
  });

  it('is read if its body is one chunk', () => {
    const response = read(
      Buffer.from('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nj\u00e4!\r\n0\r\n\r\n'),
    );
    expect(response).toMatchObject({ status: 200, body: 'j\u00e4!' });
  });

  it.each([
    ['whose head is incomplete', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n'],
    ['whose body is incomplete', 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok'],
    ['with more bytes after it', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nok'],
    ['without a length', 'HTTP/1.1 200 OK\r\n\r\nok'],
    ['with a length in another form', 'HTTP/1.1 200 OK\r\nContent-Length: 02\r\n\r\nok'],
    ['with two framings', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\nok'],
    ['without a chunk', `${IN_CHUNKS}0\r\n\r\n`],
    ['with an empty chunk', `${IN_CHUNKS}0\r\n\r\n0\r\n\r\n`],
    ['in two chunks', `${IN_CHUNKS}1\r\no\r\n1\r\nk\r\n0\r\n\r\n`],
    ['whose chunks have no end', `${IN_CHUNKS}2\r\nok\r\n`],
    ['with a trailer', `${IN_CHUNKS}2\r\nok\r\n0\r\nA: 1\r\n\r\n`],
    ['whose chunk has an extension', `${IN_CHUNKS}2;a=b\r\nok\r\n0\r\n\r\n`],
    ['whose chunk has a size in another form', `${IN_CHUNKS}02\r\nok\r\n0\r\n\r\n`],
    ['with more bytes after its chunks', `${IN_CHUNKS}2\r\nok\r\n0\r\n\r\n0\r\n\r\n`],
    ['with another coding', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n2\r\nok\r\n0\r\n\r\n'],
    ['with a chunk and a length', `${IN_CHUNKS.trimEnd()}\r\nContent-Length: 2\r\n\r\n2\r\nok\r\n0\r\n\r\n`],
    ['after which the connection closes', 'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok'],
    ['of HTTP/1.0', 'HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok'],
    ['that is interim', 'HTTP/1.1 100 Continue\r\nContent-Length: 0\r\n\r\n'],
    ['that never has a body', 'HTTP/1.1 204 No Content\r\nContent-Length: 2\r\n\r\nok'],
  ])('is left to the parser: a response %s', (_what, text) => {
    expect(read(Buffer.from(text), Buffer.from(`${'#'.repeat(text.length - 2)}\r\n\r\nok`))).toBeUndefined();
  });

  it.each(['SSH-2.0-OpenSSH_9.6\r\n\r\n', 'HTTP/1.1 200 OK\r\nX-A: 1\r\n more\r\n\r\n'])('is rejected: %j', (text) => {
    expect(() => read(Buffer.from(text))).toThrow(expect.objectContaining({ failure: 'malformed' }));
  });
});
