import type { OutgoingHttpHeaders } from 'node:http';
import { validateHeaderName, validateHeaderValue } from '../http/node-http.ts';

/** The head of an HTTP response, valid and ready to be sent. */
export interface UrlResponseHead {
  readonly statusCode: number;
  readonly headers: OutgoingHttpHeaders;
}

/** A complete HTTP response. */
export interface UrlResponse extends UrlResponseHead {
  readonly body: Buffer;
}

/** The function's response cannot be sent as an HTTP response. The message says why, and the client gets a 502. */
export class InvalidUrlResponseError extends Error {
  override get name(): string {
    return 'InvalidUrlResponseError';
  }
}

/**
 * Interprets a buffered response as a function URL does: an object with a `statusCode` describes an HTTP response, any
 * other JSON is the body. https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-response-payload
 *
 * @param defaultType the content type of a described response that has none
 * @throws {InvalidUrlResponseError} it is not JSON, or describes an invalid HTTP response
 */
export function parseUrlResponse(response: Buffer, defaultType = 'application/json'): UrlResponse {
  const parsed = parseResponse(response.toString());
  if (!isRecord(parsed) || parsed.statusCode === undefined) {
    return { statusCode: 200, headers: { 'content-type': 'application/json' }, body: response };
  }
  const { body = '', isBase64Encoded = false } = parsed;
  checkBody(body);
  const { statusCode, headers } = parseHead(parsed);
  return {
    statusCode,
    headers: { 'content-type': defaultType, ...headers },
    body: Buffer.from(body, isBase64Encoded === true ? 'base64' : 'utf8'),
  };
}

/** @throws {InvalidUrlResponseError} the body is not a string */
export function checkBody(body: unknown): asserts body is string {
  if (typeof body === 'string') return;
  const kind = Array.isArray(body) ? 'an array' : typeof body === 'object' ? 'an object' : `a ${typeof body}`;
  throw new InvalidUrlResponseError(`body is ${kind}, but must be a string: return JSON.stringify(body)`);
}

/** The length of a body. A response without content has none: https://www.rfc-editor.org/rfc/rfc9110#section-8.6 */
export function contentLength(statusCode: number, body: Buffer): OutgoingHttpHeaders {
  return statusCode === 204 ? {} : { 'content-length': body.length };
}

/** The response of a class that returns a string is that string, without quotes. */
function parseResponse(text: string): unknown {
  try {
    return parseJson(text, 'the response');
  } catch (error) {
    const { message } = error as InvalidUrlResponseError;
    throw new InvalidUrlResponseError(
      `${message}: to send a text, return { statusCode: 200, headers: { 'content-type': 'text/plain' }, body: text }; to send JSON, return JSON.stringify(value)`,
    );
  }
}

/**
 * Parses the prelude of a streamed HTTP response.
 *
 * @throws {InvalidUrlResponseError} it is not a JSON object, or describes an invalid HTTP response
 */
export function parseUrlPrelude(json: string): UrlResponseHead {
  const parsed = parseJson(json, 'the prelude of the stream');
  if (!isRecord(parsed)) throw new InvalidUrlResponseError('the prelude of the stream must be an object');
  return parseHead({ statusCode: 200, ...parsed });
}

function parseHead(description: Record<string, unknown>): UrlResponseHead {
  const statusCode = parseStatus(description.statusCode);
  const headers = description.headers ?? {};
  const cookies = description.cookies ?? [];
  if (!isRecord(headers)) throw new InvalidUrlResponseError('headers must be an object');
  if (!Array.isArray(cookies)) throw new InvalidUrlResponseError('cookies must be an array of strings');

  // A map, because the function may name a header "__proto__".
  const parsed = new Map<string, string | string[]>();
  for (const [name, value] of Object.entries(headers)) {
    // The connection is between the client and the platform, so the function has no say in it.
    if (!hopByHopHeaders.has(name.toLowerCase())) parsed.set(name.toLowerCase(), headerValue(name, value));
  }
  const setCookies = [parsed.get('set-cookie') ?? [], cookies]
    .flat()
    .map((cookie) => headerValue('set-cookie', cookie));
  if (setCookies.length > 0) parsed.set('set-cookie', setCookies);
  return { statusCode, headers: Object.fromEntries(parsed) };
}

/** @throws {InvalidUrlResponseError} it is not the final status of an HTTP response */
export function parseStatus(statusCode: unknown): number {
  // As on AWS, a string of digits is a valid status. Other types are not converted, because an object's conversion
  // to a number may throw.
  const status = typeof statusCode === 'string' ? Number(statusCode) : statusCode;
  if (typeof status !== 'number' || !Number.isInteger(status) || status < 200 || status > 599) {
    throw new InvalidUrlResponseError(
      statusCode === undefined
        ? 'the response has no statusCode'
        : `statusCode is ${JSON.stringify(statusCode)}, but must be from 200 to 599`,
    );
  }
  return status;
}

/** The headers of a connection, which are not passed on. */
export const hopByHopHeaders = new Set([
  'connection',
  'content-length',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** @throws {InvalidUrlResponseError} the header cannot be sent */
export function headerValue(name: string, value: unknown): string {
  if (typeof value === 'object') {
    throw new InvalidUrlResponseError(
      `header ${JSON.stringify(name)} is ${JSON.stringify(value)}, but must be a string`,
    );
  }
  const text = String(value);
  try {
    validateHeaderName(name);
    validateHeaderValue(name, text);
  } catch {
    throw new InvalidUrlResponseError(
      `header ${JSON.stringify(name)} with the value ${JSON.stringify(text)} has invalid characters`,
    );
  }
  return text;
}

/** @throws {InvalidUrlResponseError} it is not JSON */
export function parseJson(text: string, subject: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new InvalidUrlResponseError(`${subject} is not JSON: ${JSON.stringify(text.slice(0, 100))}`);
  }
}

/** Whether a value is a JSON object. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
