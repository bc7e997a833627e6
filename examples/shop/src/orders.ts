import { EVENT_EVENTBRIDGE, EVENT_SQS, EventBridgeHandler, SQSHandler } from '@alr/event';
import { Runtime } from '@alr/runtime';
import { type Order, orderSchema } from './order.ts';
import { Table } from './table.ts';

/** Saves the orders in the queue. One that is invalid fails, and the others are not repeated because of it. */
class Queue extends SQSHandler<Order, Orders> {
  static override readonly schema = orderSchema;

  override async onMessage(order: Order): Promise<void> {
    await this.runtime.table.saveOrder(order);
    this.logger.info(`order ${order.id}: ${order.count} × ${order.product}`);
  }
}

interface Payment {
  readonly orderId: string;
}

/** Handles the payments, and the schedule of the report. */
class Events extends EventBridgeHandler<Payment, Orders> {
  override async onEvent(detailType: string, { orderId }: Payment): Promise<void> {
    switch (detailType) {
      case 'Payment Received':
        await this.runtime.table.markAsPaid(orderId);
        return this.logger.info(`order ${orderId} is paid`);
      case 'Scheduled Event':
        return this.logger.info(`${await this.runtime.table.countOrders('new')} orders are not paid`);
      default:
        throw new Error(`unknown detail type: ${detailType}`);
    }
  }
}

export class Orders extends Runtime {
  static {
    this.registerEventHandler(EVENT_SQS, Queue);
    this.registerEventHandler(EVENT_EVENTBRIDGE, Events);
  }

  readonly table = new Table();
}
