import { bytesOfBase64 } from '../parts/bytes.ts';

/** What a function responds to an HTTP request. */
export interface HttpResponse {
  readonly statusCode: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Without parameters, in lower case; empty if there is none. */
  readonly contentType: string;
  /** A text, or bytes if it was in Base64. */
  readonly body: string | Uint8Array;
}

/** The head of a streamed response is shorter. */
const MAX_HEAD = 65_536;
/** Between the head of a streamed response and its body. */
const SEPARATOR = '\0'.repeat(8);

/** Reads what a function has returned for a request, or streamed. Undefined if it is something else. */
export function parseHttpResponse(response: unknown): HttpResponse | undefined {
  if (typeof response === 'string') return parseStream(response);
  if (response instanceof Uint8Array) return parseBytes(response);
  if (typeof response !== 'object' || response === null) return undefined;
  const { statusCode, headers, multiValueHeaders, cookies, body, isBase64Encoded } = response as Record<
    string,
    unknown
  >;
  if (!Number.isInteger(statusCode) || (body === undefined && headers === undefined)) return undefined;
  const all = [
    ...entriesOf(headers),
    ...entriesOf(multiValueHeaders),
    ...(Array.isArray(cookies) ? cookies.map((each) => ['set-cookie', String(each)] as const) : []),
  ];
  const type = all.find(([name]) => name.toLowerCase() === 'content-type')?.[1];
  const text = typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body);
  const bytes = isBase64Encoded === true ? bytesOfBase64(text) : undefined;
  return { statusCode: Number(statusCode), headers: all, contentType: mediaType(type), body: bytes ?? text };
}

/** A content type without its parameters, in lower case; empty if there is none. */
export function mediaType(contentType = ''): string {
  return (contentType.split(';', 1)[0] ?? '').trim().toLowerCase();
}

function parseStream(text: string): HttpResponse | undefined {
  const end = text.indexOf(SEPARATOR);
  if (end === -1) return undefined;
  try {
    const head = JSON.parse(text.slice(0, end)) as object;
    return parseHttpResponse({ statusCode: 200, ...head, body: text.slice(end + SEPARATOR.length) });
  } catch {
    return undefined;
  }
}

/** A streamed response whose body is no text. The head is. */
function parseBytes(bytes: Uint8Array): HttpResponse | undefined {
  let zeros = 0;
  const last = bytes.subarray(0, MAX_HEAD).findIndex((byte) => {
    zeros = byte === 0 ? zeros + 1 : 0;
    return zeros === SEPARATOR.length;
  });
  if (last === -1) return undefined;
  const head = parseStream(new TextDecoder().decode(bytes.subarray(0, last + 1)));
  return head && { ...head, body: bytes.subarray(last + 1) };
}

function entriesOf(headers: unknown): (readonly [string, string])[] {
  if (typeof headers !== 'object' || headers === null) return [];
  return Object.entries(headers).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((each) => [name, String(each)] as const),
  );
}
