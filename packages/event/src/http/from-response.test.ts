import { sampleEvent } from '@alr/builder/events';
import { Hono } from 'hono';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { dispatch, type Logged } from '../../test/dispatching.ts';
import { answering, type Front, type RequestOptions } from '../../test/requests.ts';
import { EVENT_HTTP, HTTPHandler } from '../index.ts';
import type { ResponseHead, ResponseWriter } from './from-response.ts';

afterEach(() => vi.unstubAllEnvs());

const fronts: readonly Front[] = ['url', 'http-api', 'rest-api', 'alb'];

/** What a front is answered with where a handler gives this response. */
function answerOf(
  front: Front,
  response: () => Response | Promise<Response>,
  options?: RequestOptions,
  logged?: Logged[],
) {
  return dispatch(sampleEvent(front, options), { handlers: answering(response), ...(logged && { logged }) });
}

function withCookies(): Response {
  const headers = new Headers({ 'x-kind': 'test' });
  headers.append('set-cookie', 'a=1; Path=/');
  headers.append('set-cookie', 'b=2; Expires=Thu, 01 Jan 2032 00:00:00 GMT');
  return new Response('ok', { headers });
}

const COOKIES = ['a=1; Path=/', 'b=2; Expires=Thu, 01 Jan 2032 00:00:00 GMT'];

describe.each(fronts)('a response to %s', (front) => {
  it('has its status, headers and body', async () => {
    const response = () => Response.json({ hello: 'wörld' }, { status: 201 });
    await expect(answerOf(front, response)).resolves.toEqual({
      statusCode: 201,
      headers: { 'content-type': 'application/json' },
      body: '{"hello":"wörld"}',
      isBase64Encoded: false,
    });
  });

  it('has a body of bytes in base64', async () => {
    const response = () => new Response(new Uint8Array([0, 255, 128]), { headers: { 'content-type': 'image/png' } });
    await expect(answerOf(front, response)).resolves.toMatchObject({ body: 'AP+A', isBase64Encoded: true });
  });

  it('has a body that was streamed', async () => {
    const body = () => ReadableStream.from([Buffer.from('a'), Buffer.from('b')]);
    await expect(answerOf(front, () => new Response(body()))).resolves.toMatchObject({ body: 'ab' });
  });

  it('may have no body', async () => {
    const response = () => new Response(null, { status: 204 });
    await expect(answerOf(front, response)).resolves.toMatchObject({ statusCode: 204, body: '' });
  });

  it('leaves the framing of its body to the front', async () => {
    const headers = { 'transfer-encoding': 'chunked', connection: 'close', 'x-kind': 'test' };
    const answer = await answerOf(front, () => new Response(null, { headers }));
    expect(answer).toHaveProperty('headers', { 'x-kind': 'test' });
  });

  it('keeps a byte order mark', async () => {
    await expect(answerOf(front, () => new Response('\uFEFFa'))).resolves.toMatchObject({ body: '\uFEFFa' });
  });

  it('is a 500 without internals where the handler fails, which is logged', async () => {
    const logged: Logged[] = [];
    const error = new Error('password is 1234');
    const answer = await answerOf(front, () => Promise.reject(error), {}, logged);
    expect(answer).toMatchObject({ statusCode: 500, body: '{"message":"Internal Server Error"}' });
    expect(logged).toEqual([{ level: 'error', parts: [expect.any(String), error] }]);
  });

  it.each([undefined, null, 'text', {}, Response.error()])(
    'is a 500 where the handler gives none: %j',
    async (value) => {
      const logged: Logged[] = [];
      const answer = await answerOf(front, () => value as Response, {}, logged);
      expect(answer).toMatchObject({ statusCode: 500 });
      expect(logged).toMatchObject([{ parts: [expect.anything(), { name: 'InvalidResponseError' }] }]);
    },
  );

  it('is a 500 where its body fails', async () => {
    const body = () =>
      new ReadableStream({
        pull() {
          throw new Error('broken');
        },
      });
    await expect(answerOf(front, () => new Response(body()))).resolves.toMatchObject({ statusCode: 500 });
  });
});

describe('cookies', () => {
  it.each(['url', 'http-api'] as const)('have a list of their own: %s', async (front) => {
    const answer = await answerOf(front, withCookies);
    expect(answer).toMatchObject({ cookies: COOKIES });
    expect(answer).toHaveProperty('headers', { 'content-type': 'text/plain;charset=UTF-8', 'x-kind': 'test' });
  });

  it('are a header of several values in a REST API', async () => {
    const answer = await answerOf('rest-api', withCookies);
    expect(answer).toMatchObject({ multiValueHeaders: { 'set-cookie': COOKIES }, headers: { 'x-kind': 'test' } });
    expect(answer).not.toHaveProperty('headers.set-cookie');
  });

  it('are a header of several values where the load balancer takes those', async () => {
    const answer = await answerOf('alb', withCookies, { multiValueHeaders: true });
    expect(answer).toMatchObject({ multiValueHeaders: { 'set-cookie': COOKIES, 'x-kind': ['test'] } });
    expect(answer).not.toHaveProperty('headers');
  });

  it('are each spelled differently where it does not', async () => {
    const answer = await answerOf('alb', withCookies);
    expect(answer).toMatchObject({ headers: { 'set-cookie': COOKIES[0], 'Set-cookie': COOKIES[1], 'x-kind': 'test' } });
    expect(answer).not.toHaveProperty('multiValueHeaders');
  });
});

/** A writer that keeps what it is given. */
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
    const answer = await dispatch(event, { handlers: answering(response, { responseStreaming: true }) });
    if (typeof answer !== 'function') return { answer };
    const writer = new RecordingWriter();
    await answer(writer);
    return { writer };
  };

  it.each(['url', 'rest-api'])('has its head, then its body: %s', async (front) => {
    const { writer } = await stream(sampleEvent(front), withCookies);
    expect(writer).toMatchObject({
      head: { statusCode: 200, headers: { 'x-kind': 'test' }, cookies: COOKIES },
      text: 'ok',
      isClosed: true,
    });
  });

  it('may have no body', async () => {
    const { writer } = await stream(sampleEvent('url'), () => new Response(null, { status: 204 }));
    expect(writer).toMatchObject({ head: { statusCode: 204 }, text: '', isClosed: true });
  });

  it('is a 500 where the handler fails', async () => {
    const { writer } = await stream(sampleEvent('url'), () => Promise.reject(new Error('secret')));
    expect(writer).toMatchObject({ head: { statusCode: 500 }, text: '{"message":"Internal Server Error"}' });
  });

  it('is a 500 where its body was read before', async () => {
    const { writer } = await stream(sampleEvent('url'), async () => {
      const response = new Response('read');
      await response.text();
      return response;
    });
    expect(writer).toMatchObject({ head: { statusCode: 500 } });
  });

  it('fails where its body does', async () => {
    const body = ReadableStream.from(
      (async function* () {
        yield Buffer.from('a');
        throw new Error('broken');
      })(),
    );
    await expect(stream(sampleEvent('url'), () => new Response(body))).rejects.toThrow('broken');
  });

  it('is none for an HTTP API, which takes no stream', async () => {
    const { answer } = await stream(sampleEvent('http-api'), () => new Response('ok'));
    expect(answer).toMatchObject({ statusCode: 200, body: 'ok' });
  });

  it('is what the environment says where the class says nothing', async () => {
    vi.stubEnv('ALR_INVOKE_MODE', 'RESPONSE_STREAM');
    await expect(answerOf('url', () => new Response('ok'))).resolves.toBeTypeOf('function');
    await expect(answerOf('alb', () => new Response('ok'))).resolves.toMatchObject({ body: 'ok' });
    const handlers = answering(() => new Response('ok'), { responseStreaming: false });
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

  it.each(['url', 'http-api', 'rest-api'])('plugs in: hono by %s', async (front) => {
    const event = sampleEvent(front, { method: 'POST', path: '/orders/7?tag=a&tag=b', bodies: ['{"amount":1}'] });
    const answer = await dispatch(event, { handlers: { [EVENT_HTTP]: Site } });
    expect(answer).toMatchObject({ statusCode: 200, body: '{"id":"7","tags":["a","b"],"body":{"amount":1}}' });
    expect(JSON.stringify(answer)).toContain('seen=yes; Path=/');
  });

  it('answers in its own way what it does not know', async () => {
    const answer = await dispatch(sampleEvent('url', { path: '/nowhere' }), { handlers: { [EVENT_HTTP]: Site } });
    expect(answer).toMatchObject({ statusCode: 404, body: '404 Not Found' });
  });
});
