import { checkHead, parseFields, statusOf } from './header-fields.ts';
import type { ApiResponse } from './transport.ts';

/**
 * The answer that a read brought, where it brought just that and the connection stays open, as nearly always: a short
 * way, since each invocation goes it twice. Undefined for what a `ResponseParser` is to read.
 * @param size how many bytes of the buffer were read; those after them are of earlier reads
 * @throws {ApiConnectionError} they aren't HTTP
 */
export function wholeAnswer(buffer: Buffer, size: number): ApiResponse | undefined {
  const end = buffer.indexOf('\r\n\r\n');
  const start = end + 4;
  if (end === -1 || start > size) return undefined;
  // A client context with letters beyond ASCII comes as UTF-8.
  const head = buffer.toString('utf8', 0, end);
  checkHead(head);
  const status = statusOf(head);
  if (!head.startsWith('HTTP/1.1') || status < 200 || status === 204 || status === 304) return undefined;
  const headers = parseFields(head);
  const { connection, 'content-length': length, 'transfer-encoding': coding } = headers;
  if (length !== String(size - start) || coding !== undefined) return undefined;
  if (connection !== undefined && connection !== 'keep-alive') return undefined;
  return { status, headers, body: buffer.toString('utf8', start, size) };
}
