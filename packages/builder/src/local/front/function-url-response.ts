import type { OutgoingHttpHeaders } from 'node:http';
import { validateHeaderName, validateHeaderValue } from 'node:http';

/** The head of an HTTP response, ready to be sent. */
export interface UrlResponseHead {
  readonly statusCode: number;
  readonly headers: OutgoingHttpHeaders;
}

/** A whole one. */
export interface UrlResponse extends UrlResponseHead {
  readonly body: Buffer;
}

/** A reply that is no HTTP response; the message says why. The client gets a 502. */
export class InvalidUrlResponse extends Error {
  override get name(): string {
    return 'InvalidUrlResponse';
  }
}

/**
 * What a function URL makes of a buffered reply: an object with a statusCode is the response's description, any other
 * JSON is a body. https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-response-payload
 *
 * @throws {@link InvalidUrlResponse}
 */
export function parseUrlResponse(reply: Buffer): UrlResponse {
  const parsed = parseJson(reply.toString(), 'The reply');
  if (!isRecord(parsed) || parsed.statusCode === undefined) {
    return { statusCode: 200, headers: { 'content-type': 'application/json' }, body: reply };
  }
  const { body = '', isBase64Encoded = false } = parsed;
  if (typeof body !== 'string') throw new InvalidUrlResponse(`body is of type ${typeof body}; it has to be a string.`);
  const { statusCode, headers } = parseHead(parsed);
  return {
    statusCode,
    headers: { 'content-type': 'application/json', ...headers },
    body: Buffer.from(body, isBase64Encoded === true ? 'base64' : 'utf8'),
  };
}

/** The same for the JSON that a streamed HTTP response begins with. */
export function parseUrlPrelude(json: string): UrlResponseHead {
  const parsed = parseJson(json, 'The prelude of the stream');
  if (!isRecord(parsed)) throw new InvalidUrlResponse('The prelude of the stream is no object.');
  return parseHead({ statusCode: 200, ...parsed });
}

function parseHead(described: Record<string, unknown>): UrlResponseHead {
  const { statusCode, headers = {}, cookies = [] } = described;
  // A text of digits is taken as on AWS; nothing else is turned into a number, which an object can refuse.
  const status = typeof statusCode === 'string' ? Number(statusCode) : statusCode;
  if (typeof status !== 'number' || !Number.isInteger(status) || status < 200 || status > 599) {
    throw new InvalidUrlResponse(`statusCode is ${JSON.stringify(statusCode)}; it has to be from 200 to 599.`);
  }
  if (!isRecord(headers)) throw new InvalidUrlResponse('headers has to be an object.');
  if (!Array.isArray(cookies)) throw new InvalidUrlResponse('cookies has to be an array of strings.');

  const parsed: OutgoingHttpHeaders = {};
  for (const [name, value] of Object.entries(headers)) {
    // The connection is between the client and the platform: its headers are none of the function's.
    if (!hopByHop.has(name.toLowerCase())) parsed[name.toLowerCase()] = headerValue(name, value);
  }
  const setCookies = [parsed['set-cookie'] ?? [], cookies].flat().map((cookie) => headerValue('set-cookie', cookie));
  if (setCookies.length > 0) parsed['set-cookie'] = setCookies;
  return { statusCode: status, headers: parsed };
}

const hopByHop = new Set([
  'connection',
  'content-length',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

function headerValue(name: string, value: unknown): string {
  if (typeof value === 'object') {
    throw new InvalidUrlResponse(
      `The header ${JSON.stringify(name)} has the value ${JSON.stringify(value)}; it has to be a text.`,
    );
  }
  const text = String(value);
  try {
    validateHeaderName(name);
    validateHeaderValue(name, text);
  } catch {
    throw new InvalidUrlResponse(`The header ${JSON.stringify(name)} has the value ${JSON.stringify(text)}.`);
  }
  return text;
}

function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new InvalidUrlResponse(`${what} isn't JSON: ${JSON.stringify(text.slice(0, 100))}.`);
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
