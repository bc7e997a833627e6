import { EVENT_SNS, SNSHandler } from '@alr/event';
import { Runtime } from '@alr/runtime';

/** Notifications of the topic. If this throws, the notification is retried. */
class Notifications extends SNSHandler {
  async onNotification(message) {
    this.logger.info('notification', message);
  }
}

/** The function. `image.handler` in lambda.yaml refers to this class. */
export class MyLambda extends Runtime {
  static {
    this.registerEventHandler(EVENT_SNS, Notifications);
  }

  /** Called once, before the first event. Open connections and other things that all events share here. */
  async init() {}
}
