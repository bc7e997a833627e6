import { LOCAL_ACCOUNT } from '../../aws/account.ts';
import { commonLogTime } from '../payload-format-2.ts';
import { type Gateway, type GatewayRequest, jsonError } from './gateway.ts';
import { parseGatewayResponse } from './gateway-response.ts';
import { allValues, decodedParameters, headerLists, lastValues, splitUrl } from './request-values.ts';

const API_ID = 'local';
const STAGE = 'local';

/**
 * A REST API of API Gateway with a proxy integration at `/` and `/{proxy+}`, in payload format 1.0:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
 *
 * @param binaryMediaTypes the types whose bodies are binary: such as `image/png`; a wildcard stands for all
 */
export function restApi(binaryMediaTypes: readonly string[]): Gateway {
  // https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings-workflow.html
  const isBinary = (mediaType: string) => binaryMediaTypes.some((pattern) => matchesMediaType(mediaType, pattern));
  return {
    name: 'REST API',
    // https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html
    bodyLimitBytes: 10 * 1024 * 1024,
    timeLimitMs: 29_000,
    // https://repost.aws/knowledge-center/collect-api-gateway-extended-request-ids
    identification: (requestId, traceHeader) => ({
      'x-amzn-requestid': requestId,
      'x-amz-apigw-id': requestId,
      'x-amzn-trace-id': traceHeader,
    }),

    event(request, { requestId, region, time }) {
      const { path, query } = splitUrl(request.url);
      const resource = path === '/' ? '/' : '/{proxy+}';
      const headers = headerLists(request, (name) => name);
      const parameters = decodedParameters(query);
      const hasParameters = parameters.size > 0;
      const isBase64Encoded = request.body.length > 0 && isBinary(request.headers['content-type'] ?? '');
      return {
        resource,
        path,
        httpMethod: request.method,
        headers: lastValues(headers),
        multiValueHeaders: allValues(headers),
        // "REST API decodes URL-encoded request parameters before passing them to backend integrations":
        // https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
        queryStringParameters: hasParameters ? lastValues(parameters) : null,
        multiValueQueryStringParameters: hasParameters ? allValues(parameters) : null,
        pathParameters: resource === '/' ? null : { proxy: path.slice(1) },
        stageVariables: null,
        requestContext: {
          resourceId: resource === '/' ? 'root' : 'proxy',
          resourcePath: resource,
          httpMethod: request.method,
          extendedRequestId: requestId,
          requestTime: commonLogTime(time),
          path: `/${STAGE}${path}`,
          accountId: LOCAL_ACCOUNT,
          protocol: `HTTP/${request.httpVersion}`,
          stage: STAGE,
          domainPrefix: API_ID,
          requestTimeEpoch: time.getTime(),
          requestId,
          identity: identityOf(request),
          domainName: `${API_ID}.execute-api.${region}.amazonaws.com`,
          apiId: API_ID,
        },
        body: request.body.length === 0 ? null : request.body.toString(isBase64Encoded ? 'base64' : 'utf8'),
        isBase64Encoded,
      };
    },

    response(payload, request) {
      const response = parseGatewayResponse(payload, { reads: 'both' });
      const headers = { 'content-type': 'application/json', ...response.headers };
      // Base64 is decoded only if the first type that the client accepts is binary.
      const [accepted = ''] = (request.headers.accept ?? '').split(/[,;]/);
      const decodes = response.isBase64Encoded && isBinary(accepted.trim());
      return {
        statusCode: response.statusCode,
        headers,
        body: Buffer.from(response.body, decodes ? 'base64' : 'utf8'),
        ...(response.isBase64Encoded && !decodes && { warning: notDecoded(accepted.trim()) }),
      };
    },

    // https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
    errors: {
      tooLarge: jsonError(413, 'Request Too Long'),
      failed: jsonError(502, 'Internal server error'),
      timedOut: jsonError(504, 'Endpoint request timed out'),
    },
  };
}

function notDecoded(accepted: string): string {
  const reason =
    accepted === '' ? 'the request has no Accept header' : `${accepted}, which the client accepts, is not one`;
  return `sends the response in base64, because it decodes only for binary media types, and ${reason}: see --binary-media-type`;
}

function identityOf({ sourceIp, headers }: GatewayRequest): object {
  return {
    cognitoIdentityPoolId: null,
    accountId: null,
    cognitoIdentityId: null,
    caller: null,
    sourceIp,
    principalOrgId: null,
    accessKey: null,
    cognitoAuthenticationType: null,
    cognitoAuthenticationProvider: null,
    userArn: null,
    userAgent: headers['user-agent'] ?? null,
    user: null,
  };
}

function matchesMediaType(mediaType: string, pattern: string): boolean {
  const [type = ''] = mediaType.toLowerCase().split(';');
  const wanted = pattern.toLowerCase();
  if (wanted === '*/*') return true;
  return wanted.endsWith('/*') ? type.trim().startsWith(wanted.slice(0, -1)) : type.trim() === wanted;
}
