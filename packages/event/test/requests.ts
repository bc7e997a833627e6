import { sampleEvent } from '@alr/builder/events';
import { ALBHandler, EVENT_ALB, EVENT_HTTP, type EventHandlerClass, HTTPHandler } from '../src/index.ts';
import { dispatch } from './dispatching.ts';

/** What fronts sample requests come from. */
export type Front = 'url' | 'http-api' | 'rest-api' | 'alb';

/** What a sample of a request may say. */
export type RequestOptions = Parameters<typeof sampleEvent>[1];

/** Registrations of classes that answer with what a function makes of a request. */
export function answering(
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

/** The request that a handler gets to see. */
export async function requestOf(event: object): Promise<Request> {
  const seen: Request[] = [];
  const handlers = answering((request) => {
    seen.push(request);
    return new Response();
  });
  await dispatch(event, { handlers });
  const [request] = seen;
  if (request === undefined) throw new Error('The handler was not called');
  return request;
}

/** The request that a handler gets to see of a sample. */
export function sampleRequest(front: Front, options?: RequestOptions): Promise<Request> {
  return requestOf(sampleEvent(front, options));
}
