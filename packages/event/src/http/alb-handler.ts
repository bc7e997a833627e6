import type { ALBEvent } from 'aws-lambda';
import { EVENT_ALB } from '../source/event-source.ts';
import { notOverridden } from '../source/unhandled-event.ts';
import { RequestHandler } from './request-handler.ts';
import type { AnyRequestInput } from './request-schemas.ts';

/**
 * Handles requests to an Application Load Balancer (https://docs.aws.amazon.com/lambda/latest/dg/services-alb.html),
 * including its health checks: extend it and override `onRequest`, or pass the request to any app that speaks fetch. A
 * load balancer accepts up to 1 MB in each direction, and no stream.
 *
 * Static setting of a subclass: `schemas`, Standard Schemas for the `body` and `query` of requests, and for the body of
 * the `response`.
 */
export class ALBHandler<Runtime extends object = object> extends RequestHandler<ALBEvent, Runtime> {
  static override readonly source: typeof EVENT_ALB = EVENT_ALB;

  override onRequest(_request: Request, _event: ALBEvent, _input: AnyRequestInput): Response | Promise<Response> {
    throw notOverridden(this, 'ALBHandler', 'onRequest');
  }
}
