import { sampleEvent } from '@alr/builder/events';
import { Hono } from 'hono';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { dispatch, type Logged } from '../../test/dispatching.ts';
import { type Front, type RequestOptions, respondingWith } from '../../test/requests.ts';
import { EVENT_HTTP, HTTPHandler } from '../index.ts';
import type { ResponseHead, ResponseWriter } from './from-response.ts';

afterEach(() => vi.unstubAllEnvs());

const fronts: readonly Front[] = ['url', 'http-api', 'rest-api', 'alb', 'lattice', 'lattice-v1'];

/** The result for a front if the handler returns this response. */
function resultOf(
  front: Front,
  response: () => Response | Promise<Response>,
  options?: RequestOptions,
  logged?: Logged[],
) {
  return dispatch(sampleEvent(front, options), { handlers: respondingWith(response), ...(logged && { logged }) });
}

function withCookies(): Response {
  const headers = new Headers({ 'x-kind': 'test' });
  headers.append('set-cookie', 'a=1; Path=/');
  headers.append('set-cookie', 'b=2; Expires=Thu, 01 Jan 2032 00:00:00 GMT');
  return new Response('ok', { headers });
}

const cookies = ['a=1; Path=/', 'b=2; Expires=Thu, 01 Jan 2032 00:00:00 GMT'];

describe.each(fronts)('a response to %s', (front) => {
  it('has its status, headers and body', async () => {
    const response = () => Response.json({ hello: 'wörld' }, { status: 201 });
    await expect(resultOf(front, response)).resolves.toEqual({
      statusCode: 201,
      headers: { 'content-type': 'application/json' },
      body: '{"hello":"wörld"}',
      isBase64Encoded: false,
    });
  });

  it('has a binary body in base64', async () => {
    const response = () => new Response(new Uint8Array([0, 255, 128]), { headers: { 'content-type': 'image/png' } });
    await expect(resultOf(front, response)).resolves.toMatchObject({ body: 'AP+A', isBase64Encoded: true });
  });

  it('may have a streamed body', async () => {
    const body = () => ReadableStream.from([Buffer.from('a'), Buffer.from('b')]);
    await expect(resultOf(front, () => new Response(body()))).resolves.toMatchObject({ body: 'ab' });
  });

  it('may have no body', async () => {
    const response = () => new Response(null, { status: 204 });
    await expect(resultOf(front, response)).resolves.toMatchObject({ statusCode: 204, body: '' });
  });

  it('leaves out the headers that frame its body', async () => {
    const headers = { 'transfer-encoding': 'chunked', connection: 'close', 'x-kind': 'test' };
    const result = await resultOf(front, () => new Response(null, { headers }));
    expect(result).toHaveProperty('headers', { 'x-kind': 'test' });
  });

  it('keeps a byte order mark', async () => {
    await expect(resultOf(front, () => new Response('\uFEFFa'))).resolves.toMatchObject({ body: '\uFEFFa' });
  });

  it('is a 500 without details if the handler fails, and the error is logged', async () => {
    const logged: Logged[] = [];
    const error = new Error('password is 1234');
    const result = await resultOf(front, () => Promise.reject(error), {}, logged);
    expect(result).toMatchObject({ statusCode: 500, body: '{"message":"Internal Server Error"}' });
    expect(logged).toEqual([{ level: 'error', parts: [expect.any(String), error] }]);
  });

  it.each([undefined, null, 'text', {}, Response.error()])(
    'is a 500 if the handler returns something else: %j',
    async (value) => {
      const logged: Logged[] = [];
      const result = await resultOf(front, () => value as Response, {}, logged);
      expect(result).toMatchObject({ statusCode: 500 });
      expect(logged).toMatchObject([{ parts: [expect.anything(), { name: 'InvalidResponseError' }] }]);
    },
  );

  it('is a 500 if its body fails', async () => {
    const body = () =>
      new ReadableStream({
        pull() {
          throw new Error('broken');
        },
      });
    await expect(resultOf(front, () => new Response(body()))).resolves.toMatchObject({ statusCode: 500 });
  });
});

describe('cookies', () => {
  it.each(['url', 'http-api'] as const)('are in `cookies`: %s', async (front) => {
    const result = await resultOf(front, withCookies);
    expect(result).toMatchObject({ cookies });
    expect(result).toHaveProperty('headers', { 'content-type': 'text/plain;charset=UTF-8', 'x-kind': 'test' });
  });

  it('are a multi-value header for a REST API', async () => {
    const result = await resultOf('rest-api', withCookies);
    expect(result).toMatchObject({ multiValueHeaders: { 'set-cookie': cookies }, headers: { 'x-kind': 'test' } });
    expect(result).not.toHaveProperty('headers.set-cookie');
  });

  it('are a multi-value header if the load balancer sends those', async () => {
    const result = await resultOf('alb', withCookies, { multiValueHeaders: true });
    expect(result).toMatchObject({ multiValueHeaders: { 'set-cookie': cookies, 'x-kind': ['test'] } });
    expect(result).not.toHaveProperty('headers');
  });

  it.each(['alb', 'lattice', 'lattice-v1'] as const)(
    'are each spelled differently if the front has no multi-value headers: %s',
    async (front) => {
      const result = await resultOf(front, withCookies);
      expect(result).toMatchObject({
        headers: { 'set-cookie': cookies[0], 'Set-cookie': cookies[1], 'x-kind': 'test' },
      });
      expect(result).not.toHaveProperty('multiValueHeaders');
      expect(result).not.toHaveProperty('cookies');
    },
  );
});

/** A writer that records what it is given. */
class RecordingWriter implements ResponseWriter {
  head: ResponseHead | undefined;
  text = '';
  isClosed = false;
  readonly writable: WritableStream<Uint8Array> = new WritableStream<Uint8Array>({
    write: (chunk) => {
      this.text += Buffer.from(chunk).toString();
    },
    close: () => {
      this.isClosed = true;
    },
  });

  setHttpResponse(head: ResponseHead): void {
    this.head = head;
  }

  async close(): Promise<void> {
    this.isClosed = true;
  }
}

describe('a streamed response', () => {
  const stream = async (event: object, response: () => Response | Promise<Response>) => {
    const result = await dispatch(event, { handlers: respondingWith(response, { responseStreaming: true }) });
    if (typeof result !== 'function') return { result };
    const writer = new RecordingWriter();
    await result(writer);
    return { writer };
  };

  it.each(['url', 'rest-api'])('has its head and its body: %s', async (front) => {
    const { writer } = await stream(sampleEvent(front), withCookies);
    expect(writer).toMatchObject({
      head: { statusCode: 200, headers: { 'x-kind': 'test' }, cookies: cookies },
      text: 'ok',
      isClosed: true,
    });
  });

  it('may have no body', async () => {
    const { writer } = await stream(sampleEvent('url'), () => new Response(null, { status: 204 }));
    expect(writer).toMatchObject({ head: { statusCode: 204 }, text: '', isClosed: true });
  });

  it('is a 500 if the handler fails', async () => {
    const { writer } = await stream(sampleEvent('url'), () => Promise.reject(new Error('secret')));
    expect(writer).toMatchObject({ head: { statusCode: 500 }, text: '{"message":"Internal Server Error"}' });
  });

  it('is a 500 if its body has been read already', async () => {
    const { writer } = await stream(sampleEvent('url'), async () => {
      const response = new Response('read');
      await response.text();
      return response;
    });
    expect(writer).toMatchObject({ head: { statusCode: 500 } });
  });

  it('fails if its body does', async () => {
    const body = ReadableStream.from(
      (async function* () {
        yield Buffer.from('a');
        throw new Error('broken');
      })(),
    );
    await expect(stream(sampleEvent('url'), () => new Response(body))).rejects.toThrow('broken');
  });

  it('is not streamed to an HTTP API, which accepts no stream', async () => {
    const { result } = await stream(sampleEvent('http-api'), () => new Response('ok'));
    expect(result).toMatchObject({ statusCode: 200, body: 'ok' });
  });

  it('is not streamed to an HTTP API with a custom domain', async () => {
    const event = sampleEvent('http-api') as { requestContext: object };
    const custom = { ...event, requestContext: { ...event.requestContext, domainName: 'api.example.com' } };
    expect((await stream(custom, () => new Response('ok'))).result).toMatchObject({ body: 'ok' });
    vi.stubEnv('ALR_INVOKE_MODE', 'RESPONSE_STREAM');
    const handlers = respondingWith(() => new Response('ok'));
    await expect(dispatch(custom, { handlers })).resolves.toMatchObject({ body: 'ok' });
  });

  it('is enabled by the environment unless the class decides', async () => {
    vi.stubEnv('ALR_INVOKE_MODE', 'RESPONSE_STREAM');
    await expect(resultOf('url', () => new Response('ok'))).resolves.toBeTypeOf('function');
    await expect(resultOf('alb', () => new Response('ok'))).resolves.toMatchObject({ body: 'ok' });
    // Another front of the same function accepts no stream only because the function URL does.
    await expect(resultOf('rest-api', () => new Response('ok'))).resolves.toMatchObject({ body: 'ok' });
    const handlers = respondingWith(() => new Response('ok'), { responseStreaming: false });
    await expect(dispatch(sampleEvent('url'), { handlers })).resolves.toMatchObject({ body: 'ok' });
  });
});

describe('an app that speaks fetch', () => {
  const app = new Hono();
  app.post('/orders/:id', async (context) => {
    context.header('set-cookie', 'seen=yes; Path=/');
    return context.json({
      id: context.req.param('id'),
      tags: context.req.queries('tag'),
      body: await context.req.json(),
    });
  });
  class Site extends HTTPHandler {
    override onRequest(request: Request) {
      return app.fetch(request);
    }
  }

  it.each(['url', 'http-api', 'rest-api'])('works as a handler: hono behind %s', async (front) => {
    const event = sampleEvent(front, { method: 'POST', path: '/orders/7?tag=a&tag=b', bodies: ['{"amount":1}'] });
    const result = await dispatch(event, { handlers: { [EVENT_HTTP]: Site } });
    expect(result).toMatchObject({ statusCode: 200, body: '{"id":"7","tags":["a","b"],"body":{"amount":1}}' });
    expect(JSON.stringify(result)).toContain('seen=yes; Path=/');
  });

  it('responds to unknown paths by itself', async () => {
    const result = await dispatch(sampleEvent('url', { path: '/nowhere' }), { handlers: { [EVENT_HTTP]: Site } });
    expect(result).toMatchObject({ statusCode: 404, body: '404 Not Found' });
  });
});
