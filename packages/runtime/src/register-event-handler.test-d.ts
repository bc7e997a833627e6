import {
  AnyHandler,
  type BatchRecord,
  EVENT_ANY,
  EVENT_EVENTBRIDGE,
  EVENT_HTTP,
  EVENT_KINESIS,
  EVENT_S3,
  EVENT_SNS,
  EVENT_SQS,
  EventBridgeHandler,
  EventHandler,
  type HTTPEvent,
  HTTPHandler,
  KinesisHandler,
  type RequestInput,
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

/** Settings may be declared with or without `override`. */
class PlainOrders extends SQSHandler<Order> {
  static readonly schema = detailedOrderSchema;
  static payloadFormat = 'json' as const;
  static partialBatchResponse = true;
  static override readonly concurrency = 3;
}

class MismatchedOrders extends SQSHandler<Order> {
  static override readonly schema = idSchema;
}

class MismatchedNews extends SNSHandler<string> {
  static readonly schema = orderSchema;
}

class MismatchedClicks extends KinesisHandler<Order> {
  static readonly schema = idSchema;
}

class Anything extends SQSHandler {
  static override readonly schema = orderSchema;
}

/** The parameters of the method determine the payload too. */
class LooseOrders extends SQSHandler {
  static override readonly schema = detailedOrderSchema;
  override onMessage(_order: Order): void {}
}

class MismatchedLooseOrders extends SQSHandler {
  static override readonly schema = idSchema;
  override onMessage(_order: Order): void {}
}

class MismatchedRules extends EventBridgeHandler {
  static override readonly schema = idSchema;
  override onEvent(_detailType: string, _order: Order): void {}
}

/** The schema must fit `onBatch` too. */
class OrderBatches extends SQSHandler {
  static override readonly schema = detailedOrderSchema;
  override onBatch(_records: readonly BatchRecord<Order, SQSRecord>[]): void {}
}

class MismatchedBatches extends SQSHandler {
  static override readonly schema = idSchema;
  override onBatch(_records: readonly BatchRecord<Order, SQSRecord>[]): void {}
}

class Tasks extends AnyHandler<Order> {
  static override readonly schema = orderSchema;
  override onEvent({ amount }: Order): number {
    return amount;
  }
}

class MismatchedTasks extends AnyHandler<Order> {
  static override readonly schema = idSchema;
}

const schemas = { body: orderSchema, query: idSchema, response: idSchema };

class Site extends HTTPHandler {
  static override readonly schemas = schemas;
  override onRequest(_request: Request, _event: HTTPEvent, { body, query }: RequestInput<typeof schemas>): Response {
    return Response.json({ id: `${body.id}${body.amount.toFixed()}${query.id}` });
  }
}

class MismatchedSite extends HTTPHandler {
  static override readonly schemas = { body: idSchema };
  override onRequest(_request: Request, _event: HTTPEvent, { body }: RequestInput<typeof schemas>): Response {
    return Response.json(body);
  }
}

class UncheckedSite extends HTTPHandler {
  static override readonly schemas = { query: idSchema };
  override onRequest(_request: Request, _event: HTTPEvent, { body }: { body: Order }): Response {
    return Response.json(body);
  }
}

class UnusedOrders extends SQSHandler<Order> {
  static override readonly schema = orderSchema;
  override onMessage(): void {}
}

class Unvalidated extends SQSHandler<Order> {}

class Mail extends EventHandler<{ ses: object }> {
  static override readonly source = 'aws:ses';

  override processRecord({ ses }: { ses: object }): unknown {
    return ses;
  }
}

// A class can be registered for its own source.
Shop.registerEventHandler(EVENT_SQS, Orders);
Shop.registerEventHandler(EVENT_SQS, PlainOrders);
Shop.registerEventHandler(EVENT_SQS, Anything);
Shop.registerEventHandler(EVENT_SQS, LooseOrders);
Shop.registerEventHandler(EVENT_SQS, UnusedOrders);
Shop.registerEventHandler(EVENT_SQS, Unvalidated);
Shop.registerEventHandler('aws:ses', Mail);
Shop.registerEventHandler(EVENT_S3, class extends S3Handler<Shop> {});
Shop.registerEventHandler(EVENT_HTTP, class extends HTTPHandler {});
Shop.registerEventHandler(EVENT_HTTP, Site);
Shop.registerEventHandler(EVENT_SQS, OrderBatches);
Shop.registerEventHandler(EVENT_ANY, Tasks);
Shop.registerEventHandler('*', class extends AnyHandler {});

// @ts-expect-error the class is for SQS
Shop.registerEventHandler(EVENT_ANY, Orders);
// @ts-expect-error the class is for requests
Shop.registerEventHandler(EVENT_ANY, Site);
// @ts-expect-error the class is for events of no source
Shop.registerEventHandler(EVENT_SQS, Tasks);
// @ts-expect-error the class has no source
Shop.registerEventHandler(EVENT_ANY, EventHandler);
// @ts-expect-error the class is for SQS
Shop.registerEventHandler(EVENT_SNS, Orders);
// @ts-expect-error the class is for SES
Shop.registerEventHandler(EVENT_SQS, Mail);
// @ts-expect-error the class is not a handler class
Shop.registerEventHandler(EVENT_SQS, Date);

// The output of the schema must fit the parameter of the method.
// @ts-expect-error the output has no amount
Shop.registerEventHandler(EVENT_SQS, MismatchedOrders);
// @ts-expect-error the output is an order, but the method takes a string
Shop.registerEventHandler(EVENT_SNS, MismatchedNews);
// @ts-expect-error the output has no amount
Shop.registerEventHandler(EVENT_KINESIS, MismatchedClicks);
// @ts-expect-error the output has no amount, but the method takes one
Shop.registerEventHandler(EVENT_SQS, MismatchedLooseOrders);
// @ts-expect-error the output has no amount, but the method takes one
Shop.registerEventHandler(EVENT_EVENTBRIDGE, MismatchedRules);
// @ts-expect-error the output has no amount, but the records of onBatch have one
Shop.registerEventHandler(EVENT_SQS, MismatchedBatches);
// @ts-expect-error the output has no amount
Shop.registerEventHandler(EVENT_ANY, MismatchedTasks);
// @ts-expect-error the body has no amount, and there is no schema for the query
Shop.registerEventHandler(EVENT_HTTP, MismatchedSite);
// @ts-expect-error there is no schema for the body
Shop.registerEventHandler(EVENT_HTTP, UncheckedSite);
