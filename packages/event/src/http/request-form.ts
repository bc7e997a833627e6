import type { ALBEvent, APIGatewayProxyEvent, APIGatewayProxyEventV2 } from 'aws-lambda';

/** A request to a function URL or an HTTP API (payload 2.0), or to a REST API or an HTTP API (payload 1.0). */
export type HTTPEvent = APIGatewayProxyEventV2 | APIGatewayProxyEvent;

/** Any request that comes as an event. */
type RequestEvent = HTTPEvent | ALBEvent;

/** The forms in which requests come and responses are wanted. */
export type RequestForm =
  | { readonly kind: 'v2'; readonly event: APIGatewayProxyEventV2 }
  | { readonly kind: 'v1'; readonly event: APIGatewayProxyEvent }
  | { readonly kind: 'alb'; readonly event: ALBEvent };

/** Tells the form of a request: what `detectSource` took as a request is one of the three. */
export function formOf(event: RequestEvent): RequestForm {
  const requestContext = event.requestContext ?? {};
  if ('elb' in requestContext) return { kind: 'alb', event: event as ALBEvent };
  if ('http' in requestContext) return { kind: 'v2', event: event as APIGatewayProxyEventV2 };
  return { kind: 'v1', event: event as APIGatewayProxyEvent };
}
