import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';

/** How a body is delimited: by its length, by chunks, or by the end of the connection. */
export type Framing = 'length' | 'chunked' | 'close';

/** A response to build; headers that are undefined are left out. */
export interface ResponseOptions {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: string | Uint8Array;
  readonly framing?: Framing;
}

/**
 * Builds the bytes of a response. Like Go's HTTP server, which AWS's Runtime API and emulator use, it sorts the headers,
 * sends a date, and chunks a body of more than 2 KiB.
 */
export function httpResponse({ status = 200, headers = {}, body = '', framing }: ResponseOptions = {}): Buffer {
  const bytes = Buffer.from(body);
  const delimitedBy = framing ?? (bytes.length > 2048 ? 'chunked' : 'length');
  const all = {
    ...Object.fromEntries(Object.entries(headers).sort()),
    Date: new Date().toUTCString(),
    ...framingHeaders(delimitedBy, bytes),
  };
  const lines = Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}\r\n`]));
  const head = Buffer.from(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('')}\r\n`);
  return Buffer.concat([head, delimitedBy === 'chunked' ? chunked([bytes]) : bytes]);
}

function framingHeaders(framing: Framing, bytes: Buffer): Record<string, string> {
  if (framing === 'length') return { 'Content-Length': String(bytes.length) };
  return framing === 'chunked' ? { 'Transfer-Encoding': 'chunked' } : { Connection: 'close' };
}

/** Encodes a body in chunks, one per piece that is not empty. */
export function chunked(pieces: readonly Uint8Array[]): Buffer {
  const chunks = pieces
    .filter((piece) => piece.length > 0)
    .flatMap((piece) => [Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from('\r\n')]);
  return Buffer.concat([...chunks, Buffer.from('0\r\n\r\n')]);
}

/** The API's response to an accepted result. */
export function accepted(): Buffer {
  return httpResponse({ status: 202, headers: { 'Content-Type': 'application/json' }, body: '{"status":"OK"}\n' });
}

/** The API's response to a rejected call. */
export function rejection(status: number, errorType: string, headers: Record<string, string> = {}): Buffer {
  const body = `${JSON.stringify({ errorMessage: `rejected with ${status} by the test`, errorType })}\n`;
  return httpResponse({ status, headers: { 'Content-Type': 'application/json', ...headers }, body });
}

/** An invocation to send: an event, which is sent as JSON, or a raw body. */
export interface InvocationOptions {
  readonly event?: unknown;
  readonly body?: string | Uint8Array;
  readonly id?: string;
  /** Headers that override the usual ones; undefined removes one. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly framing?: Framing;
  /** Whether to close the connection after the response. Default: if the framing requires it. */
  readonly close?: boolean;
}

/** An invocation as `next` returns it. */
export interface Invocation {
  readonly id: string;
  readonly response: Buffer;
  readonly close: boolean;
}

export const TRACE_ID = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1';
export const FUNCTION_ARN = 'arn:aws:lambda:eu-central-1:123456789012:function:tested';

/** Builds an invocation with the headers that AWS sends. */
export function createInvocation({
  event = {},
  body,
  id = randomUUID(),
  ...options
}: InvocationOptions = {}): Invocation {
  const headers = {
    'Content-Type': 'application/json',
    'Lambda-Runtime-Aws-Request-Id': id,
    'Lambda-Runtime-Deadline-Ms': String(Date.now() + 60_000),
    'Lambda-Runtime-Invoked-Function-Arn': FUNCTION_ARN,
    'Lambda-Runtime-Trace-Id': TRACE_ID,
    ...options.headers,
  };
  const framing = options.framing && { framing: options.framing };
  const bytes = httpResponse({ headers, body: body ?? JSON.stringify(event), ...framing });
  return { id, response: bytes, close: options.close ?? options.framing === 'close' };
}
