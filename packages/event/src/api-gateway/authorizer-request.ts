import type {
  APIGatewayRequestAuthorizerEvent,
  APIGatewayRequestAuthorizerEventV2,
  APIGatewayTokenAuthorizerEvent,
} from 'aws-lambda';
import { pairsOf, toByteString, toHeaders } from '../http/to-request.ts';

/**
 * What API Gateway asks an authorizer: with the type TOKEN or REQUEST in the form of REST and WebSocket APIs, which HTTP
 * APIs have as payload format 1.0; or in the payload format 2.0 of HTTP APIs.
 */
export type AuthorizerEvent =
  | APIGatewayTokenAuthorizerEvent
  | APIGatewayRequestAuthorizerEvent
  | APIGatewayRequestAuthorizerEventV2;

/** A request that an authorizer allows or denies. */
export interface AuthorizerRequest {
  /** The ARN of the method or route, with API, stage, method and path. */
  readonly arn: string;
  /** The token of a TOKEN authorizer, or else the header `authorization`. It is a secret. */
  readonly token: string | undefined;
  /** Empty in the event of a TOKEN authorizer. */
  readonly headers: Headers;
  /** Empty in the event of a TOKEN authorizer. */
  readonly query: URLSearchParams;
  /** The method, also of a TOKEN authorizer; undefined for a WebSocket API. */
  readonly method: string | undefined;
  /** The path, also of a TOKEN authorizer; undefined for a WebSocket API. */
  readonly path: string | undefined;
  /** The event as it came. */
  readonly event: AuthorizerEvent;
}

/** Whether an event has payload format 2.0, whose response may be simple. */
export function isVersion2(event: AuthorizerEvent): event is APIGatewayRequestAuthorizerEventV2 {
  return 'routeArn' in event;
}

/**
 * Reads the event of an authorizer.
 *
 * @throws {TypeError} a header is invalid
 */
export function toAuthorizerRequest(event: AuthorizerEvent): AuthorizerRequest {
  if (isVersion2(event)) {
    const { rawQueryString, cookies = [], requestContext, rawPath } = event;
    const headers = toHeaders(pairsOf(event.headers));
    if (cookies.length > 0) headers.set('cookie', toByteString(cookies.join('; ')));
    const { method } = requestContext.http;
    const query = new URLSearchParams(rawQueryString);
    return { arn: event.routeArn, token: tokenOf(headers), headers, query, method, path: rawPath, event };
  }
  const { methodArn: arn } = event;
  // arn:PARTITION:execute-api:REGION:ACCOUNT:API/STAGE/METHOD/PATH, where the path may have colons too.
  const [, method, path] = /^(?:[^:]*:){5}[^/]*\/[^/]*\/([A-Z]+)(\/.*)?$/s.exec(arn) ?? [];
  if (event.type === 'TOKEN') {
    const query = new URLSearchParams();
    return {
      arn,
      token: event.authorizationToken,
      headers: new Headers(),
      query,
      method,
      path: path ?? undefined,
      event,
    };
  }
  const headers = toHeaders(pairsOf(event.headers, event.multiValueHeaders));
  const query = new URLSearchParams(pairsOf(event.queryStringParameters, event.multiValueQueryStringParameters));
  return {
    arn,
    token: tokenOf(headers),
    headers,
    query,
    method: event.httpMethod ?? method,
    path: event.path ?? path,
    event,
  };
}

function tokenOf(headers: Headers): string | undefined {
  return headers.get('authorization') ?? undefined;
}
