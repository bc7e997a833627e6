import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyAnswer } from '../../test/http-answer.ts';
import { ResponseParser } from './response-parser.ts';
import { wholeAnswer } from './whole-answer.ts';

/** Reads bytes from where a socket leaves them: at the start of a buffer that still holds the rest of an earlier read. */
function read(bytes: Uint8Array, earlier: Uint8Array = Buffer.alloc(0)) {
  return wholeAnswer(Buffer.concat([bytes, earlier.subarray(bytes.length)]), bytes.length);
}

describe('an answer that came whole', () => {
  it('says what the parser reads in it, whatever was read before', () => {
    let whole = 0;
    const compared = fc.property(anyAnswer(), anyAnswer(), ({ bytes }, earlier) => {
      const answer = read(bytes, earlier.bytes);
      if (answer === undefined) return;
      whole += 1;
      const parser = new ResponseParser();
      expect(parser.push(bytes)).toBe(true);
      expect(answer).toEqual(parser.response);
      expect(parser.keepAlive).toBe(true);
    });
    fc.assert(compared);
    expect(whole).toBeGreaterThan(0);
  });

  it.each(['', 'Connection: keep-alive\r\n'])('is read where its connection stays open: %j', (header) => {
    const answer = read(Buffer.from(`HTTP/1.1 202 Accepted\r\n${header}Content-Length: 4\r\n\r\nj\u00e4!`));
    expect(answer).toMatchObject({ status: 202, body: 'j\u00e4!' });
  });

  it.each([
    ['whose head goes on', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n'],
    ['whose body goes on', 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok'],
    ['with more than itself', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nok'],
    ['without a length', 'HTTP/1.1 200 OK\r\n\r\nok'],
    ['with a length in another form', 'HTTP/1.1 200 OK\r\nContent-Length: 02\r\n\r\nok'],
    ['with two framings', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\nok'],
    ['in chunks', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
    ['after which the connection closes', 'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok'],
    ['of HTTP/1.0', 'HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok'],
    ['of the interim', 'HTTP/1.1 100 Continue\r\nContent-Length: 0\r\n\r\n'],
    ['that never has a body', 'HTTP/1.1 204 No Content\r\nContent-Length: 2\r\n\r\nok'],
  ])('is left to the parser: one %s', (_what, text) => {
    expect(read(Buffer.from(text), Buffer.from(`${'#'.repeat(text.length - 2)}\r\n\r\nok`))).toBeUndefined();
  });

  it.each(['SSH-2.0-OpenSSH_9.6\r\n\r\n', 'HTTP/1.1 200 OK\r\nX-A: 1\r\n more\r\n\r\n'])('is refused: %j', (text) => {
    expect(() => read(Buffer.from(text))).toThrow(expect.objectContaining({ failure: 'malformed' }));
  });
});
