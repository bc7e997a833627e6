import { sampleEvent } from '@alr/builder/events';
import { invoke } from '@alr/runtime/testing';
import { expect, test } from 'vitest';
import { Shop } from './shop';

test('logs each order', async () => {
  const event = sampleEvent('sqs', { bodies: ['{"orderId":"1"}', '{"orderId":"2"}'] });
  const { error, logs } = await invoke(Shop, event, { env: { COMPANY: 'ACME' } });
  expect(error).toBeUndefined();
  expect(logs.map(({ message }) => message)).toEqual(['order 1 for ACME', 'order 2 for ACME']);
});
