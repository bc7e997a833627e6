import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';
import { sampleEvent } from '@alr/builder/events';
import { invoke } from '@alr/runtime/testing';
import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Order } from './order.ts';
import { Orders } from './orders.ts';

/** The parameters of the calls of DynamoDB. */
const calls: { Item?: unknown; Key?: unknown }[] = [];

beforeEach(() => {
  calls.length = 0;
  mock.restoreAll();
  mock.method(DynamoDBClient.prototype, 'send', async ({ input }: { input: object }) => {
    calls.push(input);
    return { Count: 3 };
  });
});

const mugs: Order = {
  id: '6f4c1bd8-7a5e-4c63-9a43-3a2f1d1c0b7e',
  customer: 'ada@example.org',
  product: 'mug',
  count: 2,
};

function messages(...bodies: readonly object[]): object {
  return sampleEvent('sqs', { bodies: bodies.map((body) => JSON.stringify(body)) }) as object;
}

test('saves the valid orders of a batch, and reports the others', async () => {
  // alr-builder sets this to the ARN of the queue, which has partial_batch_response in lambda.yaml.
  const env = { ALR_PARTIAL_BATCH_RESPONSE: 'true' };
  const { reply, logs } = await invoke(Orders, messages({ ...mugs, count: -1 }, mugs), { env });
  assert.equal(JSON.parse(reply ?? '').batchItemFailures.length, 1);
  assert.equal(logs.at(-1)?.message, `order ${mugs.id}: 2 × mug`);
  assert.equal(calls.length, 1);
});

test('saves an order once, even if the queue delivers it twice', async () => {
  mock.method(DynamoDBClient.prototype, 'send', async () => {
    throw new ConditionalCheckFailedException({ message: 'exists', $metadata: {} });
  });
  assert.equal((await invoke(Orders, messages(mugs))).error, undefined);
});

test('notes a payment', async () => {
  const bodies = [JSON.stringify({ orderId: '1' })];
  const { error } = await invoke(Orders, sampleEvent('eventbridge', { detailType: 'Payment Received', bodies }));
  assert.equal(error, undefined);
  assert.deepEqual(
    calls.map(({ Key }) => Key),
    [{ id: { S: 'order/1' } }],
  );
});

test('reports how many orders are not paid', async () => {
  const { logs } = await invoke(Orders, sampleEvent('scheduler'));
  assert.equal(logs.at(-1)?.message, '3 orders are not paid');
});
