import type { IncomingHttpHeaders } from 'node:http';
import { decodedParameters, joinedValues, splitUrl } from './gateway/request-values.ts';
import { payloadFormat2, type UrlContext, type UrlRequest } from './payload-format-2.ts';

const API_ID = 'local';

/**
 * Returns the event of a function URL. Unlike an HTTP API, a function URL does not decode the path:
 * https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-payloads
 */
export function functionUrlEvent(request: UrlRequest, context: UrlContext): object {
  const { path, query } = splitUrl(request.url);
  const { cookie: _, ...headers } = request.headers;
  return payloadFormat2(request, context, {
    accountId: 'anonymous',
    apiId: API_ID,
    domainName: `${API_ID}.lambda-url.${context.region}.on.aws`,
    rawPath: path,
    rawQueryString: query,
    headers: joinHeaders(headers, request.sourceIp),
    queryStringParameters: joinedValues(decodedParameters(query)),
  });
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
