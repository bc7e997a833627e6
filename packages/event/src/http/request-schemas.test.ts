import { sampleEvent } from '@alr/builder/events';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { dispatch, type Logged } from '../../test/dispatching.ts';
import type { Front, RequestOptions } from '../../test/requests.ts';
import { ALBHandler, EVENT_ALB, EVENT_HTTP, HTTPHandler, type RequestInput, type RequestSchemas } from '../index.ts';

type OnRequest = (request: Request, input: RequestInput<Required<RequestSchemas>>) => Response | Promise<Response>;

interface Result {
  readonly statusCode: number;
  readonly body: string;
}

/** The result for a request that is handled with schemas. */
async function resultOf(
  schemas: RequestSchemas,
  onRequest: OnRequest,
  event: object,
  logged: Logged[] = [],
): Promise<Result> {
  class Site extends HTTPHandler {
    static override readonly schemas = schemas;
    override onRequest(request: Request, _event: unknown, input: RequestInput<Required<RequestSchemas>>) {
      return onRequest(request, input);
    }
  }
  class Target extends ALBHandler {
    static override readonly schemas = schemas;
    override onRequest(request: Request, _event: unknown, input: RequestInput<Required<RequestSchemas>>) {
      return onRequest(request, input);
    }
  }
  return (await dispatch(event, { handlers: { [EVENT_HTTP]: Site, [EVENT_ALB]: Target }, logged })) as Result;
}

const echo: OnRequest = (_request, input) => Response.json({ input });
const parsed = ({ statusCode, body }: Result) => ({ statusCode, body: JSON.parse(body) as unknown });
const json = ['content-type', 'application/json'] as const;
const post = (body: string, type = 'application/json', options: RequestOptions = {}) =>
  ({ bodies: [body], headers: [['content-type', type]], ...options }) as const;

const fronts: readonly Front[] = ['url', 'http-api', 'rest-api', 'alb'];

it.each(['body', 'query', 'path'] as const)(
  'rejects a request whose %s fails a schema without issues',
  async (part) => {
    const schema = { '~standard': { version: 1 as const, vendor: 'test', validate: () => ({ issues: [] }) } };
    const event = sampleEvent('url', post('{}'));
    const result = await resultOf({ [part]: schema }, () => expect.unreachable(), event);
    expect(parsed(result)).toEqual({
      statusCode: 400,
      body: { message: 'Bad Request', issues: [{ message: expect.any(String), path: [part] }] },
    });
  },
);

describe.each(fronts)('a request to %s', (front) => {
  const schemas = {
    body: z.object({ amount: z.number().positive() }),
    query: z.object({ dryRun: z.stringbool().default(false), tag: z.array(z.string()).optional() }),
  };

  it('is passed on with the outputs of its schemas', async () => {
    const event = sampleEvent(
      front,
      post('{"amount":1,"more":2}', undefined, { path: '/?dryRun=yes&tag=a&tag=b%20c', multiValueHeaders: true }),
    );
    expect(parsed(await resultOf(schemas, echo, event))).toEqual({
      statusCode: 200,
      body: { input: { body: { amount: 1 }, query: { dryRun: true, tag: ['a', 'b c'] } } },
    });
  });

  it('gets a 400 with all issues if it is invalid, and is not handled', async () => {
    const event = sampleEvent(front, post('{"amount":-1}', undefined, { path: '/?dryRun=perhaps' }));
    const logged: Logged[] = [];
    const result = await resultOf(schemas, () => expect.unreachable(), event, logged);
    expect(parsed(result)).toEqual({
      statusCode: 400,
      body: {
        message: 'Bad Request',
        issues: [
          { message: expect.any(String), path: ['body', 'amount'] },
          { message: expect.any(String), path: ['query', 'dryRun'] },
        ],
      },
    });
    expect(logged).toMatchObject([{ level: 'debug' }]);
  });
});

describe('the body of a request', () => {
  const schemas = { body: z.unknown() };
  const inputOf = async (...options: Parameters<typeof post>) => {
    const { body } = parsed(await resultOf(schemas, echo, sampleEvent('url', post(...options))));
    return (body as { input: unknown }).input;
  };

  it.each([
    ['JSON', '{"a":[1]}', 'application/json; charset=utf-8', { a: [1] }],
    ['JSON null', 'null', 'application/json', null],
    ['JSON with a suffix', ' {"a":1}', 'Application/LD+JSON', { a: 1 }],
    [
      'a form',
      'a=1&b=x+y&b=%C3%A4&__proto__=c',
      'application/x-www-form-urlencoded',
      JSON.parse('{"a":"1","b":["x y","ä"],"__proto__":"c"}'),
    ],
    ['a text', '{"a":1}', 'text/plain', '{"a":1}'],
  ])('is decoded by its type: %s', async (_name, body, type, decoded) => {
    expect(await inputOf(body, type)).toEqual({ body: decoded });
  });

  it('is undefined if it is empty', async () => {
    expect(await inputOf('')).toEqual({});
  });

  it('may be binary', async () => {
    const event = {
      ...sampleEvent('url', post('')),
      body: Buffer.from('{"a":"ä"}').toString('base64'),
      isBase64Encoded: true,
    };
    expect(parsed(await resultOf(schemas, echo, event))).toMatchObject({ body: { input: { body: { a: 'ä' } } } });
  });

  it.each(['{broken', "{'a':1}", 'a=1'])('gets a 400 if it should be JSON, but is not: %s', async (body) => {
    expect(parsed(await resultOf(schemas, echo, sampleEvent('url', post(body))))).toMatchObject({
      statusCode: 400,
      body: { issues: [{ message: 'it is not JSON', path: ['body'] }] },
    });
  });

  it('stays unread', async () => {
    const onRequest: OnRequest = async (request) => new Response(await request.text());
    const event = sampleEvent('url', post('{"a":1}'));
    expect(await resultOf(schemas, onRequest, event)).toMatchObject({ statusCode: 200, body: '{"a":1}' });
  });

  it('is not read without a schema', async () => {
    expect(parsed(await resultOf({}, echo, sampleEvent('url', post('{broken'))))).toEqual({
      statusCode: 200,
      body: { input: {} },
    });
  });
});

describe('path parameters', () => {
  const schemas = { path: z.object({ id: z.coerce.number() }) };

  it.each(['http-api', 'rest-api'])('are those of the route: %s', async (front) => {
    const event = { ...sampleEvent(front), pathParameters: { id: '7' } };
    expect(parsed(await resultOf(schemas, echo, event))).toMatchObject({ body: { input: { path: { id: 7 } } } });
  });

  it.each(fronts)('are none without a route: %s', async (front) => {
    const event = { ...sampleEvent(front), ...(front === 'rest-api' && { pathParameters: null }) };
    expect(parsed(await resultOf(schemas, echo, event))).toMatchObject({
      statusCode: 400,
      body: { issues: [{ path: ['path', 'id'] }] },
    });
  });
});

describe('a response', () => {
  const schemas = { response: z.object({ id: z.number() }) };
  const resultFor = async (response: () => Response, options: RequestOptions = {}) => {
    const logged: Logged[] = [];
    const result = await resultOf(schemas, response, sampleEvent('url', options), logged);
    return { ...result, logged };
  };

  it('is sent as it is if it is valid', async () => {
    await expect(resultFor(() => Response.json({ id: 1, name: 'a' }, { status: 201 }))).resolves.toMatchObject({
      statusCode: 201,
      body: '{"id":1,"name":"a"}',
      logged: [],
    });
  });

  it.each([
    ['a member is invalid', () => Response.json({ id: 'secret' })],
    ['it is a text', () => new Response('{"id":1}')],
    ['it is not JSON', () => new Response('{"id":', { headers: [json as unknown as [string, string]] })],
    ['it is empty', () => new Response(null)],
  ])('is a 500 without details if %s, and is logged', async (_name, response) => {
    await expect(resultFor(response)).resolves.toMatchObject({
      statusCode: 500,
      body: '{"message":"Internal Server Error"}',
      logged: [
        {
          level: 'error',
          parts: [expect.anything(), { name: 'SchemaError', message: expect.stringMatching(/response/) }],
        },
      ],
    });
  });

  it.each([
    ['it is not a success', () => Response.json({ message: 'Not Found' }, { status: 404 }), {}],
    ['its status allows no body', () => new Response(null, { status: 204 }), {}],
    ['the request has the method HEAD', () => new Response(null), { method: 'HEAD' }],
  ])('is not checked if %s', async (_name, response, options) => {
    const { status } = response();
    await expect(resultFor(response, options)).resolves.toMatchObject({ statusCode: status, logged: [] });
  });

  it('is a 500 if a schema itself fails', async () => {
    const broken = {
      query: z.unknown().transform(() => {
        throw new TypeError('broken');
      }),
    };
    const logged: Logged[] = [];
    await expect(resultOf(broken, echo, sampleEvent('url'), logged)).resolves.toMatchObject({ statusCode: 500 });
    expect(logged).toMatchObject([{ level: 'error', parts: [expect.anything(), { message: 'broken' }] }]);
  });
});

describe('what is not a response', () => {
  const read = new Response('read');

  it.each([
    [{ statusCode: 200, body: 'ok' }, /an object with a statusCode.*new Response\(body, \{ status, headers \}\)/],
    [{ ok: true }, /another object: use Response.json/],
    [['a'], /another object/],
    ['ok', /a string: use new Response\(text\)/],
    [undefined, /undefined: a return is missing/],
    [null, /returned null/],
    [200, /returned a number/],
    [Response.error(), /the status 0/],
    [read, /has been read already/],
  ])('is a 500, and the log names the mistake: %o', async (value, mistake) => {
    if (!read.bodyUsed) await read.text();
    const logged: Logged[] = [];
    const result = await resultOf({}, () => value as Response, sampleEvent('url'), logged);
    expect(result).toMatchObject({ statusCode: 500, body: '{"message":"Internal Server Error"}' });
    expect(logged).toMatchObject([
      {
        level: 'error',
        parts: [expect.anything(), { name: 'InvalidResponseError', message: expect.stringMatching(mistake) }],
      },
    ]);
  });
});
