import { sampleEvent } from '@alr/builder/events';
import { ALBHandler, EVENT_ALB, EVENT_HTTP, type EventHandlerClass, HTTPHandler } from '../src/index.ts';
import { type DispatchOptions, dispatch } from './dispatching.ts';

/** The fronts that sample requests come from. */
export type Front = 'url' | 'http-api' | 'rest-api' | 'alb' | 'lattice' | 'lattice-v1';

/** The options of a sample request. */
export type RequestOptions = Parameters<typeof sampleEvent>[1];

/** Registers handler classes that respond with a function's result. */
export function respondingWith(
  onRequest: (request: Request) => Response | Promise<Response>,
  statics: { responseStreaming?: boolean } = {},
): Record<string, EventHandlerClass> {
  class Site extends HTTPHandler {
    override onRequest(request: Request) {
      return onRequest(request);
    }
  }
  Object.assign(Site, statics);
  class Target extends ALBHandler {
    override onRequest(request: Request) {
      return onRequest(request);
    }
  }
  return { [EVENT_HTTP]: Site, [EVENT_ALB]: Target };
}

/** The request that a handler gets for an event. */
export async function requestOf(event: object, options?: DispatchOptions): Promise<Request> {
  const seen: Request[] = [];
  const handlers = respondingWith((request) => {
    seen.push(request);
    return new Response();
  });
  await dispatch(event, { ...options, handlers });
  const [request] = seen;
  if (request === undefined) throw new Error('The handler was not called');
  return request;
}

/** The request that a handler gets for a sample event. */
export function sampleRequest(front: Front, options?: RequestOptions): Promise<Request> {
  return requestOf(sampleEvent(front, options));
}
