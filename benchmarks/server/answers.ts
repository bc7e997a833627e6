import { randomUUID } from 'node:crypto';

/** The answer that hands out an event, but for the last 12 characters of the request id. */
export interface PreparedNext {
  /** What precedes them. */
  readonly before: string;
  /** What follows them; with the event, where it is short. */
  readonly after: string;
  /** A long event: apart, so that it isn't copied for each answer. */
  readonly longBody: Buffer | undefined;
}

const LONG_BYTES = 16 * 1024;
const FOUR_HOURS_MS = 4 * 60 * 60 * 1000;

/** The answer to a reply, as the Runtime API gives it. */
export const ACCEPTED: string = answer('202 Accepted', '{"status":"OK"}\n');

/** The answer to what no runtime should ask for. */
export const REFUSED: string = answer('404 Not Found', '{"errorType":"UnknownCall"}');

/** What a client waits for before it sends a long body, if it asks. */
export const CONTINUE = 'HTTP/1.1 100 Continue\r\n\r\n';

/** Prepares the answer that hands out an event, with the headers that Lambda sends. */
export function prepareNext(event: string): PreparedNext {
  const before = [
    'HTTP/1.1 200 OK',
    'Content-Type: application/json',
    `Lambda-Runtime-Deadline-Ms: ${Date.now() + FOUR_HOURS_MS}`,
    'Lambda-Runtime-Invoked-Function-Arn: arn:aws:lambda:eu-central-1:123456789012:function:bench',
    'Lambda-Runtime-Trace-Id: Root=1-6922d5a0-0123456789abcdef01234567;Parent=0123456789abcdef;Sampled=0',
    `Content-Length: ${Buffer.byteLength(event)}`,
    `Lambda-Runtime-Aws-Request-Id: ${randomUUID().slice(0, -12)}`,
  ].join('\r\n');
  const isLong = event.length > LONG_BYTES;
  const after = `\r\n\r\n${isLong ? '' : event}`;
  return { before, after, longBody: isLong ? Buffer.from(event) : undefined };
}

function answer(status: string, body: string): string {
  return `HTTP/1.1 ${status}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
}
