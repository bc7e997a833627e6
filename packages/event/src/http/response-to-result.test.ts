import { afterEach, describe, expect, it, vi } from 'vitest';
import { responseToResult } from './response-to-result.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

const url = { requestContext: { http: {}, domainName: 'abc.lambda-url.eu-west-1.on.aws' } } as never;
const restApi = { requestContext: { stage: 'live' }, httpMethod: 'GET' } as never;
const loadBalancer = { requestContext: { elb: {} }, multiValueHeaders: {} } as never;

function response() {
  const headers = new Headers({ 'x-order': '7' });
  headers.append('set-cookie', 'a=1');
  headers.append('set-cookie', 'b=2');
  return new Response('created', { status: 201, headers });
}

describe('a response that a handler returned', () => {
  it('has the form of a function URL for its requests, and without a request', async () => {
    const result = {
      statusCode: 201,
      body: 'created',
      isBase64Encoded: false,
      headers: { 'content-type': 'text/plain;charset=UTF-8', 'x-order': '7' },
      cookies: ['a=1', 'b=2'],
    };
    expect(await responseToResult(response(), url)).toEqual(result);
    expect(await responseToResult(response(), undefined)).toEqual(result);
  });

  it('has the form of the front that sent the request', async () => {
    expect(await responseToResult(response(), restApi)).toMatchObject({
      multiValueHeaders: { 'set-cookie': ['a=1', 'b=2'] },
    });
    expect(await responseToResult(response(), loadBalancer)).toMatchObject({ multiValueHeaders: { 'x-order': ['7'] } });
  });

  it('is streamed to a function URL that accepts a stream, and to nothing else', async () => {
    vi.stubEnv('ALR_INVOKE_MODE', 'RESPONSE_STREAM');
    expect(await responseToResult(response(), url)).toBeTypeOf('function');
    expect(await responseToResult(response(), restApi)).toBeTypeOf('object');
    expect(await responseToResult(response(), undefined)).toBeTypeOf('object');
  });

  it('must not have been read', async () => {
    const read = response();
    await read.text();
    await expect(responseToResult(read, url)).rejects.toThrow('the handler must return a Response with a status');
  });
});
