import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';
import { sampleEvent } from '@alr/builder/events';
import { invoke } from '@alr/runtime/testing';
import { DynamoDBClient, type GetItemCommand } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { Api } from './api.ts';

const sent: string[] = [];

beforeEach(() => {
  sent.length = 0;
  mock.restoreAll();
  mock.method(SQSClient.prototype, 'send', async ({ input }: { input: { MessageBody?: string } }) => {
    if (input.MessageBody !== undefined) sent.push(input.MessageBody);
    return { QueueUrl: 'https://sqs.example.org/orders' };
  });
  mock.method(DynamoDBClient.prototype, 'send', async ({ input }: GetItemCommand) =>
    input.Key?.id?.S === 'order/1' ? { Item: { status: { S: 'paid' } } } : {},
  );
});

async function request(method: string, path: string, body?: object): Promise<{ statusCode: number; body: unknown }> {
  const headers = [['content-type', 'application/json']] as const;
  const bodies = body && { bodies: [JSON.stringify(body)] };
  const { reply = '{}' } = await invoke(Api, sampleEvent('http-api', { method, path, headers, ...bodies }));
  const response = JSON.parse(reply);
  return { ...response, body: JSON.parse(response.body) };
}

test('puts an order into the queue', async () => {
  const order = { customer: 'ada@example.org', product: 'mug', count: 2 };
  const { statusCode, body } = await request('POST', '/orders', order);
  assert.equal(statusCode, 202);
  assert.deepEqual(
    sent.map((text) => JSON.parse(text)),
    [{ ...order, ...(body as { id: string }) }],
  );
});

test('rejects an order that is not valid', async () => {
  const { statusCode, body } = await request('POST', '/orders', { customer: 'Ada', product: 'mug', count: 0 });
  assert.equal(statusCode, 400);
  assert.deepEqual(body, { message: 'Invalid order', fields: ['customer', 'count'] });
  assert.deepEqual(sent, []);
});

test('shows the status of an order', async () => {
  assert.deepEqual((await request('GET', '/orders/1')).body, { id: '1', status: 'paid' });
  assert.equal((await request('GET', '/orders/2')).statusCode, 404);
});
