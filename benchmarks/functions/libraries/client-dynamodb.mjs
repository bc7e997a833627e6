import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';

const client = new DynamoDBClient();

export async function handler() {
  const { Item } = await client.send(new GetItemCommand({ TableName: 'orders', Key: { id: { S: '1' } } }));
  return Item;
}
