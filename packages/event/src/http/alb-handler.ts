import type { ALBEvent } from 'aws-lambda';
import { EventHandler } from '../handler/event-handler.ts';
import { EVENT_ALB } from '../source/event-source.ts';
import { notOverridden } from '../source/unhandled-event.ts';
import { answerRequest } from './request-handler.ts';

/**
 * Handles requests to an Application Load Balancer
 * (https://docs.aws.amazon.com/lambda/latest/dg/services-alb.html), its health checks too: extend it and override
 * `onRequest`, or hand the request to any app that speaks fetch. A load balancer takes 1 MB each way, and no stream.
 */
export class ALBHandler<Runtime extends object = object> extends EventHandler<ALBEvent, Runtime> {
  static override readonly source: typeof EVENT_ALB = EVENT_ALB;

  /** Answers a request; what it throws is logged and answered with a 500. The request's signal is the context's. */
  onRequest(_request: Request, _event: ALBEvent): Response | Promise<Response> {
    throw notOverridden(this, 'ALBHandler', 'onRequest');
  }

  override async process(): Promise<unknown> {
    const [event] = this.records as readonly [ALBEvent];
    return answerRequest({
      event,
      signal: this.context.signal,
      logger: this.logger,
      unhandled: this.invocation.unhandled,
      isStreamed: false,
      onRequest: (request) => this.onRequest(request, event),
    });
  }
}
