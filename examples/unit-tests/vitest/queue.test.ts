import { startLocal } from '@alr/builder';
import { expect, onTestFinished, test } from 'vitest';

const POISON = '{"orderId":""}';

test('keeps an order without an id in the dead-letter queue', { timeout: 30_000 }, async () => {
  const local = await startLocal({ directory: import.meta.dirname, port: 0, data: 'memory' });
  onTestFinished(() => local.close());
  const orders = local.queue('orders');

  orders.send(['{"orderId":"1"}', POISON]);
  await local.settled();
  expect(orders.messages).toMatchObject([{ body: POISON, state: 'hidden' }]);

  for (let attempt = 1; attempt <= 3; attempt++) await local.clock.skip('6m');
  expect(local.invocations).toHaveLength(3);
  expect(orders.messages).toEqual([]);
  expect(local.queue('orders-dlq').messages).toMatchObject([{ body: POISON, receiveCount: 3 }]);
});
