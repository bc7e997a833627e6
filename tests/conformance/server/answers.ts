import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';

/** How the end of an answer's body is told: by its length, by chunks, or by the end of the connection. */
export type Framing = 'length' | 'chunked' | 'close';

/** An answer to be; a header that is undefined is left out. */
export interface AnswerOptions {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: string | Uint8Array;
  readonly framing?: Framing;
}

/**
 * The bytes of an answer. Like Go's HTTP server, on which AWS's Runtime API and emulator run, it sorts its headers, sends
 * a date, and chunks a body of more than 2 KiB.
 */
export function answer({ status = 200, headers = {}, body = '', framing }: AnswerOptions = {}): Buffer {
  const bytes = Buffer.from(body);
  const how = framing ?? (bytes.length > 2048 ? 'chunked' : 'length');
  const all = {
    ...Object.fromEntries(Object.entries(headers).sort()),
    Date: new Date().toUTCString(),
    ...framed(how, bytes),
  };
  const lines = Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}\r\n`]));
  const head = Buffer.from(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('')}\r\n`);
  return Buffer.concat([head, how === 'chunked' ? chunked([bytes]) : bytes]);
}

function framed(framing: Framing, bytes: Buffer): Record<string, string> {
  if (framing === 'length') return { 'Content-Length': String(bytes.length) };
  return framing === 'chunked' ? { 'Transfer-Encoding': 'chunked' } : { Connection: 'close' };
}

/** A body in chunked coding, a chunk for each piece that isn't empty. */
export function chunked(pieces: readonly Uint8Array[]): Buffer {
  const chunks = pieces
    .filter((piece) => piece.length > 0)
    .flatMap((piece) => [Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from('\r\n')]);
  return Buffer.concat([...chunks, Buffer.from('0\r\n\r\n')]);
}

/** What the API answers to a reply that it takes. */
export function accepted(): Buffer {
  return answer({ status: 202, headers: { 'Content-Type': 'application/json' }, body: '{"status":"OK"}\n' });
}

/** What the API answers to a call that it refuses. */
export function refusal(status: number, errorType: string, headers: Record<string, string> = {}): Buffer {
  const body = `${JSON.stringify({ errorMessage: `refused with ${status} by the test`, errorType })}\n`;
  return answer({ status, headers: { 'Content-Type': 'application/json', ...headers }, body });
}

/** An invocation for the runtime: the event as JSON, or a body as it is. */
export interface InvocationOptions {
  readonly event?: unknown;
  readonly body?: string | Uint8Array;
  readonly id?: string;
  /** Headers in place of the usual ones; undefined leaves one out. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly framing?: Framing;
  /** Closes the connection after the answer. Default: where the framing needs it. */
  readonly close?: boolean;
}

/** An invocation as `next` hands it out. */
export interface Invocation {
  readonly id: string;
  readonly answer: Buffer;
  readonly close: boolean;
}

export const TRACE_ID = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1';
export const FUNCTION_ARN = 'arn:aws:lambda:eu-central-1:123456789012:function:tested';

/** The bytes of an invocation, with the headers that AWS sends. */
export function invocation({ event = {}, body, id = randomUUID(), ...how }: InvocationOptions = {}): Invocation {
  const headers = {
    'Content-Type': 'application/json',
    'Lambda-Runtime-Aws-Request-Id': id,
    'Lambda-Runtime-Deadline-Ms': String(Date.now() + 60_000),
    'Lambda-Runtime-Invoked-Function-Arn': FUNCTION_ARN,
    'Lambda-Runtime-Trace-Id': TRACE_ID,
    ...how.headers,
  };
  const framing = how.framing && { framing: how.framing };
  const bytes = answer({ headers, body: body ?? JSON.stringify(event), ...framing });
  return { id, answer: bytes, close: how.close ?? how.framing === 'close' };
}
