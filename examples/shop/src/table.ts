import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  paginateScan,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { Order } from './order.ts';

/** The table of the shop: its orders, and the photos of its products. */
export class Table {
  readonly #client = new DynamoDBClient();
  readonly #name = process.env.TABLE;

  /** Saves an order, once: a queue can deliver a message twice. */
  async saveOrder({ id, customer, product, count }: Order): Promise<void> {
    const put = new PutItemCommand({
      TableName: this.#name,
      Item: {
        ...orderKey(id),
        kind: { S: 'order' },
        status: { S: 'new' },
        customer: { S: customer },
        product: { S: product },
        count: { N: String(count) },
      },
      ConditionExpression: 'attribute_not_exists(id)',
    });
    await this.#client.send(put).catch(ignoreDuplicate);
  }

  /** Notes that an order is paid. Fails if there is no such order yet, so that the event is retried. */
  async markAsPaid(id: string): Promise<void> {
    await this.#client.send(
      new UpdateItemCommand({
        TableName: this.#name,
        Key: orderKey(id),
        ConditionExpression: 'attribute_exists(id)',
        UpdateExpression: 'SET #status = :paid',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: { ':paid': { S: 'paid' } },
      }),
    );
  }

  /** The status of an order; undefined if there is no such order. */
  async statusOf(id: string): Promise<string | undefined> {
    const { Item } = await this.#client.send(new GetItemCommand({ TableName: this.#name, Key: orderKey(id) }));
    return Item?.status?.S;
  }

  /** Counts the orders that have a status. */
  async countOrders(status: string): Promise<number> {
    const scan = paginateScan(
      { client: this.#client },
      {
        TableName: this.#name,
        Select: 'COUNT',
        FilterExpression: '#status = :status',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: { ':status': { S: status } },
      },
    );
    let count = 0;
    for await (const page of scan) count += page.Count ?? 0;
    return count;
  }

  /** Adds a photo to those of a product. */
  async addPhoto(product: string, key: string): Promise<void> {
    await this.#client.send(
      new UpdateItemCommand({
        TableName: this.#name,
        Key: productKey(product),
        UpdateExpression: 'SET kind = :kind ADD photos :photos',
        ExpressionAttributeValues: { ':kind': { S: 'product' }, ':photos': { SS: [key] } },
      }),
    );
  }

  /** Forgets a product and its photos. */
  async removeProduct(product: string): Promise<void> {
    await this.#client.send(new DeleteItemCommand({ TableName: this.#name, Key: productKey(product) }));
  }
}

type Key = Record<'id', AttributeValue>;

function orderKey(id: string): Key {
  return { id: { S: `order/${id}` } };
}

function productKey(product: string): Key {
  return { id: { S: `product/${product}` } };
}

function ignoreDuplicate(error: unknown): void {
  if (!(error instanceof ConditionalCheckFailedException)) throw error;
}
