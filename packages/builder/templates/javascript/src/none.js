import { Runtime } from '@alr/runtime';

/** The function. `image.handler` in lambda.yaml refers to this class. */
export class MyLambda extends Runtime {
  /** Called once, before the first event. Open connections and other things that all events share here. */
  async init() {}

  /** Called for every event. What it returns is the response, what it throws fails the invocation. */
  async handler(event, context) {
    this.logger.info('received an event', event, `with ${context.getRemainingTimeInMillis()} ms left`);
    return { message: 'Hello!', input: event };
  }
}
