import { LOCAL_ACCOUNT } from '../../aws/account.ts';
import { parseUrlResponse } from '../function-url-response.ts';
import { payloadFormat2 } from '../payload-format-2.ts';
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
  // Seen in https://aasisodiya.github.io/nodejs/nodejs-aws/nodejs-aws-apigw
  identification: (requestId) => ({ 'apigw-requestid': requestId }),

  event(request, context) {
    const { path, query } = splitUrl(request.url);
    const { Cookie: _, ...headers } = joinedValues(
      headerLists(request, (name) => (name.toLowerCase() === 'cookie' ? 'Cookie' : name.toLowerCase())),
    );
    return payloadFormat2(request, context, {
      accountId: LOCAL_ACCOUNT,
      apiId: API_ID,
      domainName: `${API_ID}.execute-api.${context.region}.amazonaws.com`,
      // Unlike the other fronts, an HTTP API decodes the path. What follows an encoded question mark is lost:
      // https://github.com/hotsock/voker/pull/8
      rawPath: decodePath(path).split('?', 1)[0] ?? '/',
      rawQueryString: query,
      headers,
      queryStringParameters: joinedValues(decodedParameters(query)),
    });
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
