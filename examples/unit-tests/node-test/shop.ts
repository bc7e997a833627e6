import { EVENT_SQS, SQSHandler } from '@alr/event';
import { Runtime } from '@alr/runtime';

interface Order {
  readonly orderId: string;
}

/** Logs each order in the queue. */
class Orders extends SQSHandler<Order> {
  override async onMessage({ orderId }: Order): Promise<void> {
    if (!orderId) throw new Error('the order has no id');
    this.logger.info(`order ${orderId} for ${process.env.COMPANY}`);
  }
}

export class Shop extends Runtime {
  static {
    this.registerEventHandler(EVENT_SQS, Orders);
  }
}
