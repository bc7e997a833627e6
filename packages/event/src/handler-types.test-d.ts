import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { SQSRecord as AWSRecord } from 'aws-lambda';
import { Hono } from 'hono';
import { expectTypeOf } from 'vitest';
import { z } from 'zod';
import {
  type BodyKind,
  type DynamoDBChange,
  DynamoDBHandler,
  type Enveloped,
  EventHandler,
  type EventHandlerClass,
  type FailedRecord,
  type Failure,
  type HandlerInit,
  HTTPHandler,
  type Invocation,
  KinesisHandler,
  type Order as OrderOfRecords,
  type PayloadFormat,
  type RecordFailure,
  type RecordOrder,
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
