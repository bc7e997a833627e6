import { EVENT_SQS, SQSHandler } from '@alr/event';
import { Runtime } from '@alr/runtime';

class Orders extends SQSHandler {
  onMessage(order) {
    globalThis.received = order;
  }
}

export default class Shop extends Runtime {
  static {
    Shop.registerEventHandler(EVENT_SQS, Orders);
  }
}
