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

/** What the events of a function URL and of an HTTP API do not share. */
export interface RequestFields {
  readonly accountId: string;
  readonly apiId: string;
  readonly domainName: string;
  readonly rawPath: string;
  readonly rawQueryString: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly queryStringParameters: Readonly<Record<string, string>>;
}

/** Returns an event in payload format 2.0, with the route and the stage `$default`. */
export function payloadFormat2(request: UrlRequest, { requestId, time }: UrlContext, fields: RequestFields): object {
  const { accountId, apiId, domainName, rawPath, rawQueryString, headers, queryStringParameters } = fields;
  const { cookie } = request.headers;
  const isBase64Encoded = request.body.length > 0 && !isTextBody(request);
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath,
    rawQueryString,
    ...(cookie === undefined ? {} : { cookies: cookie.split(/;\s*/) }),
    headers,
    ...(rawQueryString === '' ? {} : { queryStringParameters }),
    requestContext: {
      accountId,
      apiId,
      domainName,
      domainPrefix: apiId,
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

/** The format is `12/Mar/2026:19:03:58 +0000`. */
export function commonLogTime(time: Date): string {
  const [, day, month, year, clock] = time.toUTCString().split(' ');
  return `${day}/${month}/${year}:${clock} +0000`;
}
