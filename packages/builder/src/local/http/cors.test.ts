import { once } from 'node:events';
import { type IncomingMessage, type OutgoingHttpHeaders, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestLocal, type TestLocal } from '../../../test/local.ts';

const ORIGIN = 'https://app.example';
const INVOKE = '/2015-03-31/functions/function/invocations';
const STREAM = '/2021-11-15/functions/function/response-streaming-invocations';

let local: TestLocal;
beforeAll(async () => {
  local = await startTestLocal({ allowedOrigins: [ORIGIN, 'http://localhost:5173'] });
});
afterAll(() => local.close());

async function send(method: string, path: string, headers: OutgoingHttpHeaders, body = '', target = local) {
  const outgoing = request(new URL(path, target.url), { method, headers }).end(body);
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  return { status: response.statusCode, headers: response.headers, body: await text(response) };
}

/** A preflight request as browsers send it before a call of an AWS SDK. */
const preflight = (origin: string, more: OutgoingHttpHeaders = {}) => ({
  origin,
  'sec-fetch-site': 'cross-site',
  'access-control-request-method': 'POST',
  'access-control-request-headers': 'authorization,content-type,x-amz-date,x-amz-log-type',
  ...more,
});

describe('a page of an allowed origin', () => {
  it.each([[INVOKE], [STREAM]])('may call %s, after a preflight request', async (path) => {
    const { status, headers, body } = await send('OPTIONS', path, preflight(ORIGIN));
    expect(status).toBe(204);
    expect(body).toBe('');
    expect(headers).toMatchObject({
      'access-control-allow-origin': ORIGIN,
      'access-control-allow-methods': 'POST',
      'access-control-allow-headers': 'authorization,content-type,x-amz-date,x-amz-log-type',
      'access-control-max-age': expect.stringMatching(/^\d+$/),
      vary: expect.stringContaining('Origin'),
    });
    expect(headers).not.toHaveProperty('access-control-allow-credentials');
    expect(headers).not.toHaveProperty('access-control-allow-private-network');
  });

  it('may call a server of the local network, if the browser asks', async () => {
    const { headers } = await send(
      'OPTIONS',
      INVOKE,
      preflight(ORIGIN, { 'access-control-request-private-network': 'true' }),
    );
    expect(headers).toMatchObject({ 'access-control-allow-private-network': 'true' });
  });

  it('may upload to a presigned URL', async () => {
    const presigned = '/photos/a?X-Amz-Credential=a%2F20300101%2Feu-west-1%2Fs3%2Faws4_request&X-Amz-Signature=0';
    const authorization = 'AWS4-HMAC-SHA256 Credential=a/20300101/eu-west-1/s3/aws4_request, Signature=0';
    await send('PUT', '/photos', { authorization });
    const asked = preflight(ORIGIN, { 'access-control-request-method': 'PUT' });
    expect(await send('OPTIONS', presigned, asked)).toMatchObject({
      status: 204,
      headers: { 'access-control-allow-methods': expect.stringContaining('PUT') },
    });
    const page = { origin: ORIGIN, 'sec-fetch-site': 'cross-site' };
    expect(await send('PUT', presigned, page, 'hello')).toMatchObject({
      status: 200,
      headers: {
        'access-control-allow-origin': ORIGIN,
        'access-control-expose-headers': expect.stringContaining('ETag'),
      },
    });
    expect(local.bucket('photos').get('a')?.toString()).toBe('hello');
    expect(await send('PUT', presigned, { ...page, origin: 'https://evil.example' }, 'x')).toMatchObject({
      status: 403,
    });
  });

  it('may read the response and its headers', async () => {
    const headers = { origin: ORIGIN, 'sec-fetch-site': 'cross-site', 'content-type': 'application/json' };
    const response = await send('POST', INVOKE, headers, '{"fail":"Unwilling"}');
    expect(response).toMatchObject({ status: 200, headers: { 'access-control-allow-origin': ORIGIN } });
    const exposed = String(response.headers['access-control-expose-headers']).toLowerCase().split(', ');
    const own = Object.keys(response.headers).filter((name) => name.startsWith('x-'));
    expect(own).toContain('x-amz-function-error');
    expect(exposed).toEqual(expect.arrayContaining([...own, 'x-amz-log-result', 'x-amzn-errortype']));
  });

  it('may read a stream', async () => {
    const response = await send('POST', STREAM, { origin: ORIGIN }, '{"stream":["a"]}');
    expect(response).toMatchObject({ status: 200, headers: { 'access-control-allow-origin': ORIGIN } });
  });

  it('may read an error', async () => {
    const response = await send('POST', INVOKE, { origin: ORIGIN }, 'not json');
    expect(response).toMatchObject({ status: 400, headers: { 'access-control-allow-origin': ORIGIN } });
  });

  it('must not use another host name', async () => {
    const rebound = await send('OPTIONS', INVOKE, preflight(ORIGIN, { host: 'evil.example' }));
    expect(rebound.status).toBe(403);
    expect(rebound.headers).not.toHaveProperty('access-control-allow-origin');
  });

  it('calls the function URL under the rules of the function', async () => {
    const respond = JSON.stringify({ statusCode: 200, headers: { 'access-control-allow-origin': '*' } });
    const headers = { origin: ORIGIN, 'content-type': 'application/json' };
    const response = await send('POST', '/', headers, JSON.stringify({ respond }));
    expect(response).toMatchObject({ status: 200, headers: { 'access-control-allow-origin': '*' } });
    expect(response.headers).not.toHaveProperty('access-control-expose-headers');
  });
});

describe('a page of another origin', () => {
  it.each([
    'https://evil.example',
    'https://app.example.evil.example',
    'https://app.example:8443',
    'http://app.example',
    'https://APP.example',
    'https://sub.app.example',
    'null',
  ])('is rejected without CORS headers: %s', async (origin) => {
    for (const response of [
      await send('OPTIONS', INVOKE, preflight(origin)),
      await send('POST', INVOKE, { origin }, '{}'),
    ]) {
      expect(response.status).toBe(403);
      expect(Object.keys(response.headers).join()).not.toContain('access-control');
    }
  });

  it('gets no CORS headers, even if it is on this machine', async () => {
    const response = await send('OPTIONS', INVOKE, preflight('http://localhost:9999'));
    expect(response.status).toBe(404);
    expect(Object.keys(response.headers).join()).not.toContain('access-control');
  });
});

describe('without allowed origins', () => {
  it('no response has CORS headers', async () => {
    await using other = await startTestLocal();
    for (const response of [
      await send('OPTIONS', INVOKE, preflight(ORIGIN), '', other),
      await send('OPTIONS', INVOKE, preflight('http://localhost:5173'), '', other),
      await send('POST', INVOKE, { origin: 'http://localhost:5173' }, '{}', other),
    ]) {
      expect(Object.keys(response.headers).join()).not.toContain('access-control');
    }
  });
});

describe('an allowed origin', () => {
  it.each([
    ['*', /"\*" is not an origin/],
    ['null', /"null" is not an origin/],
    ['', /"" is not an origin/],
    ['app.example', /"app.example" is not an origin: write it as https:\/\/app\.example or http:\/\/localhost:5173/],
    ['https://app.example/', /"https:\/\/app\.example\/" is not an origin: write https:\/\/app\.example$/],
    ['https://app.example:443', /write https:\/\/app\.example$/],
    ['HTTPS://App.example/page?a', /write https:\/\/app\.example$/],
    ['https://user@app.example', /write https:\/\/app\.example$/],
  ])('cannot be %j', async (origin, message) => {
    await expect(startTestLocal({ allowedOrigins: [origin] })).rejects.toThrow(message);
  });

  it('can be one of an extension or an app', async () => {
    await using other = await startTestLocal({ allowedOrigins: ['chrome-extension://abcdef'] });
    const { status } = await send('OPTIONS', INVOKE, preflight('chrome-extension://abcdef'), '', other);
    expect(status).toBe(204);
  });
});
