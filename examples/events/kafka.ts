/**
 * Handles orders of a Kafka topic, each partition in order.
 *
 *   npx alr-builder local ./kafka.ts
 *   npx alr-builder event kafka --topic orders --key 1 --body '{"amount":12}' | npx alr-builder invoke --local
 */
import { EVENT_KAFKA, KafkaHandler, type KafkaRecord } from '@alr/event';
import { Runtime } from '@alr/runtime';
import { z } from 'zod';

// In a compacted topic, a record without a value deletes its key.
const orderSchema = z.object({ amount: z.number() }).nullable();
type Order = z.infer<typeof orderSchema>;

class Orders extends KafkaHandler<Order> {
  static override readonly schema = orderSchema;
  // The event source mapping needs ReportBatchItemFailures too.
  static override readonly partialBatchResponse = true;

  override async onRecord(order: Order, { key, topicPartition, offset }: KafkaRecord): Promise<void> {
    const change = order === null ? 'deleted' : `over ${order.amount}`;
    this.logger.info(`order ${key} ${change} (${topicPartition}, offset ${offset})`);
  }
}

export default class Shop extends Runtime {
  static {
    this.registerEventHandler(EVENT_KAFKA, Orders);
  }
}
