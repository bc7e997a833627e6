/**
 * Creates the table of a stage, unless it exists, and prints the label of its stream, with which the ARN of the stream
 * ends.
 *
 *   node scripts/create-table.ts dev
 */
import {
  CreateTableCommand,
  DynamoDBClient,
  ResourceInUseException,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';

const TableName = `shop-${process.argv[2] ?? 'dev'}`;
const client = new DynamoDBClient({ region: 'eu-west-1' });

const create = new CreateTableCommand({
  TableName,
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
  BillingMode: 'PAY_PER_REQUEST',
  StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
});
await client.send(create).catch((error: unknown) => {
  if (!(error instanceof ResourceInUseException)) throw error;
});
const { reason } = await waitUntilTableExists({ client, maxWaitTime: 60 }, { TableName });
console.log(reason.Table.LatestStreamLabel);
