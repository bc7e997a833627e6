import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { ECHO } from './function/handler-source.ts';
import { start } from './function/lambda.ts';
import { rejectWith, resetAfter, respondWith } from './server/behaviours.ts';
import { createInvocation, httpResponse } from './server/responses.ts';

const handed = createInvocation({ event: 'lost on the way' }).response;

/** A port that nothing listens on. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}

describe('a failed request for the next invocation', () => {
  it.each([
    [500, 'InternalServerError'],
    [403, 'InvalidStateTransition'],
  ])('with %i %s ends the process, which logs it', async (status, errorType) => {
    await using lambda = await start(ECHO, { api: (api) => api.once('next', rejectWith(status, errorType)) });
    expect((await lambda.exited).code).toBeGreaterThan(0);
    expect(await lambda.log()).toContain(String(status));
    expect(lambda.api.all('next')).toHaveLength(1);
  });

  it.each([
    ['without a request id', { 'Lambda-Runtime-Aws-Request-Id': undefined }],
    ['with an empty request id', { 'Lambda-Runtime-Aws-Request-Id': '' }],
  ])('%s ends the process, which logs it', async (_, headers) => {
    await using lambda = await start(ECHO, {
      api: (api) => api.once('next', respondWith(createInvocation({ headers }).response)),
    });
    expect((await lambda.exited).code).toBeGreaterThan(0);
    expect(await lambda.log()).toMatch(/request.?id/i);
    expect(lambda.api.all('error')).toEqual([]);
  });

  it.each([
    ['before the response', handed.subarray(0, 0)],
    ['in the middle of the head', handed.subarray(0, 40)],
    ['in the middle of the body', handed.subarray(0, handed.length - 5)],
  ])('after a reset %s is retried', async (_, bytes) => {
    await using lambda = await start(ECHO, { api: (api) => api.once('next', resetAfter(bytes)) });
    expect((await lambda.invoke('at last')).text).toBe('"at last"');
    expect(lambda.api.all('next').length).toBeGreaterThanOrEqual(2);
  });

  it('after a closed connection is retried', async () => {
    await using lambda = await start(ECHO);
    await lambda.invoke('first');
    lambda.api.once('next', (exchange) => exchange.close());
    expect((await lambda.invoke('second')).text).toBe('"second"');
  });

  it('after a reset between invocations is retried', async () => {
    await using lambda = await start(ECHO);
    await lambda.invoke('first');
    lambda.api.once('next', resetAfter(Buffer.alloc(0)));
    lambda.api.once('next', resetAfter(Buffer.alloc(0)));
    expect((await lambda.invoke('second')).text).toBe('"second"');
  });

  it('ends the process after a few resets in a row', async () => {
    await using lambda = await start(ECHO, { api: (api) => api.always('next', resetAfter(Buffer.alloc(0))) });
    expect((await lambda.exited).code).toBeGreaterThan(0);
    expect(lambda.api.all('next').length).toBeGreaterThanOrEqual(2);
    expect(lambda.api.all('next').length).toBeLessThan(30);
  });

  it.each([
    ['that is not HTTP', 'SSH-2.0-OpenSSH_9.9\r\n\r\n'],
    ['with two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}'],
    ['with a length that is no number', 'HTTP/1.1 200 OK\r\nContent-Length: 0x2\r\n\r\n{}'],
    ['with a chunk size that is no number', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n'],
    ['with a head without end', `HTTP/1.1 200 OK\r\nA: ${'x'.repeat(2_000_000)}`],
  ])('with a response %s ends the process', async (_, bytes) => {
    await using lambda = await start(ECHO, { api: (api) => api.always('next', respondWith(bytes)) });
    expect((await lambda.exited).code).toBeGreaterThan(0);
    expect(lambda.api.all('response')).toEqual([]);
  });

  it('with a redirection ends the process, without following it', async () => {
    const moved = httpResponse({ status: 302, headers: { Location: '/2018-06-01/runtime/invocation/elsewhere' } });
    await using lambda = await start(ECHO, { api: (api) => api.once('next', respondWith(moved)) });
    expect((await lambda.exited).code).toBeGreaterThan(0);
    expect(await lambda.log()).toContain('302');
  });
});

describe('the address of the API', () => {
  it('is reported if nothing listens there', async () => {
    const address = `127.0.0.1:${await freePort()}`;
    await using lambda = await start(ECHO, { env: { AWS_LAMBDA_RUNTIME_API: address } });
    expect((await lambda.exited).code).toBeGreaterThan(0);
    expect(await lambda.log()).toContain(address);
  });

  it.each([undefined, ''])('(%j) is reported as missing', async (address) => {
    await using lambda = await start(ECHO, { env: { AWS_LAMBDA_RUNTIME_API: address } });
    expect((await lambda.exited).code).toBeGreaterThan(0);
    expect(await lambda.log()).toContain('AWS_LAMBDA_RUNTIME_API');
  });
});
