import { sampleEvent } from '@alr/builder/events';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { dispatch, failureOf, type Logged } from '../../test/dispatching.ts';
import { EVENT_WEBSOCKET, type EventHandlerClass, type WebSocketEvent, WebSocketHandler } from '../index.ts';

/** Registers a class whose `onMessage` is a function. */
function messages(onMessage: (body: unknown) => unknown, statics: object = {}): Record<string, EventHandlerClass> {
  class Chat extends WebSocketHandler {
    override async onMessage(body: unknown) {
      return (await onMessage(body)) as string;
    }
  }
  return { [EVENT_WEBSOCKET]: Object.assign(Chat, statics) };
}

async function bodyOf(event: object, statics?: object): Promise<unknown> {
  const bodies: unknown[] = [];
  await dispatch(event, { handlers: messages((body) => void bodies.push(body), statics) });
  return bodies[0];
}

describe('an event', () => {
  it('goes to the method of its kind, whatever its route is', async () => {
    const seen: unknown[] = [];
    class Chat extends WebSocketHandler {
      override onConnect({ requestContext }: WebSocketEvent) {
        seen.push(['connect', requestContext.connectionId]);
      }
      override onMessage(body: unknown, { requestContext }: WebSocketEvent) {
        seen.push([requestContext.routeKey, body]);
      }
      override onDisconnect({ requestContext }: WebSocketEvent) {
        seen.push(['disconnect', requestContext.disconnectStatusCode]);
      }
    }
    for (const route of ['$connect', '$default', 'greet', '$disconnect']) {
      const event = sampleEvent('websocket', { route, bodies: ['{"id":1}'] });
      await expect(dispatch(event, { handlers: { [EVENT_WEBSOCKET]: Chat } })).resolves.toEqual({ statusCode: 200 });
    }
    expect(seen).toEqual([
      ['connect', 'L0SM9cOFvHcCIhw='],
      ['$default', { id: 1 }],
      ['greet', { id: 1 }],
      ['disconnect', 1000],
    ]);
  });

  it.each(['$connect', '$disconnect'])('needs no method if it is no message: %s', async (route) => {
    await expect(
      dispatch(sampleEvent('websocket', { route }), { handlers: messages(() => undefined) }),
    ).resolves.toEqual({ statusCode: 200 });
  });

  it.each([undefined, null])('is an empty text if it is a message without a body: %j', async (body) => {
    await expect(bodyOf({ ...sampleEvent('websocket'), body })).resolves.toBe('');
  });

  it('is unhandled if it is a message without a method', async () => {
    class Empty extends WebSocketHandler {}
    const handlers = { [EVENT_WEBSOCKET]: Empty };
    await expect(failureOf(sampleEvent('websocket'), { handlers })).resolves.toMatchObject({
      name: 'UnhandledEventError',
      message: expect.stringContaining('WebSocketHandler.onMessage()'),
    });
    await expect(dispatch(sampleEvent('websocket'), { handlers, unhandled: 'warn' })).resolves.toEqual({
      statusCode: 200,
    });
  });
});

describe('a message', () => {
  it.each([
    ['{"id":1}', { id: 1 }],
    ['\n[1]', [1]],
    ['12345678901234567890', '12345678901234567890'],
    ['', ''],
  ])('is decoded if it is a JSON object or array: %j', async (text, body) => {
    await expect(bodyOf(sampleEvent('websocket', { bodies: [text] }))).resolves.toEqual(body);
  });

  it('can be binary', async () => {
    const binary = (bytes: number[]) => ({
      ...sampleEvent('websocket'),
      body: Buffer.from(bytes).toString('base64'),
      isBase64Encoded: true,
    });
    await expect(bodyOf(binary([0, 255]))).resolves.toEqual(Buffer.from([0, 255]));
    await expect(bodyOf(binary([...Buffer.from('{"id":1}')]))).resolves.toEqual({ id: 1 });
    await expect(bodyOf(sampleEvent('websocket', { bodies: ['ü'] }), { payloadFormat: 'bytes' })).resolves.toEqual(
      Buffer.from('ü'),
    );
  });

  it.each([
    ['of another format', { payloadFormat: 'json' }],
    ['that does not match the schema', { schema: z.object({ id: z.number() }) }],
  ])('%s gets a 400, is not handled, and its content is not logged', async (_name, statics) => {
    const logged: Logged[] = [];
    const handlers = messages(() => expect.unreachable(), statics);
    const result = await dispatch(sampleEvent('websocket', { bodies: ['secret'] }), { handlers, logged });
    expect(result).toMatchObject({ statusCode: 400, body: '{"message":"Bad Request"}' });
    expect(logged.map(({ level }) => level)).toEqual(['warn', 'debug']);
    expect(JSON.stringify(logged)).not.toContain('secret');
  });
});

describe('the response', () => {
  const respond = (value: unknown) =>
    dispatch(sampleEvent('websocket'), { handlers: messages(() => value) }) as Promise<object>;

  it('has the body that the method returns', async () => {
    await expect(respond(undefined)).resolves.toEqual({ statusCode: 200 });
    await expect(respond('hello')).resolves.toEqual({ statusCode: 200, body: 'hello' });
    await expect(respond(Response.json({ id: 1 }, { status: 201, headers: { 'x-kind': 'a' } }))).resolves.toEqual({
      statusCode: 201,
      headers: { 'content-type': 'application/json', 'x-kind': 'a' },
      body: '{"id":1}',
      isBase64Encoded: false,
    });
    await expect(respond(new Response(Uint8Array.of(0, 255)))).resolves.toMatchObject({
      body: 'AP8=',
      isBase64Encoded: true,
    });
  });

  it.each([null, 1, true, {}, { statusCode: 200, body: 'x' }, Response.error()])(
    'is a 500 if the method returns something else: %j',
    async (value) => {
      const logged: Logged[] = [];
      const handlers = messages(() => value);
      await expect(dispatch(sampleEvent('websocket'), { handlers, logged })).resolves.toMatchObject({
        statusCode: 500,
        body: '{"message":"Internal Server Error"}',
      });
      expect(logged).toMatchObject([{ level: 'error', parts: [expect.any(String), { name: 'InvalidResponseError' }] }]);
    },
  );

  it('refuses the connection if the method says so or throws', async () => {
    class Closed extends WebSocketHandler {
      override onConnect({ headers }: WebSocketEvent): Response {
        if (headers?.Origin === undefined) throw new Error('secret');
        return new Response(null, { status: 403 });
      }
    }
    const handlers = { [EVENT_WEBSOCKET]: Closed };
    const connect = (headers: [string, string][]) =>
      dispatch(sampleEvent('websocket', { route: '$connect', headers }), { handlers });
    await expect(connect([['Origin', 'https://example.com']])).resolves.toMatchObject({ statusCode: 403 });
    const refused = await connect([]);
    expect(refused).toMatchObject({ statusCode: 500 });
    expect(JSON.stringify(refused)).not.toContain('secret');
  });
});
