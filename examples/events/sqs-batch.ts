/**
 * Saves the orders of a batch at once. Only the orders that could not be saved are retried.
 *
 *   npx alr-builder local ./sqs-batch.ts
 *   npx alr-builder event sqs --body '{"orderId":"1"}' --body '{"orderId":""}' | npx alr-builder invoke --local
 */
import { type BatchRecord, EVENT_SQS, type FailRecord, SQSHandler, type SQSRecord } from '@alr/event';
import { Runtime } from '@alr/runtime';
import { z } from 'zod';

const orderSchema = z.object({ orderId: z.string() });
type Order = z.infer<typeof orderSchema>;

class Orders extends SQSHandler<Order, Shop> {
  static override readonly schema = orderSchema;
  // The event source mapping must have FunctionResponseTypes: [ReportBatchItemFailures].
  static override readonly partialBatchResponse = true;

  override async onBatch(records: readonly BatchRecord<Order, SQSRecord>[], fail: FailRecord): Promise<void> {
    const rejected = await this.runtime.saveAll(records.map(({ payload }) => payload));
    for (const record of records) {
      if (rejected.has(record.payload)) fail(record, new Error('the database rejected the order'));
    }
  }
}

export default class Shop extends Runtime {
  static {
    this.registerEventHandler(EVENT_SQS, Orders);
  }

  /** Stands in for one statement of a database. Returns the orders that it rejected. */
  async saveAll(orders: readonly Order[]): Promise<ReadonlySet<Order>> {
    this.logger.info(`${orders.length} orders are saved with one statement`);
    return new Set(orders.filter(({ orderId }) => orderId === ''));
  }
}
