import { commonLogTime, httpApiEvent, restApiEvent } from './requests.ts';
import type { SampleOptions } from './sample-options.ts';
import { arn, REGION } from './sample-values.ts';

const CONNECTION = 'L0SM9cOFvHcCIhw=';
const SOURCE_IP = '203.0.113.7';
const TOKEN = 'Bearer my-token';

const eventTypes = new Map([
  ['$connect', 'CONNECT'],
  ['$disconnect', 'DISCONNECT'],
]);

/**
 * A connection, message or disconnection of a WebSocket API
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-mapping-template-reference.html).
 */
export function webSocketEvent(options: SampleOptions): object {
  const { route = '$default', bodies = ['{"action":"greet","name":"Ada"}'], headers = [], time = new Date() } = options;
  const eventType = eventTypes.get(route) ?? 'MESSAGE';
  const domainName = `api3example.execute-api.${REGION}.amazonaws.com`;
  const all = [
    ['Host', domainName],
    ['Sec-WebSocket-Version', '13'],
    ['X-Forwarded-For', SOURCE_IP],
    ...headers,
  ] as const;
  const handshake = {
    headers: Object.fromEntries(all),
    multiValueHeaders: Object.fromEntries(all.map(([name, value]) => [name, [value]])),
  };
  return {
    ...(eventType !== 'MESSAGE' && handshake),
    requestContext: {
      routeKey: route,
      ...(eventType === 'MESSAGE' && { messageId: 'L0SNEd0xvHcCIhw=' }),
      ...(eventType === 'DISCONNECT' && { disconnectStatusCode: 1000, disconnectReason: '' }),
      eventType,
      extendedRequestId: 'L0SNEHrZvHcFnQA=',
      requestTime: commonLogTime(time),
      messageDirection: 'IN',
      stage: 'prod',
      connectedAt: time.getTime() - 1000,
      requestTimeEpoch: time.getTime(),
      identity: { sourceIp: SOURCE_IP },
      requestId: 'L0SNEHrZvHcFnQA=',
      domainName,
      connectionId: CONNECTION,
      apiId: 'api3example',
    },
    ...(eventType === 'MESSAGE' && { body: bodies[0] ?? '' }),
    isBase64Encoded: false,
  };
}

/**
 * The request of a REST API to a TOKEN authorizer
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-input.html).
 */
export function tokenAuthorizerEvent(options: SampleOptions): object {
  const { token = TOKEN, method = 'GET', path = '/' } = options;
  return { type: 'TOKEN', methodArn: methodArn('api2example/prod', method, path), authorizationToken: token };
}

/** The request of a REST API to a REQUEST authorizer. */
export function requestAuthorizerEvent(options: SampleOptions): object {
  const { body, isBase64Encoded, ...event } = restApiEvent(withToken(options)) as {
    body: unknown;
    isBase64Encoded: unknown;
  };
  const { method = 'GET', path = '/' } = options;
  return { type: 'REQUEST', methodArn: methodArn('api2example/prod', method, path), ...event };
}

/**
 * The request of an HTTP API to an authorizer with payload format 2.0
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html).
 */
export function httpAuthorizerEvent(options: SampleOptions): object {
  const { version, isBase64Encoded, ...event } = httpApiEvent(withToken(options)) as {
    version: string;
    isBase64Encoded: boolean;
  };
  const { method = 'GET', path = '/', token = TOKEN } = options;
  const routeArn = methodArn('api1example/$default', method, path);
  return { version, type: 'REQUEST', routeArn, identitySource: [token], ...event };
}

/** An authorizer gets no body. */
function withToken({ token = TOKEN, headers = [], ...options }: SampleOptions): SampleOptions {
  return { ...options, bodies: undefined, headers: [['authorization', token], ...headers] };
}

function methodArn(stage: string, method: string, path: string): string {
  return arn('execute-api', `${stage}/${method}/${path.replace(/^\/|\?.*$/gs, '')}`);
}
