import { isUtf8 } from 'node:buffer';
import type { IncomingHttpHeaders } from 'node:http';

/** An HTTP request, as far as a function URL passes it on. */
export interface UrlRequest {
  readonly method: string;
  /** Path and query, as they came. */
  readonly url: string;
  readonly httpVersion: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly sourceIp: string;
}

/** What the platform adds to it. */
export interface UrlContext {
  readonly requestId: string;
  readonly region: string;
  readonly time: Date;
}

/**
 * The event of a function URL, payload format 2.0. The path keeps its percent-encoding, unlike an HTTP API's:
 * https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-payloads
 */
export function functionUrlEvent(request: UrlRequest, { requestId, region, time }: UrlContext): object {
  const [rawPath = '/', ...rest] = request.url.split('?');
  const rawQueryString = rest.join('?');
  const isBase64Encoded = request.body.length > 0 && !isText(request);
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

/** Forms are binary to the platform, like everything that isn't plainly text. */
function isText({ headers, body }: UrlRequest): boolean {
  const type = headers['content-type'] ?? '';
  const named = /^(text\/|application\/([\w.+-]+\+)?(json|xml)\b|application\/javascript\b)/i.test(type);
  return named && headers['content-encoding'] === undefined && isUtf8(body);
}

function joinHeaders(headers: IncomingHttpHeaders, sourceIp: string): Record<string, string> {
  const joined: Record<string, string> = { 'x-forwarded-proto': 'http', 'x-forwarded-for': sourceIp };
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) joined[name] = Array.isArray(value) ? value.join(',') : value;
  }
  return joined;
}

function queryParameters(query: string): Record<string, string> {
  const values = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(query)) values.set(name, [...(values.get(name) ?? []), value]);
  return Object.fromEntries([...values].map(([name, all]) => [name, all.join(',')]));
}

/** `12/Mar/2026:19:03:58 +0000`. */
function commonLogTime(time: Date): string {
  const [, day, month, year, clock] = time.toUTCString().split(' ');
  return `${day}/${month}/${year}:${clock} +0000`;
}
