import { commonLogTime, isTextBody } from '../function-url-event.ts';
import { parseUrlResponse } from '../function-url-response.ts';
import { type Gateway, jsonError } from './gateway.ts';
import { decodedParameters, headerLists, joinedValues, splitUrl } from './request-values.ts';

const API_ID = 'local';

/**
 * An HTTP API of API Gateway with the route and the stage `$default`, in payload format 2.0:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export const httpApi: Gateway = {
  name: 'HTTP API',
  // https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
  bodyLimitBytes: 10 * 1024 * 1024,
  timeLimitMs: 30_000,
  identifiesInvocation: true,

  event(request, { requestId, region, time }) {
    const { path, query } = splitUrl(request.url);
    // Unlike the other fronts, an HTTP API decodes the path. What follows an encoded question mark is lost:
    // https://github.com/hotsock/voker/pull/8
    const rawPath = decodePath(path).split('?', 1)[0] ?? '/';
    const { cookie } = request.headers;
    const { Cookie: _, ...headers } = joinedValues(
      headerLists(request, (name) => (name.toLowerCase() === 'cookie' ? 'Cookie' : name.toLowerCase())),
    );
    const isBase64Encoded = request.body.length > 0 && !isTextBody(request);
    return {
      version: '2.0',
      routeKey: '$default',
      rawPath,
      rawQueryString: query,
      ...(cookie === undefined ? {} : { cookies: cookie.split(/;\s*/) }),
      headers,
      ...(query === '' ? {} : { queryStringParameters: joinedValues(decodedParameters(query)) }),
      requestContext: {
        accountId: '012345678912',
        apiId: API_ID,
        domainName: `${API_ID}.execute-api.${region}.amazonaws.com`,
        domainPrefix: API_ID,
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
  },

  // JSON without a status code is the body of a 200, as at a function URL.
  response: (payload) => parseUrlResponse(payload, 'text/plain; charset=utf-8'),

  // https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-troubleshooting-lambda.html
  errors: {
    tooLarge: jsonError(413, 'Request Entity Too Large'),
    failed: jsonError(500, 'Internal Server Error'),
    timedOut: jsonError(503, 'Service Unavailable'),
  },
};

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
