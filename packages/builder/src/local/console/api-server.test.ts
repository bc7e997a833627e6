import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeServer, listen } from '../http/server.ts';
import type { SendRequest } from '../project/send/send.ts';
import { createApiServer, routeNames } from './api-server.ts';

const TOKEN = 'b'.repeat(32);
const skipped: (number | 'next')[] = [];
const sent: SendRequest[] = [];
const server = createApiServer(
  {
    async skip(amount) {
      skipped.push(amount);
      return { ms: 1000, now: 2000, nextDue: undefined, invocations: 1 };
    },
    async send(request) {
      sent.push(request);
      return { to: 'jobs', kind: 'queue', ids: ['1'] };
    },
  },
  TOKEN,
);
let address = '';

beforeAll(async () => {
  address = await listen(server, '127.0.0.1', 0);
});
afterAll(() => closeServer(server, 0));

const good = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' };

/** `fetch` does not send the headers that matter here. */
async function call(route: string, headers: Record<string, string>, body = '{}') {
  const [method = '', path = ''] = route.split(' ');
  const outgoing = request(`http://${address}${path}`, { method, headers });
  outgoing.end(method === 'GET' ? undefined : body);
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  return { status: response.statusCode, headers: response.headers, body: JSON.parse(await text(response)) };
}

describe('the API of the emulator', () => {
  it.each(routeNames)('%s works with the token', async (route) => {
    expect(await call(route, good)).toMatchObject({ status: 200 });
  });

  describe.each(routeNames)('%s', (route) => {
    it.each([
      ['no token', 401, { 'content-type': 'application/json' }],
      ['a wrong token', 401, { ...good, authorization: `Bearer ${'a'.repeat(32)}` }],
      ['the beginning of the token', 401, { ...good, authorization: `Bearer ${TOKEN.slice(1)}` }],
      ['another host', 403, { ...good, host: 'example.org' }],
      ['an address of another machine as its host', 403, { ...good, host: '10.0.0.1' }],
      ['another origin', 403, { ...good, origin: 'https://example.org' }],
      ['an origin without a host', 403, { ...good, origin: 'null' }],
      ['a page of another site', 403, { ...good, 'sec-fetch-site': 'cross-site' }],
      ['a form', 403, { ...good, 'content-type': 'application/x-www-form-urlencoded' }],
      ['text', 403, { ...good, 'content-type': 'text/plain' }],
      ['no content type', 403, { authorization: good.authorization }],
    ])('rejects a request with %s, without an effect', async (_what, status, headers) => {
      const before = skipped.length + sent.length;
      const response = await call(route, headers);
      expect(response).toMatchObject({ status, body: { error: { message: expect.stringMatching(/./) } } });
      expect(response.headers).not.toHaveProperty('access-control-allow-origin');
      expect(skipped.length + sent.length).toBe(before);
    });
  });

  it.each([
    ['{"amount":"6m"}', 360_000],
    ['{"amount":1500}', 1500],
    ['{}', 'next'],
    ['', 'next'],
  ])('skips what %s says', async (body, expected) => {
    expect(await call('POST /api/skip', good, body)).toMatchObject({ status: 200, body: { ms: 1000, invocations: 1 } });
    expect(skipped.at(-1)).toBe(expected);
  });

  it.each([
    ['{"amount":"six"}', '"six" is not a time to skip'],
    ['{"amount":null}', 'amount is neither a text nor a number'],
    ['{"amount":', 'the request is not JSON'],
    ['[]', 'the request is not a JSON object'],
  ])('rejects %s', async (body, message) => {
    expect(await call('POST /api/skip', good, body)).toMatchObject({
      status: 400,
      body: { error: { message: expect.stringContaining(message) } },
    });
  });

  it('sends what a request says', async () => {
    const content = Buffer.from([0, 255]);
    const body = { to: 'jobs', content: content.toString('base64'), count: 2, attributes: { kind: 'new' } };
    expect(await call('POST /api/send', good, JSON.stringify(body))).toMatchObject({
      status: 200,
      body: { to: 'jobs', kind: 'queue', ids: ['1'] },
    });
    expect(sent.at(-1)).toEqual({ ...body, content });
  });

  it.each([
    ['{"to":1}', 'to is not a text'],
    ['{"count":0}', 'count is not a whole number from 1 to 10000'],
    ['{"count":"2"}', 'count is not a whole number'],
    ['{"attributes":["a"]}', 'attributes is not an object of texts'],
    ['{"attributes":{"a":1}}', 'attributes is not an object of texts'],
  ])('does not send %s', async (body, message) => {
    const before = sent.length;
    expect(await call('POST /api/send', good, body)).toMatchObject({
      status: 400,
      body: { error: { message: expect.stringContaining(message) } },
    });
    expect(sent).toHaveLength(before);
  });

  it('has no other routes', async () => {
    for (const route of ['GET /', 'POST /api/other', 'GET /api/skip', 'POST /constructor']) {
      expect(await call(route, good)).toMatchObject({ status: 404 });
    }
  });
});
