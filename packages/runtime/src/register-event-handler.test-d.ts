import {
  EVENT_EVENTBRIDGE,
  EVENT_HTTP,
  EVENT_KINESIS,
  EVENT_S3,
  EVENT_SNS,
  EVENT_SQS,
  EventBridgeHandler,
  EventHandler,
  HTTPHandler,
  KinesisHandler,
  S3Handler,
  SNSHandler,
  SQSHandler,
  type SQSRecord,
  type StandardSchema,
} from '@alr/event';
import { Runtime } from './runtime.ts';

interface Order {
  readonly id: string;
  readonly amount: number;
}

declare const orderSchema: StandardSchema<Order>;
declare const idSchema: StandardSchema<{ id: string }>;
declare const detailedOrderSchema: StandardSchema<Order & { note: string }>;

class Shop extends Runtime {
  readonly orders = new Map<string, Order>();
}

class Orders extends SQSHandler<Order, Shop> {
  static override readonly schema = orderSchema;

  override async onMessage(order: Order, record: SQSRecord): Promise<void> {
    this.runtime.orders.set(record.messageId, order);
  }
}

/** Settings are set with or without the word `override`. */
class PlainOrders extends SQSHandler<Order> {
  static readonly schema = detailedOrderSchema;
  static body = 'json' as const;
  static partialBatchResponse = true;
  static override readonly concurrency = 3;
}

class MisreadOrders extends SQSHandler<Order> {
  static override readonly schema = idSchema;
}

class MisreadNews extends SNSHandler<string> {
  static readonly schema = orderSchema;
}

class MisreadClicks extends KinesisHandler<Order> {
  static readonly schema = idSchema;
}

class Anything extends SQSHandler {
  static override readonly schema = orderSchema;
}

/** What a method takes is told by its parameters too. */
class LooseOrders extends SQSHandler {
  static override readonly schema = detailedOrderSchema;
  override onMessage(_order: Order): void {}
}

class MisreadLooseOrders extends SQSHandler {
  static override readonly schema = idSchema;
  override onMessage(_order: Order): void {}
}

class MisreadRules extends EventBridgeHandler {
  static override readonly schema = idSchema;
  override onEvent(_detailType: string, _order: Order): void {}
}

class UnreadOrders extends SQSHandler<Order> {
  static override readonly schema = orderSchema;
  override onMessage(): void {}
}

class Untested extends SQSHandler<Order> {}

class Mail extends EventHandler<{ ses: object }> {
  static override readonly source = 'aws:ses';

  override processRecord({ ses }: { ses: object }): unknown {
    return ses;
  }
}

// A class is registered for its own source.
Shop.registerEventHandler(EVENT_SQS, Orders);
Shop.registerEventHandler(EVENT_SQS, PlainOrders);
Shop.registerEventHandler(EVENT_SQS, Anything);
Shop.registerEventHandler(EVENT_SQS, LooseOrders);
Shop.registerEventHandler(EVENT_SQS, UnreadOrders);
Shop.registerEventHandler(EVENT_SQS, Untested);
Shop.registerEventHandler('aws:ses', Mail);
Shop.registerEventHandler(EVENT_S3, class extends S3Handler<Shop> {});
Shop.registerEventHandler(EVENT_HTTP, class extends HTTPHandler {});

// @ts-expect-error it is a class for SQS
Shop.registerEventHandler(EVENT_SNS, Orders);
// @ts-expect-error it is a class for SES
Shop.registerEventHandler(EVENT_SQS, Mail);
// @ts-expect-error it is no handler class
Shop.registerEventHandler(EVENT_SQS, Date);

// Its schema gives what its method takes.
// @ts-expect-error the schema gives no amount
Shop.registerEventHandler(EVENT_SQS, MisreadOrders);
// @ts-expect-error the schema gives an order, and the method takes a text
Shop.registerEventHandler(EVENT_SNS, MisreadNews);
// @ts-expect-error the schema gives no amount
Shop.registerEventHandler(EVENT_KINESIS, MisreadClicks);
// @ts-expect-error the schema gives no amount, which the method takes
Shop.registerEventHandler(EVENT_SQS, MisreadLooseOrders);
// @ts-expect-error the schema gives no amount, which the method takes
Shop.registerEventHandler(EVENT_EVENTBRIDGE, MisreadRules);
