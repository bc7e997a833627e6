// @compile-at-start
import { checkHead, parseFields, parseStatus } from './header-fields.ts';
import type { ApiResponse } from './transport.ts';

/**
 * Reads a response that arrived in one piece, on a connection that stays open. Almost all responses do, and each
 * invocation has two of them, so this fast path avoids a parser. Undefined if a `ResponseParser` must read the bytes.
 * @param size the number of bytes that were read; the bytes after them are left over from earlier reads
 * @throws {ApiConnectionError} the bytes are not HTTP
 */
export function readWholeResponse(buffer: Buffer, size: number): ApiResponse | undefined {
  const end = buffer.indexOf('\r\n\r\n');
  const start = end + 4;
  if (end === -1 || start > size) return undefined;
  // Lambda sends non-ASCII letters in a client context as UTF-8.
  const head = buffer.toString('utf8', 0, end);
  checkHead(head);
  const status = parseStatus(head);
  if (!head.startsWith('HTTP/1.1') || status < 200 || status === 204 || status === 304) return undefined;
  const headers = parseFields(head);
  const { connection, 'content-length': length, 'transfer-encoding': coding } = headers;
  if (connection !== undefined && connection !== 'keep-alive') return undefined;
  if (coding !== undefined) {
    const body = length === undefined && coding === 'chunked' ? readOnlyChunk(buffer, start, size) : undefined;
    return body === undefined ? undefined : { status, headers, body };
  }
  if (length !== String(size - start)) return undefined;
  return { status, headers, body: buffer.toString('utf8', start, size) };
}

/** What follows the last byte of a body in chunks, if there are no trailers. */
const CHUNKS_END = '\r\n0\r\n\r\n';

/** Reads a body of one chunk, as some servers send a body whose length they have not announced. */
// @compile-later
function readOnlyChunk(buffer: Buffer, sizeStart: number, size: number): string | undefined {
  const start = buffer.indexOf('\r\n', sizeStart) + 2;
  const end = size - CHUNKS_END.length;
  if (start >= end || buffer.toString('latin1', end, size) !== CHUNKS_END) return undefined;
  const chunkHead = buffer.toString('latin1', sizeStart, start);
  return chunkHead === `${(end - start).toString(16)}\r\n` ? buffer.toString('utf8', start, end) : undefined;
}
