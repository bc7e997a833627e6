import { once } from 'node:events';
import { request } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openGate } from '../../../test/gate.ts';
import { startTestLocal, type TestLocal } from '../../../test/local.ts';
import type { Instruction } from '../../../test/runtime-client.ts';
import { PRELUDE_CONTENT_TYPE } from './http-prelude.ts';
import { eventLimits } from './invoke-request.ts';

let local: TestLocal;
beforeAll(async () => {
  local = await startTestLocal({ env: { AWS_REGION: 'eu-central-1' } });
});
afterAll(() => local.close());

const NUL = '\0'.repeat(8);

/** Sends the instruction in the body of a request. */
function post(instruction: Instruction, init: RequestInit = {}): Promise<Response> {
  return fetch(local.url, {
    method: 'POST',
    body: JSON.stringify(instruction),
    headers: { 'content-type': 'application/json' },
    ...init,
  });
}

/** The event that the function gets for a request. */
async function eventOf(path: string, init?: RequestInit): Promise<Record<string, unknown>> {
  const response = await fetch(`${local.url}${path}`, init);
  const { event } = (await response.json()) as { event: Record<string, unknown> };
  return event;
}

describe('the event of a function URL', () => {
  it('has payload format 2.0', async () => {
    const event = await eventOf('/a%20b/c?x=1&x=2&y=%C3%BC', {
      headers: { 'X-Custom': 'one', Cookie: 'a=1; b=2', 'User-Agent': 'test' },
    });
    expect(event).toEqual({
      version: '2.0',
      routeKey: '$default',
      rawPath: '/a%20b/c',
      rawQueryString: 'x=1&x=2&y=%C3%BC',
      cookies: ['a=1', 'b=2'],
      headers: expect.objectContaining({
        'x-custom': 'one',
        host: new URL(local.url).host,
        'x-forwarded-proto': 'http',
      }),
      queryStringParameters: { x: '1,2', y: 'ü' },
      requestContext: {
        accountId: 'anonymous',
        apiId: 'local',
        domainName: 'local.lambda-url.eu-central-1.on.aws',
        domainPrefix: 'local',
        http: { method: 'GET', path: '/a%20b/c', protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'test' },
        requestId: expect.stringMatching(/^[\da-f-]{36}$/),
        routeKey: '$default',
        stage: '$default',
        time: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
        timeEpoch: expect.any(Number),
      },
      isBase64Encoded: false,
    });
    expect(event.headers).not.toHaveProperty('cookie');
  });

  it('has no query parameters, cookies and body if the request has none', async () => {
    const event = await eventOf('/');
    for (const key of ['queryStringParameters', 'cookies', 'body']) expect(event).not.toHaveProperty(key);
    expect(event).toMatchObject({ rawPath: '/', rawQueryString: '' });
  });

  it.each([
    ['text/plain', 'plain ü', false],
    ['application/json; charset=utf-8', '["ü"]', false],
    ['application/problem+json', '{}', false],
    ['application/x-www-form-urlencoded', 'a=1', true],
    ['application/octet-stream', Buffer.from([0, 255, 254]), true],
    ['text/plain', Buffer.from([255, 254]), true],
  ])('has a body of %s %s with isBase64Encoded %s', async (type, body, isBase64Encoded) => {
    const event = await eventOf('/', { method: 'PUT', body, headers: { 'content-type': type } });
    const bytes = Buffer.from(body);
    expect(event).toMatchObject({ isBase64Encoded, body: bytes.toString(isBase64Encoded ? 'base64' : 'utf8') });
  });

  it('has a compressed body in base64', async () => {
    const headers = { 'content-type': 'text/plain', 'content-encoding': 'gzip' };
    expect(await eventOf('/', { method: 'POST', body: gzipSync('text'), headers })).toMatchObject({
      isBase64Encoded: true,
    });
  });
});

describe('a buffered response', () => {
  it('with a statusCode describes an HTTP response', async () => {
    const description = {
      statusCode: 201,
      headers: { 'X-Made': 'here', 'Content-Type': 'text/html' },
      body: '<p>',
      cookies: ['a=1', 'b=2; Secure'],
    };
    const response = await post({ respond: JSON.stringify(description) });
    expect(response.status).toBe(201);
    expect(response.headers.get('x-made')).toBe('here');
    expect(response.headers.get('content-type')).toBe('text/html');
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2; Secure']);
    expect(await response.text()).toBe('<p>');
  });

  it('is decoded if isBase64Encoded is true', async () => {
    const body = Buffer.from([0, 1, 254, 255]);
    const description = { statusCode: 200, body: body.toString('base64'), isBase64Encoded: true };
    const response = await post({ respond: JSON.stringify(description) });
    expect(Buffer.from(await response.arrayBuffer())).toEqual(body);
  });

  it('without a statusCode is the body of a 200', async () => {
    const response = await post({ respond: '{"message":"hi"}' });
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(await response.text()).toBe('{"message":"hi"}');
  });

  it.each([
    ['is not JSON', 'hello'],
    ['has an invalid statusCode', '{"statusCode":"many"}'],
    ['has a header with a line break', '{"statusCode":200,"headers":{"a":"b\\r\\nc: d"}}'],
    ['has a body that is not a string', '{"statusCode":200,"body":{}}'],
  ])('that %s becomes a 502 with a warning', async (_, text) => {
    const before = local.events.length;
    const response = await post({ respond: text });
    expect(response.status).toBe(502);
    expect(await response.json()).toEqual({ Message: 'Internal Server Error' });
    expect(local.events.slice(before)).toContainEqual({
      type: 'warning',
      message: expect.stringMatching(/^the function URL cannot send the response: ./),
    });
  });

  it('that is a text comes with what to return instead', async () => {
    await post({ respond: 'a text that is returned' });
    const { message } = await local.until('warning', (event) => event.message.includes('a text that is returned'));
    expect(message).toMatch(
      /is not JSON: "a text that is returned": to send a text, return \{ statusCode: 200, .*body: text/,
    );
  });

  it('that is an error becomes a 502', async () => {
    expect(await post({ fail: 'Unwilling' })).toMatchObject({ status: 502 });
    expect(await post({ exit: 1 })).toMatchObject({ status: 502 });
  });
});

describe('a streamed response', () => {
  it('reaches the client chunk by chunk', async () => {
    await using gate = await openGate();
    const response = await post({ stream: ['first', gate.url], contentType: 'text/event-stream' });
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    expect(await reader?.read()).toEqual({ done: false, value: 'first' });
    (await gate.called).end('second');
    expect(await reader?.read()).toEqual({ done: false, value: 'second' });
    expect(await reader?.read()).toMatchObject({ done: true });
  });

  it('has the status, headers and cookies of its prelude', async () => {
    const prelude = JSON.stringify({ statusCode: 418, headers: { 'x-pot': 'tea' }, cookies: ['a=1'] });
    const response = await post({ stream: [`${prelude}${NUL}short and `, 'stout'], contentType: PRELUDE_CONTENT_TYPE });
    expect(response.status).toBe(418);
    expect(response.headers.get('x-pot')).toBe('tea');
    expect(response.headers.getSetCookie()).toEqual(['a=1']);
    expect(await response.text()).toBe('short and stout');
  });

  it('sends the head as soon as the prelude is complete', async () => {
    await using gate = await openGate();
    const response = await post({ stream: [`{"statusCode":202}${NUL}`, gate.url], contentType: PRELUDE_CONTENT_TYPE });
    expect(response.status).toBe(202);
    (await gate.called).end('body');
    expect(await response.text()).toBe('body');
  });

  it.each([
    ['does not end', '{"statusCode":200}'],
    ['is not JSON', `not json${NUL}body`],
    ['has an invalid status', `{"statusCode":99}${NUL}body`],
  ])('whose prelude %s becomes a 502', async (_, prelude) => {
    const response = await post({ stream: [prelude, 'more'], contentType: PRELUDE_CONTENT_TYPE });
    expect(response.status).toBe(502);
  });

  it('that fails in the middle breaks the connection', async () => {
    const response = await post({ stream: ['part'], streamEnd: 'trailers' });
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow('terminated');
  });
});

describe('a client', () => {
  it('that disconnects in the middle does not affect the function', async () => {
    await using gate = await openGate();
    const disconnect = new AbortController();
    const response = await post({ stream: ['first', gate.url] }, { signal: disconnect.signal });
    await response.body?.getReader().read();
    disconnect.abort();
    const ended = local.events.length;
    (await gate.called).end('x'.repeat(1_000_000));
    expect(await local.until('end', (end) => local.events.indexOf(end) >= ended)).toMatchObject({ status: 'success' });
  });

  it('that sends more than 6 MB gets status 413', async () => {
    expect(await post({}, { body: Buffer.alloc(eventLimits.RequestResponse + 1) })).toMatchObject({ status: 413 });
  });

  it.each([[{ host: 'evil.example' }], [{ origin: 'https://evil.example' }], [{ 'sec-fetch-site': 'cross-site' }]])(
    'from another site is rejected: %j',
    async (headers) => {
      const outgoing = request(local.url, { headers }).end();
      const [response] = await once(outgoing, 'response');
      response.resume();
      expect(response.statusCode).toBe(403);
      const [name, value] = Object.entries(headers)[0] ?? [];
      await local.until(
        'warning',
        ({ message }) => message.includes(`${value}`) && message.toLowerCase().includes(`${name}`),
      );
    },
  );
});
