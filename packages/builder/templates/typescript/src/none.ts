import { type Context, Runtime } from '@alr/runtime';

/** The function. `image.handler` in lambda.yaml refers to this class. */
export class MyLambda extends Runtime {
  /** Called once, before the first event. Open connections and other things that all events share here. */
  override async init(): Promise<void> {}

  /** Called for every event. What it returns is the response, what it throws fails the invocation. */
  override async handler(event: unknown, context: Context): Promise<unknown> {
    this.logger.info('received an event', event, `with ${context.getRemainingTimeInMillis()} ms left`);
    return { message: 'Hello!', input: event };
  }
}
