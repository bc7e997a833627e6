import { EVENT_HTTP, HTTPHandler } from '@alr/event';
import { Runtime } from '@alr/runtime';

/** HTTP requests, from the function URL or API Gateway. */
class Requests extends HTTPHandler {
  override async onRequest(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url);
    this.logger.info(request.method, pathname);
    return Response.json({ message: 'Hello!', path: pathname });
  }
}

/** The function. `image.handler` in lambda.yaml refers to this class. */
export class MyLambda extends Runtime {
  static {
    this.registerEventHandler(EVENT_HTTP, Requests);
  }

  /** Called once, before the first event. Open connections and other things that all events share here. */
  override async init(): Promise<void> {}
}
