import { EVENT_SQS, SQSHandler } from '@alr/event';
import { Runtime } from '@alr/runtime';

/** Messages of the queue. If this throws, only the message that failed is retried. */
class Messages extends SQSHandler {
  override async onMessage(body: unknown): Promise<void> {
    this.logger.info('message', body);
  }
}

/** The function. `image.handler` in lambda.yaml refers to this class. */
export class MyLambda extends Runtime {
  static {
    this.registerEventHandler(EVENT_SQS, Messages);
  }

  /** Called once, before the first event. Open connections and other things that all events share here. */
  override async init(): Promise<void> {}
}
