/**
 * Handles orders from a queue, validated by a schema. Only the messages that fail are retried.
 *
 *   npx alr-builder local ./sqs.ts
 *   npx alr-builder event sqs --body '{"orderId":"1","amount":12}' --body '{"orderId":"2"}' | npx alr-builder invoke --local
 */
import { EVENT_SQS, SQSHandler, type SQSRecord } from '@alr/event';
import { Runtime } from '@alr/runtime';
import { z } from 'zod';

const orderSchema = z.object({ orderId: z.string(), amount: z.number().positive() });
type Order = z.infer<typeof orderSchema>;

class Orders extends SQSHandler<Order, Shop> {
  static override readonly schema = orderSchema;
  // The event source mapping must have FunctionResponseTypes: [ReportBatchItemFailures].
  static override readonly partialBatchResponse = true;
  static override readonly concurrency = 5;

  override async onMessage(order: Order, record: SQSRecord): Promise<void> {
    // SQS may deliver a message more than once, so saving an order must be idempotent.
    this.runtime.saved.set(order.orderId, order.amount);
    this.logger.info(`order ${order.orderId} of message ${record.messageId} saved`);
  }
}

export default class Shop extends Runtime {
  static {
    this.registerEventHandler(EVENT_SQS, Orders);
  }

  /** Stands in for a database, which `init` would connect to. */
  readonly saved: Map<string, number> = new Map();
}
