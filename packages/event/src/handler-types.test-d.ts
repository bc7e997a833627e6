import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { SQSRecord as AWSRecord } from 'aws-lambda';
import { Hono } from 'hono';
import { expectTypeOf } from 'vitest';
import { z } from 'zod';
import {
  ALBHandler,
  AnyHandler,
  type BatchRecord,
  type BodyKind,
  type DynamoDBChange,
  DynamoDBHandler,
  type Enveloped,
  EventBridgeHandler,
  EventHandler,
  type EventHandlerClass,
  type FailedRecord,
  type FailRecord,
  type Failure,
  type HandlerInit,
  type HTTPEvent,
  HTTPHandler,
  type Invocation,
  KinesisHandler,
  type KinesisRecord,
  type KinesisStreamRecord,
  type Order as OrderOfRecords,
  type PayloadFormat,
  type RecordFailure,
  type RecordOrder,
  type RequestInput,
  S3Handler,
  type S3Object,
  type S3Record,
  SNSHandler,
  SQSHandler,
  type SQSRecord,
  type StandardSchema,
} from './index.ts';

interface Order {
  readonly id: string;
}

class Shop {
  readonly orders = new Map<string, Order>();
}

const orderSchema = z.object({ id: z.string() });

// Any schema of the specification is accepted, such as one of zod.
declare const specified: StandardSchemaV1<unknown, Order>;
specified satisfies StandardSchema<Order>;
orderSchema satisfies StandardSchema<Order>;

// The type parameters determine the parameters of the method and the Runtime object.
class Orders extends SQSHandler<Order, Shop> {
  static override readonly schema = orderSchema;
  static override readonly partialBatchResponse = true;
  static override readonly concurrency = 5;
  static override readonly payloadFormat = 'json';

  override async onMessage(order: Order, record: SQSRecord): Promise<void> {
    this.runtime.orders.set(record.messageId, order);
    this.records satisfies readonly AWSRecord[];
    // @ts-expect-error the Runtime class has no such member
    this.runtime.customers;
  }
}
Orders satisfies EventHandlerClass;
Orders satisfies EventHandlerClass<'aws:sqs'>;
// @ts-expect-error the class handles the events of SQS
Orders satisfies EventHandlerClass<'aws:sns'>;
Orders.source satisfies 'aws:sqs';

// A class that is registered names its source.
class Unnamed extends EventHandler {}
// @ts-expect-error the class has no source
Unnamed satisfies EventHandlerClass;

class WithEnvelopes extends SQSHandler<string> {
  override onMessage(_body: string, { envelopes = [] }: Enveloped<SQSRecord>): void {
    for (const envelope of envelopes) if (envelope.source === 'aws:sns') envelope.topicArn satisfies string;
  }
}

class OtherBody extends SQSHandler<Order> {
  // @ts-expect-error the body is an order
  override onMessage(_body: number): void {}
}

class UnknownMethod extends SNSHandler {
  // @ts-expect-error there is no such method
  override onNotifications(): void {}
}

// @ts-expect-error the concurrency is a number
class WrongSetting extends SQSHandler {
  static override readonly concurrency = 'many';
}

// A setting of one class is not a setting of another.
class UnknownSetting extends S3Handler {
  // @ts-expect-error there is no such setting
  static override readonly partialBatchResponse = true;

  override onReplication(record: S3Record, { key, size }: S3Object): void {
    key satisfies string;
    record.replicationEventData?.destinationBucket satisfies string | undefined;
    // @ts-expect-error a removed object has no size
    size.toFixed();
  }
}

// Settings are declared with or without the keyword `override`, in every class that has them.
class Clicks extends KinesisHandler<{ page: string }> {
  static readonly payloadFormat = 'bytes';
  static readonly partialBatchResponse = true;
  override onRecord({ page }: { page: string }): void {
    this.state.last = page;
  }
}

class News extends SNSHandler {
  static override readonly payloadFormat = 'text';
  static readonly envelopes = false;
}

// @ts-expect-error only Kinesis has bytes
class ByteNews extends SNSHandler {
  static override readonly payloadFormat = 'bytes';
}

class Items extends DynamoDBHandler<DynamoDBChange<Order>> {
  static override readonly schema = z.custom<DynamoDBChange<Order>>();
  override onRecord({ NewImage, Keys }: DynamoDBChange<Order>): unknown {
    // @ts-expect-error a removed item has no new image
    NewImage.id;
    return [NewImage?.id, Keys?.id];
  }
}

const app = new Hono();
class Site extends HTTPHandler {
  static override readonly responseStreaming = true;
  override onRequest(request: Request): Response | Promise<Response> {
    return app.fetch(request);
  }
}

// A batch has typed payloads, and only records of the batch can fail.
class OrderBatches extends SQSHandler<Order, Shop> {
  static override readonly allFailed = 'report';
  override async onBatch(records: readonly BatchRecord<Order, SQSRecord>[], fail: FailRecord): Promise<void> {
    for (const record of records) {
      this.runtime.orders.set(record.messageId, record.payload);
      fail(record, new Error('failed'));
      // @ts-expect-error the payload is not a record
      fail(record.payload, new Error('failed'));
      // @ts-expect-error there may be no such record
      fail(records[7], new Error('failed'));
    }
  }
}
OrderBatches satisfies EventHandlerClass<'aws:sqs'>;

class ReturnedBatch extends SQSHandler<Order> {
  // @ts-expect-error onBatch returns nothing, since nobody would read it
  override async onBatch(records: readonly BatchRecord<Order>[]): Promise<unknown[]> {
    return [...records];
  }
}

class OtherBatch extends KinesisHandler<Order> {
  // @ts-expect-error the payload is an order
  override onBatch(_records: readonly BatchRecord<number>[]): void {}
}

class UnbatchedEvents extends EventBridgeHandler {
  // @ts-expect-error EventBridge has no batches
  override onBatch(): void {}
}

// @ts-expect-error there is no such reaction
class WrongReaction extends SQSHandler {
  static override readonly allFailed = 'ignore';
}

// User records of the Kinesis Producer Library have more members.
class UserClicks extends KinesisHandler<Order> {
  override onRecord(_order: Order, { kinesis }: KinesisRecord): void {
    expectTypeOf(kinesis.subSequenceNumber).toEqualTypeOf<number | undefined>();
    expectTypeOf(kinesis.explicitHashKey).toEqualTypeOf<string | undefined>();
    kinesis.sequenceNumber satisfies string;
  }
}

class OldUserClicks extends KinesisHandler<Order> {
  override onRecord(_order: Order, _record: KinesisStreamRecord): void {}
}

class Tasks extends AnyHandler<Order, Shop> {
  static override readonly schema = orderSchema;
  override async onEvent({ id }: Order): Promise<Order | undefined> {
    return this.runtime.orders.get(id);
  }
}
Tasks satisfies EventHandlerClass<'*'>;
// @ts-expect-error the class handles events of no source
Tasks satisfies EventHandlerClass<'aws:sqs'>;
// @ts-expect-error the class handles the events of SQS
Orders satisfies EventHandlerClass<'*'>;

const requestSchemas = {
  body: orderSchema,
  query: z.object({ page: z.coerce.number() }),
  path: specified,
  response: z.string(),
};
expectTypeOf<RequestInput<typeof requestSchemas>>().toEqualTypeOf<{
  readonly body: { id: string };
  readonly query: { page: number };
  readonly path: Order;
}>();

class CheckedSite extends HTTPHandler<Shop> {
  static override readonly schemas = requestSchemas;
  override onRequest(
    _request: Request,
    _event: HTTPEvent,
    { body, query }: RequestInput<typeof requestSchemas>,
  ): Response {
    this.runtime.orders.set(body.id, body);
    return Response.json(query.page.toFixed());
  }
}

class CheckedTarget extends ALBHandler {
  static readonly schemas = { query: z.object({ page: z.string() }) };
  // The schemas may stay in the class.
  override onRequest(
    _request: Request,
    _event: unknown,
    { query }: RequestInput<typeof CheckedTarget.schemas>,
  ): Response {
    // @ts-expect-error the page is a text
    query.page.toFixed();
    return new Response(query.page);
  }
}

// @ts-expect-error the query is not a schema
class WrongSchemas extends HTTPHandler {
  static override readonly schemas = { query: { page: 1 } };
}

export const classes: readonly EventHandlerClass[] = [
  Orders,
  WithEnvelopes,
  OtherBody,
  UnknownMethod,
  WrongSetting,
  UnknownSetting,
  Clicks,
  News,
  ByteNews,
  Items,
  Site,
  OrderBatches,
  ReturnedBatch,
  OtherBatch,
  UnbatchedEvents,
  WrongReaction,
  UserClicks,
  OldUserClicks,
  Tasks,
  CheckedSite,
  CheckedTarget,
  WrongSchemas,
];

// A class for another source takes part in how its records are ordered and reported.
class Mail extends EventHandler<{ id: string }> {
  static override readonly source = 'aws:ses';

  constructor(init: HandlerInit) {
    super(init);
  }

  override async process(): Promise<unknown> {
    const order: RecordOrder<{ id: string }> = { kind: 'in-order', groupOf: ({ id }) => id };
    const failures = await this.tryRecords(this.records, (record) => record, order);
    failures satisfies readonly FailedRecord[];
    return failures satisfies readonly RecordFailure[];
  }
}
Mail satisfies EventHandlerClass<'aws:ses'>;

// Names and settings of 1.0 still work.
expectTypeOf<OrderOfRecords<string>>().toEqualTypeOf<RecordOrder<string>>();
expectTypeOf<Failure>().toEqualTypeOf<RecordFailure>();
expectTypeOf<Invocation>().toEqualTypeOf<HandlerInit>();
expectTypeOf<BodyKind>().toEqualTypeOf<PayloadFormat>();

class OldOrders extends SQSHandler {
  static override readonly body = 'text';

  constructor(invocation: Invocation) {
    super(invocation);
  }

  override async process(): Promise<unknown> {
    return this.invocation.unhandled;
  }
}
OldOrders satisfies EventHandlerClass;

class OldClicks extends KinesisHandler {
  static readonly body = 'bytes';
}
OldClicks satisfies EventHandlerClass;
