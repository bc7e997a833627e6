import { randomUUID } from 'node:crypto';

/** A response to `/next`, except for the last 12 characters of the request id and of the root of the trace. */
export interface PreparedNext {
  /** The part before the request id's. */
  readonly before: string;
  /** The part between them. */
  readonly between: string;
  /** The part after the trace's, including the event if it is short. */
  readonly after: string;
  /** A long event is kept apart, so that it is not copied for each response. */
  readonly longBody: Buffer | undefined;
}

const LONG_BYTES = 16 * 1024;
const FOUR_HOURS_MS = 4 * 60 * 60 * 1000;

/** What the Runtime API returns for a response of the function. */
export const ACCEPTED: string = response('202 Accepted', '{"status":"OK"}\n');

/** What the Runtime API returns for an unknown call. */
export const NOT_FOUND: string = response('404 Not Found', '{"errorType":"UnknownCall"}');

/** A client that sends `Expect: 100-continue` waits for this before it sends the body. */
export const CONTINUE = 'HTTP/1.1 100 Continue\r\n\r\n';

/**
 * Prepares a response to `/next` with an event and the headers that Lambda sends. As on Lambda, each invocation has another
 * trace: a runtime that keeps them in memory grows.
 */
export function prepareNext(event: string): PreparedNext {
  const before = [
    'HTTP/1.1 200 OK',
    'Content-Type: application/json',
    `Lambda-Runtime-Deadline-Ms: ${Date.now() + FOUR_HOURS_MS}`,
    'Lambda-Runtime-Invoked-Function-Arn: arn:aws:lambda:eu-central-1:123456789012:function:bench',
    `Content-Length: ${Buffer.byteLength(event)}`,
    `Lambda-Runtime-Aws-Request-Id: ${randomUUID().slice(0, -12)}`,
  ].join('\r\n');
  const isLong = event.length > LONG_BYTES;
  const between = `\r\nLambda-Runtime-Trace-Id: Root=1-6922d5a0-${randomUUID().slice(-12)}`;
  const after = `;Parent=0123456789abcdef;Sampled=0\r\n\r\n${isLong ? '' : event}`;
  return { before, between, after, longBody: isLong ? Buffer.from(event) : undefined };
}

function response(status: string, body: string): string {
  return `HTTP/1.1 ${status}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
}
