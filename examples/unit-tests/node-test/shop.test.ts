import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sampleEvent } from '@alr/builder/events';
import { invoke } from '@alr/runtime/testing';
import { Shop } from './shop.ts';

test('logs each order', async () => {
  const event = sampleEvent('sqs', { bodies: ['{"orderId":"1"}', '{"orderId":"2"}'] });
  const { error, logs } = await invoke(Shop, event, { env: { COMPANY: 'ACME' } });
  assert.equal(error, undefined);
  assert.deepEqual(
    logs.map(({ message }) => message),
    ['order 1 for ACME', 'order 2 for ACME'],
  );
});
