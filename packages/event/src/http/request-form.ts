import type { ALBEvent, APIGatewayProxyEvent, APIGatewayProxyEventV2 } from 'aws-lambda';
import { isResponseStreamOn } from '../handler/settings.ts';
import type { LatticeEvent, LatticeEventV1, LatticeEventV2 } from './lattice-event.ts';

/** A request to a function URL or an HTTP API (payload 2.0), or to a REST API or an HTTP API (payload 1.0). */
export type HTTPEvent = APIGatewayProxyEventV2 | APIGatewayProxyEvent;

/** Any event that is a request. */
export type RequestEvent = HTTPEvent | LatticeEvent | ALBEvent;

/** A request event, by the form that it has and that its response must have. */
export type RequestForm =
  | { readonly kind: 'v2'; readonly event: APIGatewayProxyEventV2 }
  | { readonly kind: 'v1'; readonly event: APIGatewayProxyEvent }
  | { readonly kind: 'lattice-v2'; readonly event: LatticeEventV2 }
  | { readonly kind: 'lattice-v1'; readonly event: LatticeEventV1 }
  | { readonly kind: 'alb'; readonly event: ALBEvent };

/** The form of an event that `detectSource` recognizes as a request. */
export function formOf(event: RequestEvent): RequestForm {
  if ((event as Partial<LatticeEventV1>).raw_path !== undefined)
    return { kind: 'lattice-v1', event: event as LatticeEventV1 };
  const requestContext = (event as Exclude<RequestEvent, LatticeEventV1>).requestContext ?? {};
  if ('serviceNetworkArn' in requestContext) return { kind: 'lattice-v2', event: event as LatticeEventV2 };
  if ('elb' in requestContext) return { kind: 'alb', event: event as ALBEvent };
  if ('http' in requestContext) return { kind: 'v2', event: event as APIGatewayProxyEventV2 };
  return { kind: 'v1', event: event as APIGatewayProxyEvent };
}

/**
 * Whether the response to a request is streamed.
 *
 * @param setting the static setting of the handler class; undefined to decide by the invoke mode of the function URL
 */
export function isStreamed(form: RequestForm, setting?: boolean): boolean {
  return setting === undefined ? isUrl(form) && isResponseStreamOn() : setting && acceptsStream(form);
}

/** Load balancers, HTTP APIs and VPC Lattice never accept a stream, even if the function URL of the same function does. */
function acceptsStream(form: RequestForm): boolean {
  return form.kind === 'v1' || isUrl(form);
}

/** Whether the request came to a function URL. An HTTP API has the same form of event, and may have any other domain. */
function isUrl({ kind, event }: RequestForm): boolean {
  return kind === 'v2' && (event.requestContext.domainName?.includes('.lambda-url.') ?? false);
}
