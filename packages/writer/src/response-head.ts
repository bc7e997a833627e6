/**
 * The head of an HTTP response, as function URLs and API Gateway take it from a stream
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode-lambda.html).
 */
export interface HttpResponse {
  /** 200 to 599; 200 by default. */
  readonly statusCode?: number | undefined;
  /** By name; one that is undefined is left out. Cookies have a place of their own. */
  readonly headers?: Readonly<Record<string, string | number | undefined>> | undefined;
  /** Headers that have several values. API Gateway takes them, function URLs don't. */
  readonly multiValueHeaders?: Readonly<Record<string, readonly string[]>> | undefined;
  /** A `Set-Cookie` each: `name=value`, then its attributes. */
  readonly cookies?: readonly string[] | undefined;
}

/** A content type, or a part of an HTTP response's head, can't be sent; the message says which, and why. */
export class InvalidResponseHeadError extends Error {
  override get name(): string {
    return 'InvalidResponseHeadError';
  }
}

/** The head of an HTTP response in the form in which it is sent. */
export interface Prelude {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly multiValueHeaders?: Readonly<Record<string, readonly string[]>>;
  readonly cookies: readonly string[];
}

/** The content type of a message that begins with a prelude. */
export const PRELUDE_TYPE = 'application/vnd.awslambda.http-integration-response';

/** What separates the prelude from the payload. */
const DELIMITER = '\0'.repeat(8);

/** The name of a header, or of a cookie (RFC 9110, section 5.6.2). */
const TOKEN = /^[\w!#$%&'*+.^`|~-]+$/;
const COOKIE = /^[\w!#$%&'*+.^`|~-]+=/;

/** What a value can't have: control characters, line breaks above all, and what isn't Latin-1. */
const UNFIT = /[^\t\x20-\x7e\xa0-\xff]/;

/** Makes the prelude of a response, and refuses what can't be sent. It is a copy: later changes of the response don't matter. */
export function preludeOf({ statusCode = 200, headers = {}, multiValueHeaders, cookies = [] }: HttpResponse): Prelude {
  if (!Number.isInteger(statusCode) || statusCode < 200 || statusCode > 599) {
    throw new InvalidResponseHeadError(`The status code must be an integer from 200 to 599, not ${show(statusCode)}`);
  }
  return {
    statusCode,
    headers: mapHeaders(headers, (value, what) => checkValue(typeof value === 'number' ? String(value) : value, what)),
    ...(multiValueHeaders && { multiValueHeaders: mapHeaders(multiValueHeaders, checkValues) }),
    cookies: checkValues(cookies, 'The list of cookies').map(checkCookie),
  };
}

/** The bytes before the payload, as text; the content type is filled in where the response has none. */
export function encodePrelude(prelude: Prelude, contentType: string | undefined): string {
  const names = Object.keys({ ...prelude.headers, ...prelude.multiValueHeaders });
  const isFilledIn = contentType !== undefined && !names.some((name) => name.toLowerCase() === 'content-type');
  const headers = isFilledIn ? { ...prelude.headers, 'content-type': contentType } : prelude.headers;
  return JSON.stringify({ ...prelude, headers }) + DELIMITER;
}

/** Gives back a header's value where it can be sent; `what` names it in the error. */
export function checkValue(value: unknown, what: string): string {
  if (typeof value !== 'string') throw new InvalidResponseHeadError(`${what} must be a string, not ${show(value)}`);
  if (!UNFIT.test(value)) return value;
  throw new InvalidResponseHeadError(
    `${what} has a line break or another character that can't be sent: ${show(value)}`,
  );
}

function checkValues(values: unknown, what: string): string[] {
  if (!Array.isArray(values)) throw new InvalidResponseHeadError(`${what} must be an array, not ${show(values)}`);
  return values.map((value) => checkValue(value, what));
}

function checkCookie(cookie: string): string {
  if (COOKIE.test(cookie)) return cookie;
  throw new InvalidResponseHeadError(`A cookie must begin with name=value: ${show(cookie)}`);
}

function mapHeaders<From, To>(
  headers: Readonly<Record<string, From>>,
  check: (value: From, what: string) => To,
): Record<string, To> {
  const present = Object.entries(headers).filter(([, value]) => value !== undefined);
  for (const [name] of present) {
    if (!TOKEN.test(name)) throw new InvalidResponseHeadError(`A header can't have the name ${show(name)}`);
  }
  return Object.fromEntries(present.map(([name, value]) => [name, check(value, `The header ${name}`)]));
}

function show(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}
