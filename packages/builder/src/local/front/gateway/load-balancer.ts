import { LOCAL_ACCOUNT } from '../../aws/account.ts';
import { STATUS_CODES } from '../../http/node-http.ts';
import { InvalidUrlResponseError } from '../function-url-response.ts';
import { isTextBody } from '../payload-format-2.ts';
import type { Gateway, GatewayResponse } from './gateway.ts';
import { parseGatewayResponse } from './gateway-response.ts';
import { allValues, headerLists, lastValues, rawParameters, splitUrl } from './request-values.ts';

const LIMIT_BYTES = 1024 * 1024;

/**
 * An Application Load Balancer with the function as its target:
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html
 *
 * @param isMultiValue whether multi-value headers are enabled for the target group
 */
export function loadBalancer(isMultiValue: boolean): Gateway {
  return {
    name: 'load balancer',
    bodyLimitBytes: LIMIT_BYTES,
    timeLimitMs: undefined,
    identification: () => ({}),

    event(request, { region }) {
      const { path, query } = splitUrl(request.url);
      const headers = headerLists(request, (name) => name.toLowerCase());
      // "If the query parameters are URL-encoded, the load balancer does not decode them."
      const parameters = rawParameters(query);
      const isBase64Encoded = request.body.length > 0 && !isTextBody(request);
      const targetGroup = `arn:aws:elasticloadbalancing:${region}:${LOCAL_ACCOUNT}:targetgroup/local/6d0ecf831eec9f09`;
      return {
        requestContext: { elb: { targetGroupArn: targetGroup } },
        httpMethod: request.method,
        path,
        ...(isMultiValue
          ? { multiValueQueryStringParameters: allValues(parameters), multiValueHeaders: allValues(headers) }
          : { queryStringParameters: lastValues(parameters), headers: lastValues(headers) }),
        body: request.body.toString(isBase64Encoded ? 'base64' : 'utf8'),
        isBase64Encoded,
      };
    },

    response(payload) {
      if (payload.length > LIMIT_BYTES) {
        throw new InvalidUrlResponseError(`the response has ${payload.length} bytes, but may have 1 MB`);
      }
      const response = parseGatewayResponse(payload, { reads: isMultiValue ? 'multiValueHeaders' : 'headers' });
      const { statusCode, statusDescription, headers, body, isBase64Encoded } = response;
      return {
        statusCode,
        reason: reasonOf(statusDescription),
        // Seen in https://github.com/stackery/php-lambda-layer/issues/41
        headers: { 'content-type': 'application/octet-stream', ...headers },
        body: Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8'),
      };
    },

    // https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html
    errors: { tooLarge: htmlError(413), failed: htmlError(502), timedOut: htmlError(504) },
  };
}

/** The text of a status description, which begins with the status code: `200 OK`. */
function reasonOf(statusDescription: string | undefined): string | undefined {
  const reason = statusDescription?.replace(/^\d{3}\s*/, '');
  if (reason === undefined || reason === '') return undefined;
  if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(reason)) {
    throw new InvalidUrlResponseError(`statusDescription ${JSON.stringify(statusDescription)} has invalid characters`);
  }
  return reason;
}

function htmlError(statusCode: number): GatewayResponse {
  const title = `${statusCode} ${statusCode === 413 ? 'Request Entity Too Large' : STATUS_CODES[statusCode]}`;
  const lines = [
    '<html>',
    `<head><title>${title}</title></head>`,
    '<body>',
    `<center><h1>${title}</h1></center>`,
    '</body>',
    '</html>',
    '',
  ];
  return {
    statusCode,
    headers: { server: 'awselb/2.0', 'content-type': 'text/html' },
    body: Buffer.from(lines.join('\r\n')),
  };
}
