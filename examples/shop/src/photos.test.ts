import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';
import { sampleEvent } from '@alr/builder/events';
import { invoke } from '@alr/runtime/testing';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { Photos } from './photos.ts';

/** The keys of the items that were changed. */
const changed: unknown[] = [];

beforeEach(() => {
  changed.length = 0;
  mock.restoreAll();
  mock.method(DynamoDBClient.prototype, 'send', async ({ input }: { input: { Key: unknown } }) => {
    changed.push(input.Key);
    return {};
  });
});

test('lists a photo with its product', async () => {
  const { logs } = await invoke(Photos, sampleEvent('s3', { keys: ['mug/front side.jpg'] }));
  assert.equal(logs.at(-1)?.message, 'mug has the photo front side.jpg');
  assert.deepEqual(changed, [{ id: { S: 'product/mug' } }]);
});

test('fails for a photo without a product', async () => {
  const { error } = await invoke(Photos, sampleEvent('s3', { keys: ['front.jpg'] }));
  assert.match(error?.errorMessage ?? '', /front.jpg is not in the folder of a product/);
});

test('forgets a product that was removed', async () => {
  const event = { detailType: 'Product Removed', bodies: [JSON.stringify({ product: 'mug' })] };
  await invoke(Photos, sampleEvent('eventbridge', event));
  assert.deepEqual(changed, [{ id: { S: 'product/mug' } }]);
});
