import { EventHandler } from '../handler/event-handler.ts';
import { isResponseStreamOn } from '../handler/settings.ts';
import { EVENT_HTTP } from '../source/event-source.ts';
import { notOverridden } from '../source/unhandled-event.ts';
import type { HTTPEvent } from './request-form.ts';
import { answerRequest } from './request-handler.ts';

// A mapped type has no declaration: a subclass may set what it names with or without the word `override`.
type Settings = { readonly [Name in 'responseStreaming']?: boolean };

const Base: typeof EventHandler & Settings = EventHandler;

/**
 * Handles requests to a function URL (https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html) and to REST and
 * HTTP APIs of Amazon API Gateway: extend it and override `onRequest`, or hand the request to any app that speaks fetch.
 *
 * A static that a subclass may set: `responseStreaming` (true where the caller takes a stream: a function URL of invoke
 * mode `RESPONSE_STREAM`, a REST API of response transfer mode `STREAM`; by default `ALR_INVOKE_MODE` tells).
 *
 * @example
 * class Site extends HTTPHandler {
 *   override onRequest(request: Request) {
 *     return app.fetch(request);
 *   }
 * }
 */
export class HTTPHandler<Runtime extends object = object> extends Base<HTTPEvent, Runtime> {
  static override readonly source: typeof EVENT_HTTP = EVENT_HTTP;

  /** Answers a request; what it throws is logged and answered with a 500. The request's signal is the context's. */
  onRequest(_request: Request, _event: HTTPEvent): Response | Promise<Response> {
    throw notOverridden(this, 'HTTPHandler', 'onRequest');
  }

  override async process(): Promise<unknown> {
    const [event] = this.records as readonly [HTTPEvent];
    const { responseStreaming } = this.constructor as typeof HTTPHandler;
    return answerRequest({
      event,
      signal: this.context.signal,
      logger: this.logger,
      unhandled: this.invocation.unhandled,
      isStreamed: responseStreaming ?? isResponseStreamOn(),
      onRequest: (request) => this.onRequest(request, event),
    });
  }
}
