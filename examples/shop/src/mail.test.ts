import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';
import { sampleEvent } from '@alr/builder/events';
import { invoke } from '@alr/runtime/testing';
import { Mail } from './mail.ts';

const env = { MAIL_SERVICE: 'https://mail.example.org' };
const mails: { to: string; subject: string }[] = [];
let status = 202;

beforeEach(() => {
  mails.length = 0;
  status = 202;
  mock.restoreAll();
  mock.method(globalThis, 'fetch', async (_url: string, { body }: { body: string }) => {
    mails.push(JSON.parse(body));
    return new Response(null, { status });
  });
});

const order = sampleEvent('dynamodb', {
  bodies: [JSON.stringify({ id: 'order/1', kind: 'order', customer: 'ada@example.org' })],
});

test('confirms a new order', async () => {
  await invoke(Mail, order, { env });
  assert.deepEqual(mails, [
    { to: 'ada@example.org', subject: 'Your order', text: 'We have received order/1. Thank you!' },
  ]);
});

test('sends news to all customers', async () => {
  const news = { subject: 'Mugs', text: 'They are back.' };
  await invoke(Mail, sampleEvent('sns', { bodies: [JSON.stringify(news)] }), { env });
  assert.deepEqual(mails, [{ to: 'customers', ...news }]);
});

test('fails if the mail service does, so that the record is retried', async () => {
  status = 503;
  assert.match((await invoke(Mail, order, { env })).error?.errorMessage ?? '', /1 of 1/);
});
