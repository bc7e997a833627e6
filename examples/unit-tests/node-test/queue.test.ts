import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startLocal } from '@alr/builder';

const POISON = '{"orderId":""}';

test('keeps an order without an id in the dead-letter queue', async (context) => {
  const local = await startLocal({ directory: import.meta.dirname, port: 0, data: 'memory' });
  context.after(() => local.close());
  const orders = local.queue('orders');

  orders.send(['{"orderId":"1"}', POISON]);
  await local.settled();
  assert.deepEqual(
    orders.messages.map(({ body, state }) => [body, state]),
    [[POISON, 'hidden']],
  );

  for (let attempt = 1; attempt <= 3; attempt++) await local.clock.skip('6m');
  assert.equal(local.invocations.length, 3);
  assert.deepEqual(orders.messages, []);
  assert.deepEqual(
    local.queue('orders-dlq').messages.map(({ body, receiveCount }) => [body, receiveCount]),
    [[POISON, 3]],
  );
});
