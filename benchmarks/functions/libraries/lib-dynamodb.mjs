import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';

const client = DynamoDBDocumentClient.from(new DynamoDBClient());

export async function handler() {
  const { Item } = await client.send(new GetCommand({ TableName: 'orders', Key: { id: '1' } }));
  return Item;
}
