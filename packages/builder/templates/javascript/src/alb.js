import { ALBHandler, EVENT_ALB } from '@alr/event';
import { Runtime } from '@alr/runtime';

/** HTTP requests from the load balancer. */
class Requests extends ALBHandler {
  async onRequest(request) {
    const { pathname } = new URL(request.url);
    this.logger.info(request.method, pathname);
    return Response.json({ message: 'Hello!', path: pathname });
  }
}

/** The function. `image.handler` in lambda.yaml refers to this class. */
export class MyLambda extends Runtime {
  static {
    this.registerEventHandler(EVENT_ALB, Requests);
  }

  /** Called once, before the first event. Open connections and other things that all events share here. */
  async init() {}
}
