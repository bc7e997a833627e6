import { InvalidResponseHeadError } from './errors.ts';

/**
 * The head of an HTTP response, as function URLs and API Gateway expect it at the start of a stream
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode-lambda.html).
 */
export interface HttpResponse {
  /** 200 to 599; 200 by default. */
  readonly statusCode?: number | undefined;
  /** Headers by name, without cookies. A header that is undefined is left out. */
  readonly headers?: Readonly<Record<string, string | number | undefined>> | undefined;
  /** Headers with several values, for API Gateway only: function URLs do not support them. */
  readonly multiValueHeaders?: Readonly<Record<string, readonly string[]>> | undefined;
  /** The values of `Set-Cookie`: `name=value`, followed by attributes. */
  readonly cookies?: readonly string[] | undefined;
}

/** The head of an HTTP response, validated, in the form that Lambda expects. */
export interface Prelude {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly multiValueHeaders?: Readonly<Record<string, readonly string[]>>;
  readonly cookies: readonly string[];
}

/** The content type of a message that begins with the head of an HTTP response, called the prelude. */
export const PRELUDE_CONTENT_TYPE = 'application/vnd.awslambda.http-integration-response';

/** Separates the prelude from the payload: eight NUL bytes. */
export const PRELUDE_DELIMITER: string = '\0'.repeat(8);

/** A header name (RFC 9110, section 5.6.2). */
const headerName = /^[\w!#$%&'*+.^`|~-]+$/;

/** The start of a cookie. Its name may have the same characters as a header name (RFC 6265, section 4.1.1). */
const cookieName = /^[\w!#$%&'*+.^`|~-]+=/;

/** Characters that no header value may have: control characters, above all line breaks, and those outside Latin-1. */
const invalidCharacter = /[^\t\x20-\x7e\xa0-\xff]/;

/** Validates a response and copies it, so that later changes to it have no effect. */
export function preludeOf({ statusCode = 200, headers = {}, multiValueHeaders, cookies = [] }: HttpResponse): Prelude {
  return {
    statusCode: checkStatusCode(statusCode),
    headers: mapHeaders(headers, (what, value) => checkValue(what, typeof value === 'number' ? String(value) : value)),
    ...(multiValueHeaders && { multiValueHeaders: mapHeaders(multiValueHeaders, checkValues) }),
    cookies: checkValues('a cookie', cookies).map(checkCookieName),
  };
}

/** Encodes a prelude with its delimiter. Adds the content type if the headers have none. */
export function encodePrelude(prelude: Prelude, contentType: string | undefined): string {
  const names = Object.keys({ ...prelude.headers, ...prelude.multiValueHeaders });
  const hasType = names.some((name) => name.toLowerCase() === 'content-type');
  const headers = !hasType && contentType ? { ...prelude.headers, 'content-type': contentType } : prelude.headers;
  return JSON.stringify({ ...prelude, headers }) + PRELUDE_DELIMITER;
}

/**
 * Returns a header value that can be sent.
 *
 * @param what names the value in the error
 * @throws {InvalidResponseHeadError} the value cannot be sent
 */
export function checkValue(what: string, value: unknown): string {
  if (typeof value !== 'string') throw new InvalidResponseHeadError(`${what} must be a string, not ${String(value)}`);
  if (!invalidCharacter.test(value)) return value;
  throw new InvalidResponseHeadError(
    `${what} has a line break or another character that no header may have: ${JSON.stringify(value)}`,
  );
}

function checkValues(what: string, values: unknown): string[] {
  if (Array.isArray(values)) return values.map((value) => checkValue(what, value));
  throw new InvalidResponseHeadError(`${what} must be in an array of strings, not ${String(values)}`);
}

function checkStatusCode(code: number): number {
  if (Number.isInteger(code) && code >= 200 && code <= 599) return code;
  throw new InvalidResponseHeadError(`the status code must be an integer from 200 to 599, not ${String(code)}`);
}

function checkCookieName(cookie: string): string {
  if (cookieName.test(cookie)) return cookie;
  throw new InvalidResponseHeadError(
    `a cookie must begin with NAME=, but this one does not: ${JSON.stringify(cookie)}`,
  );
}

function mapHeaders<Value, Checked>(
  headers: Readonly<Record<string, Value>>,
  check: (what: string, value: Value) => Checked,
): Record<string, Checked> {
  const present = Object.entries(headers).filter(([, value]) => value !== undefined);
  const invalid = present.find(([name]) => !headerName.test(name));
  if (invalid) throw new InvalidResponseHeadError(`no header can have the name ${JSON.stringify(invalid[0])}`);
  return Object.fromEntries(present.map(([name, value]) => [name, check(`the header ${name}`, value)]));
}
