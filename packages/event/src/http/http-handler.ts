import type { StaticSettings } from '../handler/settings.ts';
import { EVENT_HTTP } from '../source/event-source.ts';
import { notOverridden } from '../source/unhandled-event.ts';
import type { LatticeEvent } from './lattice-event.ts';
import type { HTTPEvent } from './request-form.ts';
import { RequestHandler, type StreamingSettings } from './request-handler.ts';
import type { AnyRequestInput } from './request-schemas.ts';

const Base: typeof RequestHandler & StaticSettings<StreamingSettings> = RequestHandler;

/**
 * Handles requests to a function URL (https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html), to REST and
 * HTTP APIs of Amazon API Gateway, and to services of Amazon VPC Lattice: extend it and override `onRequest`, or pass
 * the request to any app that speaks fetch.
 *
 * Static settings of a subclass:
 *
 * - `responseStreaming`: true if the caller accepts a stream, as a function URL with the invoke mode `RESPONSE_STREAM`
 *   and a REST API with the response transfer mode `STREAM` do. The default is `ALR_INVOKE_MODE` for a function URL,
 *   and false for an API.
 * - `schemas`: Standard Schemas for the `body`, `query` and `path` of requests, and for the body of the `response`.
 *
 * @typeParam Event the form of the event. Requests from VPC Lattice have another form.
 *
 * @example
 * class Site extends HTTPHandler {
 *   override onRequest(request: Request) {
 *     return app.fetch(request);
 *   }
 * }
 */
export class HTTPHandler<
  Runtime extends object = object,
  Event extends HTTPEvent | LatticeEvent = HTTPEvent,
> extends Base<Event, Runtime> {
  static override readonly source: typeof EVENT_HTTP = EVENT_HTTP;

  override onRequest(_request: Request, _event: Event, _input: AnyRequestInput): Response | Promise<Response> {
    throw notOverridden(this, 'HTTPHandler', 'onRequest');
  }
}
