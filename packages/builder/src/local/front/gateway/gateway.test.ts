import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { startTestLocal, type TestLocal } from '../../../../test/local.ts';
import type { Instruction } from '../../../../test/runtime-client.ts';
import { FunctionClock } from '../../clock/function-clock.ts';
import { Invocation } from '../../function/invocation/invocation.ts';
import { closeServer, listen } from '../../http/server.ts';
import type { LocalOptions } from '../../options/local-options.ts';
import type { LocalEvent } from '../../report/local-event.ts';
import { gatewayOf } from './gateway-of.ts';
import { restApi } from './rest-api.ts';
import { serveGateway } from './serve-gateway.ts';

const env = { AWS_REGION: 'eu-central-1' };

interface Received {
  readonly status: number | undefined;
  readonly reason: string | undefined;
  readonly rawHeaders: readonly string[];
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** Sends a request whose path and headers arrive as they are given here. */
async function send(
  local: TestLocal,
  path: string,
  { method = 'GET', headers = [], body }: { method?: string; headers?: string[]; body?: string | Buffer } = {},
): Promise<Received> {
  const { hostname, port, host } = new URL(local.url);
  const length = body === undefined ? [] : ['Content-Length', String(Buffer.byteLength(body))];
  const outgoing = request({
    hostname,
    port,
    path,
    method,
    headers: ['Host', host, ...headers, ...length],
    agent: false,
  });
  outgoing.end(body);
  const [response] = await once(outgoing, 'response');
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) text += chunk;
  const { statusCode: status, statusMessage: reason, rawHeaders } = response;
  return { status, reason, rawHeaders, headers: response.headers, body: text };
}

const post = (local: TestLocal, instruction: Instruction, headers: string[] = []) =>
  send(local, '/', {
    method: 'POST',
    headers: ['Content-Type', 'application/json', ...headers],
    body: JSON.stringify(instruction),
  });

/** The event that the function gets for a request. */
async function eventOf(
  local: TestLocal,
  path: string,
  options?: Parameters<typeof send>[2],
): Promise<Record<string, unknown>> {
  const { body } = await send(local, path, options);
  return (JSON.parse(body) as { event: Record<string, unknown> }).event;
}

/** A request with everything that the fronts treat differently. */
const variedRequest = {
  path: '/a%20b/%C3%BC/c%2Fd?x=1&x=%C3%BC+2&flag&y=a%26b',
  headers: ['X-Custom', 'one', 'x-custom', 'two', 'Cookie', 'a=1; b=2', 'User-Agent', 'test'],
};

/** Starts an emulator whose function responds with its event. */
const startFront = (options: LocalOptions) => startTestLocal({ env: { ...env, DESCRIBE: 'http' }, ...options });

describe('an HTTP API', () => {
  it('sends an event in payload format 2.0', async () => {
    await using local = await startFront({ front: 'http-api' });
    const event = await eventOf(local, variedRequest.path, variedRequest);
    expect(event).toMatchObject({
      version: '2.0',
      routeKey: '$default',
      rawPath: '/a b/ü/c/d',
      rawQueryString: 'x=1&x=%C3%BC+2&flag&y=a%26b',
      queryStringParameters: { x: '1,ü 2', flag: '', y: 'a&b' },
      cookies: ['a=1', 'b=2'],
      headers: {
        'x-custom': 'one,two',
        'user-agent': 'test',
        'x-forwarded-for': '127.0.0.1',
        'x-forwarded-proto': 'http',
      },
      requestContext: {
        stage: '$default',
        domainName: 'local.execute-api.eu-central-1.amazonaws.com',
        http: { method: 'GET', path: '/a b/ü/c/d', protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'test' },
      },
      isBase64Encoded: false,
    });
    for (const name of ['cookie', 'Cookie']) expect(event.headers).not.toHaveProperty(name);
    for (const name of ['body', 'multiValueHeaders', 'pathParameters']) expect(event).not.toHaveProperty(name);
    expect(await eventOf(local, '/a%3Fb')).toMatchObject({ rawPath: '/a', rawQueryString: '' });
    expect(await eventOf(local, '/100%')).toMatchObject({ rawPath: '/100%' });
  });

  it.each([
    ['has no status', '{"message":"hi"}', 200, 'application/json', '{"message":"hi"}'],
    ['is a string', '"hi"', 200, 'application/json', '"hi"'],
    ['has a status', '{"statusCode":201,"body":"hi"}', 201, 'text/plain; charset=utf-8', 'hi'],
    ['is binary', '{"statusCode":200,"isBase64Encoded":true,"body":"aGk="}', 200, 'text/plain; charset=utf-8', 'hi'],
    ['is not JSON', 'hi', 500, 'application/json', '{"message":"Internal Server Error"}'],
    ['has no valid status', '{"statusCode":"x"}', 500, 'application/json', '{"message":"Internal Server Error"}'],
    [
      'has an object as its body',
      '{"statusCode":200,"body":{}}',
      500,
      'application/json',
      '{"message":"Internal Server Error"}',
    ],
  ])('sends a response that %s', async (_, respond, status, type, body) => {
    await using local = await startTestLocal({ front: 'http-api' });
    const response = await post(local, { respond });
    expect(response).toMatchObject({ status, body, headers: { 'content-type': type } });
  });

  it('sends cookies as headers', async () => {
    await using local = await startTestLocal({ front: 'http-api' });
    const { headers } = await post(local, { respond: '{"statusCode":200,"cookies":["a=1","b=2"]}' });
    expect(headers['set-cookie']).toEqual(['a=1', 'b=2']);
  });
});

describe('a REST API', () => {
  it('sends an event in payload format 1.0', async () => {
    await using local = await startFront({ front: 'rest-api' });
    const event = await eventOf(local, variedRequest.path, variedRequest);
    expect(event).toMatchObject({
      resource: '/{proxy+}',
      path: '/a%20b/%C3%BC/c%2Fd',
      httpMethod: 'GET',
      headers: { 'X-Custom': 'two', Cookie: 'a=1; b=2', 'User-Agent': 'test', 'X-Forwarded-Proto': 'http' },
      multiValueHeaders: { 'X-Custom': ['one', 'two'], 'User-Agent': ['test'] },
      queryStringParameters: { x: 'ü 2', flag: '', y: 'a&b' },
      multiValueQueryStringParameters: { x: ['1', 'ü 2'], flag: [''], y: ['a&b'] },
      pathParameters: { proxy: 'a%20b/%C3%BC/c%2Fd' },
      stageVariables: null,
      requestContext: {
        resourcePath: '/{proxy+}',
        path: '/local/a%20b/%C3%BC/c%2Fd',
        stage: 'local',
        httpMethod: 'GET',
        identity: { sourceIp: '127.0.0.1', userAgent: 'test', user: null },
        requestTime: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:/),
      },
      body: null,
      isBase64Encoded: false,
    });
    expect(event).not.toHaveProperty('version');
    expect(await eventOf(local, '/')).toMatchObject({
      resource: '/',
      pathParameters: null,
      queryStringParameters: null,
      multiValueQueryStringParameters: null,
    });
  });

  it.each([
    [undefined, 'application/octet-stream', false],
    [['image/png'], 'image/jpeg', false],
    [['image/png'], 'image/png; quality=1', true],
    [['image/*'], 'image/jpeg', true],
    [['*/*'], 'text/plain', true],
  ])(
    'with the binary media types %j has a body of %s in base64: %s',
    async (binaryMediaTypes, type, isBase64Encoded) => {
      await using local = await startFront({ front: 'rest-api', binaryMediaTypes });
      const event = await eventOf(local, '/', { method: 'PUT', headers: ['Content-Type', type], body: 'body' });
      expect(event).toMatchObject({ isBase64Encoded, body: isBase64Encoded ? 'Ym9keQ==' : 'body' });
    },
  );

  it.each([
    [undefined, 'image/png', 'aGk='],
    [['image/png'], 'text/html, image/png', 'aGk='],
    [['image/png'], 'image/png, text/html', 'hi'],
    [['*/*'], '*/*', 'hi'],
  ])('with the binary media types %j and Accept: %s responds %s', async (binaryMediaTypes, accept, body) => {
    await using local = await startTestLocal({ front: 'rest-api', binaryMediaTypes });
    const respond = '{"statusCode":200,"isBase64Encoded":true,"body":"aGk="}';
    const instruction = Buffer.from(JSON.stringify({ respond }));
    const response = await send(local, '/', { method: 'POST', headers: ['Accept', accept], body: instruction });
    expect(response.body).toBe(body);
  });

  it.each([
    [['Accept', 'text/html, image/png'], 'text/html, which the client accepts, is not one: see --binary-media-type'],
    [[], 'the request has no Accept header: see --binary-media-type'],
  ])('warns that it does not decode a response to %j', async (headers, message) => {
    await using local = await startTestLocal({ front: 'rest-api', binaryMediaTypes: ['image/png'] });
    await post(local, { respond: '{"statusCode":200,"isBase64Encoded":true,"body":"aGk="}' }, headers);
    expect(local.events).toContainEqual({
      type: 'warning',
      message: `the REST API sends the response in base64, because it decodes only for binary media types, and ${message}`,
    });
  });

  it('merges single and multiple values of headers', async () => {
    await using local = await startTestLocal({ front: 'rest-api' });
    const { headers } = await post(local, {
      respond: JSON.stringify({
        statusCode: 200,
        headers: { 'X-One': 1, 'X-Both': 'b' },
        multiValueHeaders: { 'Set-Cookie': ['a=1', 'b=2'], 'x-both': ['a', 'b'] },
      }),
    });
    expect(headers).toMatchObject({ 'x-one': '1', 'x-both': 'a, b', 'content-type': 'application/json' });
    expect(headers['set-cookie']).toEqual(['a=1', 'b=2']);
  });

  it.each([
    ['has no status', { respond: '{"message":"hi"}' }],
    ['is a string', { respond: '"hi"' }],
    ['is null', { respond: 'null' }],
    ['has an object as its body', { respond: '{"statusCode":200,"body":{}}' }],
    ['is an error', { fail: 'Unwilling' }],
  ])('responds with 502 to a response that %s', async (_, instruction) => {
    await using local = await startTestLocal({ front: 'rest-api' });
    expect(await post(local, instruction)).toMatchObject({ status: 502, body: '{"message":"Internal server error"}' });
  });
});

describe('a load balancer', () => {
  it('sends the last value of each header and parameter, which it does not decode', async () => {
    await using local = await startFront({ front: 'alb' });
    const event = await eventOf(local, variedRequest.path, variedRequest);
    expect(event).toMatchObject({
      requestContext: { elb: { targetGroupArn: expect.stringMatching(/^arn:aws:elasticloadbalancing:eu-central-1:/) } },
      httpMethod: 'GET',
      path: '/a%20b/%C3%BC/c%2Fd',
      queryStringParameters: { x: '%C3%BC+2', flag: '', y: 'a%26b' },
      headers: { 'x-custom': 'two', cookie: 'a=1; b=2', 'x-amzn-trace-id': expect.stringMatching(/^Root=1-/) },
      body: '',
      isBase64Encoded: false,
    });
    for (const name of ['multiValueHeaders', 'multiValueQueryStringParameters']) expect(event).not.toHaveProperty(name);
  });

  it('with multi-value headers sends all values', async () => {
    await using local = await startFront({ front: 'alb', multiValueHeaders: true });
    const event = await eventOf(local, variedRequest.path, variedRequest);
    expect(event).toMatchObject({
      multiValueQueryStringParameters: { x: ['1', '%C3%BC+2'], flag: [''], y: ['a%26b'] },
      multiValueHeaders: { 'x-custom': ['one', 'two'], 'user-agent': ['test'] },
    });
    for (const name of ['headers', 'queryStringParameters']) expect(event).not.toHaveProperty(name);
  });

  it.each([
    ['text/html', 'text', false],
    ['application/json', '[]', false],
    ['application/x-www-form-urlencoded', 'a=1', true],
    ['image/png', Buffer.from([255, 0]), true],
  ])('sends a body of %s with isBase64Encoded', async (type, body, isBase64Encoded) => {
    await using local = await startFront({ front: 'alb' });
    const event = await eventOf(local, '/', { method: 'POST', headers: ['Content-Type', type], body });
    expect(event).toMatchObject({
      isBase64Encoded,
      body: Buffer.from(body).toString(isBase64Encoded ? 'base64' : 'utf8'),
    });
  });

  it('sends a compressed body in base64', async () => {
    await using local = await startFront({ front: 'alb' });
    const headers = ['Content-Type', 'text/plain', 'Content-Encoding', 'gzip'];
    expect(await eventOf(local, '/', { method: 'POST', headers, body: gzipSync('text') })).toMatchObject({
      isBase64Encoded: true,
    });
  });

  it('sends a response without a type as bytes', async () => {
    await using local = await startTestLocal({ front: 'alb' });
    const { headers } = await post(local, { respond: '{"statusCode":200,"body":"hi"}' });
    expect(headers['content-type']).toBe('application/octet-stream');
  });

  it('sends the status description, and the headers that the target group allows', async () => {
    const respond = JSON.stringify({
      statusCode: 404,
      statusDescription: '404 Gone Fishing',
      headers: { 'X-Kind': 'single', Connection: 'close' },
      multiValueHeaders: { 'X-Kind': ['multi'], 'Set-Cookie': ['a=1', 'b=2'] },
      body: 'body',
    });
    await using single = await startTestLocal({ front: 'alb' });
    const response = await post(single, { respond });
    expect(response).toMatchObject({
      status: 404,
      reason: 'Gone Fishing',
      body: 'body',
      headers: { 'x-kind': 'single' },
    });
    expect(response.headers).not.toHaveProperty('set-cookie');
    await using multi = await startTestLocal({ front: 'alb', multiValueHeaders: true });
    expect((await post(multi, { respond })).headers).toMatchObject({ 'x-kind': 'multi', 'set-cookie': ['a=1', 'b=2'] });
  });

  it.each<[string, Instruction]>([
    ['has no status', { respond: '{"body":"hi"}' }],
    ['is not JSON', { respond: 'hi' }],
    ['is over 1 MB', { bytes: 1024 * 1024 + 1 }],
    ['has an invalid description', { respond: '{"statusCode":200,"statusDescription":"200 a\\nb"}' }],
    ['is an error', { fail: 'Unwilling' }],
    ['is an exit', { exit: 1 }],
  ])('responds with 502 to a response that %s', async (_, instruction) => {
    await using local = await startTestLocal({ front: 'alb' });
    const response = await post(local, instruction);
    expect(response).toMatchObject({ status: 502, headers: { 'content-type': 'text/html' } });
    expect(response.body).toContain('<center><h1>502 Bad Gateway</h1></center>');
    for (const name of ['x-amzn-requestid', 'x-amzn-trace-id']) expect(response.headers).not.toHaveProperty(name);
  });
});

describe('every front', () => {
  it.each([
    ['url', undefined, undefined, undefined],
    ['http-api', 30_000, 503, '{"message":"Service Unavailable"}'],
    ['rest-api', 29_000, 504, '{"message":"Endpoint request timed out"}'],
    ['alb', undefined, 504, expect.stringContaining('504 Gateway')],
  ] as const)('%s waits for %s ms', (front, limitMs, status, body) => {
    const gateway = gatewayOf({ front });
    expect(gateway?.timeLimitMs).toBe(limitMs);
    expect(gateway?.errors.timedOut.statusCode).toBe(status);
    expect(gateway?.errors.timedOut.body.toString()).toEqual(body);
  });

  it.each([
    ['http-api', 10, '{"message":"Request Entity Too Large"}'],
    ['rest-api', 10, '{"message":"Request Too Long"}'],
    ['alb', 1, '413 Request Entity Too Large'],
  ] as const)('%s limits the body to %s MB', async (front, limit, text) => {
    await using local = await startTestLocal({ front });
    const response = await send(local, '/', { method: 'POST', body: Buffer.alloc(limit * 1024 * 1024 + 1) });
    expect(response.status).toBe(413);
    expect(response.body).toContain(text);
  });

  it('limits the event to that of an invocation', async () => {
    await using local = await startTestLocal({ front: 'http-api' });
    expect(await send(local, '/', { method: 'POST', body: Buffer.alloc(6_000_000) })).toMatchObject({ status: 413 });
  });

  it.each([
    ['url', ['x-amzn-requestid', 'x-amzn-trace-id']],
    ['http-api', ['apigw-requestid']],
    ['rest-api', ['x-amz-apigw-id', 'x-amzn-requestid', 'x-amzn-trace-id']],
    ['alb', []],
  ] as const)('%s identifies the request by %j, of which the event has the id', async (front, names) => {
    await using local = await startFront({ front });
    const { headers, body } = await send(local, '/');
    const { requestContext } = (JSON.parse(body) as { event: { requestContext: { requestId?: string } } }).event;
    const shown = Object.keys(headers).filter((name) => /^(apigw|x-amzn?)-/.test(name));
    expect(shown.sort()).toEqual(names);
    for (const name of names.filter((each) => each.endsWith('requestid'))) {
      expect(headers[name]).toBe(requestContext.requestId);
    }
  });

  it.each(['url', 'http-api', 'rest-api', 'alb'] as const)('%s sends no length with status 204', async (front) => {
    await using local = await startTestLocal({ front });
    const { status, headers } = await post(local, { respond: '{"statusCode":204}' });
    expect(status).toBe(204);
    expect(headers).not.toHaveProperty('content-length');
  });

  it.each(['url', 'http-api', 'rest-api', 'alb'] as const)('%s says what is wrong with a response', async (front) => {
    await using local = await startTestLocal({ front });
    await post(local, { respond: '{"statusCode":200,"body":{"a":1}}' });
    await post(local, { respond: '{"statusCode":200,"body":[]}' });
    const warnings = local.events.flatMap((event) => (event.type === 'warning' ? [event.message] : []));
    expect(warnings).toEqual([
      expect.stringMatching(
        / cannot send the response: body is an object, but must be a string: return JSON\.stringify/,
      ),
      expect.stringMatching(/ cannot send the response: body is an array, but must be a string/),
    ]);
  });

  it('leaves the Invoke API as it is', async () => {
    await using local = await startTestLocal({ front: 'alb' });
    expect(await local.invoke({ respond: '1' })).toMatchObject({ payload: 1 });
  });

  it.each<[LocalOptions, string]>([
    [{ multiValueHeaders: true }, 'multi-value headers are a setting of a load balancer, but the front is url'],
    [
      { front: 'alb', binaryMediaTypes: ['*/*'] },
      'binary media types are a setting of a REST API, but the front is alb',
    ],
  ])('rejects settings of another: %j', async (options, message) => {
    await expect(startTestLocal(options)).rejects.toThrow(message);
  });

  it('gives up after its time limit, on the clock of the function, and leaves the function running', async () => {
    const clock = new FunctionClock({ canStop: true });
    const invocation = new Invocation({ event: Buffer.from('{}') });
    const warnings: string[] = [];
    const gateway = { ...restApi([]), timeLimitMs: 20 };
    clock.stop();
    const options = {
      localFunction: { invoke: () => invocation },
      clock,
      region: 'eu-central-1',
      emit: (event: LocalEvent) => warnings.push(event.type === 'warning' ? event.message : event.type),
    };
    const server = createServer((incoming, response) => void serveGateway(incoming, response, gateway, options));
    const address = await listen(server, '127.0.0.1', 0);
    const response = fetch(`http://${address}`);
    await once(server, 'request');
    clock.resume();
    expect((await response).status).toBe(504);
    expect(await (await response).json()).toEqual({ message: 'Endpoint request timed out' });
    await invocation.abandoned;
    expect(warnings).toEqual(['the REST API has waited 0.02 s for the response, its limit']);
    await closeServer(server, 0);
  });
});
