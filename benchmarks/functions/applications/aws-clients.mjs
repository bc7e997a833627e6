import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { Hono } from 'hono';
import { z } from 'zod';

const table = DynamoDBDocumentClient.from(new DynamoDBClient());
const storage = new S3Client();
const Order = z.object({ id: z.string(), total: z.number() });
const app = new Hono().get('/orders/:id', async (c) => {
  const { Item } = await table.send(new GetCommand({ TableName: 'orders', Key: { id: c.req.param('id') } }));
  return c.json(Order.parse(Item));
});

export async function handler() {
  // Nothing is sent, because the benchmark measures the start.
  return { routes: app.routes.length, clients: [table, storage].length, order: Order.parse({ id: '1', total: 3.5 }) };
}
