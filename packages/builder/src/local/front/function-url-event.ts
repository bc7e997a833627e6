import { isUtf8 } from 'node:buffer';
import type { IncomingHttpHeaders } from 'node:http';

/** The parts of an HTTP request that its event is made of. */
export interface UrlRequest {
  readonly method: string;
  /** Path and query, as received. */
  readonly url: string;
  readonly httpVersion: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly sourceIp: string;
}

/** What the platform adds to the event. */
export interface UrlContext {
  readonly requestId: string;
  readonly region: string;
  readonly time: Date;
}

/**
 * Returns the event of a function URL, in payload format 2.0. Unlike an HTTP API, a function URL does not decode the
 * path: https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-payloads
 */
export function functionUrlEvent(request: UrlRequest, { requestId, region, time }: UrlContext): object {
  const [rawPath = '/', ...rest] = request.url.split('?');
  const rawQueryString = rest.join('?');
  const isBase64Encoded = request.body.length > 0 && !isTextBody(request);
  const { cookie, ...headers } = request.headers;
  const domainPrefix = 'local';
  const domainName = `${domainPrefix}.lambda-url.${region}.on.aws`;
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: rawPath,
    rawQueryString,
    ...(cookie === undefined ? {} : { cookies: cookie.split(/;\s*/) }),
    headers: joinHeaders(headers, request.sourceIp),
    ...(rawQueryString === '' ? {} : { queryStringParameters: queryParameters(rawQueryString) }),
    requestContext: {
      accountId: 'anonymous',
      apiId: domainPrefix,
      domainName,
      domainPrefix,
      http: {
        method: request.method,
        path: rawPath,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: request.sourceIp,
        userAgent: request.headers['user-agent'] ?? '',
      },
      requestId,
      routeKey: '$default',
      stage: '$default',
      time: commonLogTime(time),
      timeEpoch: time.getTime(),
    },
    ...(request.body.length === 0 ? {} : { body: request.body.toString(isBase64Encoded ? 'base64' : 'utf8') }),
    isBase64Encoded,
  };
}

/**
 * A function URL, an HTTP API and a load balancer pass only a few content types as text. All other bodies, including
 * forms, are base64-encoded.
 */
export function isTextBody({ headers, body }: Pick<UrlRequest, 'headers' | 'body'>): boolean {
  const type = headers['content-type'] ?? '';
  const isTextType = /^(text\/|application\/([\w.+-]+\+)?(json|xml)\b|application\/javascript\b)/i.test(type);
  return isTextType && headers['content-encoding'] === undefined && isUtf8(body);
}

function joinHeaders(headers: IncomingHttpHeaders, sourceIp: string): Record<string, string> {
  // A map, because a client may name a header "__proto__".
  const joined = new Map([
    ['x-forwarded-proto', 'http'],
    ['x-forwarded-for', sourceIp],
  ]);
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) joined.set(name, Array.isArray(value) ? value.join(',') : value);
  }
  return Object.fromEntries(joined);
}

function queryParameters(query: string): Record<string, string> {
  const values = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(query)) values.set(name, [...(values.get(name) ?? []), value]);
  return Object.fromEntries([...values].map(([name, all]) => [name, all.join(',')]));
}

/** The format is `12/Mar/2026:19:03:58 +0000`. */
export function commonLogTime(time: Date): string {
  const [, day, month, year, clock] = time.toUTCString().split(' ');
  return `${day}/${month}/${year}:${clock} +0000`;
}
