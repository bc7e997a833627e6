import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { SQSRecord as AWSRecord } from 'aws-lambda';
import { Hono } from 'hono';
import { z } from 'zod';
import {
  type DynamoDBChange,
  DynamoDBHandler,
  type Enveloped,
  type EventHandlerClass,
  HTTPHandler,
  KinesisHandler,
  S3Handler,
  type S3Object,
  type S3Record,
  SNSHandler,
  SQSHandler,
  type SQSRecord,
  type StandardSchema,
} from '../index.ts';

interface Order {
  readonly id: string;
}

class Shop {
  readonly orders = new Map<string, Order>();
}

const orderSchema = z.object({ id: z.string() });

// Any schema of the specification is one here, zod's among them.
declare const specified: StandardSchemaV1<unknown, Order>;
specified satisfies StandardSchema<Order>;
orderSchema satisfies StandardSchema<Order>;

// The method's parameters have the types that the class is given, and the Runtime object its last one.
class Orders extends SQSHandler<Order, Shop> {
  static override readonly schema = orderSchema;
  static override readonly partialBatchResponse = true;
  static override readonly concurrency = 5;
  static override readonly body = 'json';

  override async onMessage(order: Order, record: SQSRecord): Promise<void> {
    this.runtime.orders.set(record.messageId, order);
    this.records satisfies readonly AWSRecord[];
    // @ts-expect-error the Runtime class has no such member
    this.runtime.customers;
  }
}
Orders satisfies EventHandlerClass;
Orders.source satisfies 'aws:sqs';

class WithEnvelopes extends SQSHandler<string> {
  override onMessage(_body: string, { envelopes = [] }: Enveloped<SQSRecord>): void {
    for (const envelope of envelopes) if (envelope.source === 'aws:sns') envelope.topicArn satisfies string;
  }
}

class OfAnotherBody extends SQSHandler<Order> {
  // @ts-expect-error the body is an order
  override onMessage(_body: number): void {}
}

class Misspelt extends SNSHandler {
  // @ts-expect-error there is no such method
  override onNotifications(): void {}
}

// @ts-expect-error the concurrency is a number
class Misset extends SQSHandler {
  static override readonly concurrency = 'many';
}

// A setting of one class isn't one of another.
class Unbatched extends S3Handler {
  // @ts-expect-error there is no such setting
  static override readonly partialBatchResponse = true;

  override onReplication(record: S3Record, { key, size }: S3Object): void {
    key satisfies string;
    record.replicationEventData?.destinationBucket satisfies string | undefined;
    // @ts-expect-error it has no size where it is gone
    size.toFixed();
  }
}

class Clicks extends KinesisHandler<{ page: string }> {
  static readonly body = 'json';
  override onRecord({ page }: { page: string }): void {
    this.state.last = page;
  }
}

class Items extends DynamoDBHandler<DynamoDBChange<Order>> {
  override onRecord({ NewImage, Keys }: DynamoDBChange<Order>): unknown {
    // @ts-expect-error there is no new image where the item is gone
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
  OfAnotherBody,
  Misspelt,
  Misset,
  Unbatched,
  Clicks,
  Items,
  Site,
];
