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

/** A content type or a part of an HTTP response's head can't be sent; the message says which one, and why. */
export class InvalidResponseHeadError extends Error {
  override get name(): string {
    return 'InvalidResponseHeadError';
  }
}

/** The head of an HTTP response, checked, in the form that Lambda takes. */
export interface Prelude {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly multiValueHeaders?: Readonly<Record<string, readonly string[]>>;
  readonly cookies: readonly string[];
}

/** The content type of a message that begins with a prelude. */
export const PRELUDE_CONTENT_TYPE = 'application/vnd.awslambda.http-integration-response';

/** What comes between the prelude and the payload. */
const DELIMITER = '\0'.repeat(8);

/** What names a header (RFC 9110, section 5.6.2). */
const headerName = /^[\w!#$%&'*+.^`|~-]+$/;

/** How a cookie begins: its name has the characters of a header's (RFC 6265, section 4.1.1). */
const cookieName = /^[\w!#$%&'*+.^`|~-]+=/;

/** What no value may have: control characters, line breaks above all, and what isn't Latin-1. */
const unfit = /[^\t\x20-\x7e\xa0-\xff]/;

/** Makes a response's prelude: a copy, so that later changes of the response don't matter. */
export function preludeOf({ statusCode = 200, headers = {}, multiValueHeaders, cookies = [] }: HttpResponse): Prelude {
  return {
    statusCode: checkStatusCode(statusCode),
    headers: mapHeaders(headers, (what, value) => checkValue(what, typeof value === 'number' ? String(value) : value)),
    ...(multiValueHeaders && { multiValueHeaders: mapHeaders(multiValueHeaders, checkValues) }),
    cookies: checkValues('A cookie', cookies).map(checkCookieName),
  };
}

/** Writes down a prelude, with its delimiter; the content type is filled in where it has none. */
export function encodePrelude(prelude: Prelude, contentType: string | undefined): string {
  const names = Object.keys({ ...prelude.headers, ...prelude.multiValueHeaders });
  const lacksType = !names.some((name) => name.toLowerCase() === 'content-type');
  const headers = lacksType && contentType ? { ...prelude.headers, 'content-type': contentType } : prelude.headers;
  return JSON.stringify({ ...prelude, headers }) + DELIMITER;
}

/** Gives back a header's value where it can be sent; `what` names it in the error. */
export function checkValue(what: string, value: unknown): string {
  if (typeof value !== 'string') throw new InvalidResponseHeadError(`${what} must be a string, not ${String(value)}`);
  if (!unfit.test(value)) return value;
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
  throw new InvalidResponseHeadError(`The status code must be an integer from 200 to 599, not ${String(code)}`);
}

function checkCookieName(cookie: string): string {
  if (cookieName.test(cookie)) return cookie;
  throw new InvalidResponseHeadError(`A cookie must begin with NAME=, which ${JSON.stringify(cookie)} doesn't`);
}

function mapHeaders<Value, Checked>(
  headers: Readonly<Record<string, Value>>,
  check: (what: string, value: Value) => Checked,
): Record<string, Checked> {
  const present = Object.entries(headers).filter(([, value]) => value !== undefined);
  const invalid = present.find(([name]) => !headerName.test(name));
  if (invalid) throw new InvalidResponseHeadError(`No header can have the name ${JSON.stringify(invalid[0])}`);
  return Object.fromEntries(present.map(([name, value]) => [name, check(`The header ${name}`, value)]));
}
