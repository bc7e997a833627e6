import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classHandler, ECHO, GATED_ECHO, plainHandler } from './function/handler-source.ts';
import { start } from './function/lambda.ts';
import { respondInPieces, respondWith } from './server/behaviours.ts';
import { createInvocation } from './server/responses.ts';

describe('the request for the next invocation', () => {
  it('is a GET without a body to the address in the environment', async () => {
    await using lambda = await start(ECHO);
    const next = await lambda.api.request('next');
    expect(next.head.raw).toMatch(/^GET \/2018-06-01\/runtime\/invocation\/next HTTP\/1\.1\r\n/);
    expect(next.header('host')).toBe(lambda.api.address);
    expect(next.header('content-length')).toBeUndefined();
  });

  it('uses one connection, together with the responses', async () => {
    await using lambda = await start(ECHO);
    for (const event of [1, 2, 3]) expect((await lambda.invoke(event)).text).toBe(String(event));
    await lambda.api.request('next');
    expect(lambda.api.connections).toHaveLength(1);
  });

  it('never goes through a proxy', async () => {
    const proxy = 'http://127.0.0.1:9';
    await using lambda = await start(ECHO, {
      env: { HTTP_PROXY: proxy, http_proxy: proxy, ALL_PROXY: proxy, NODE_USE_ENV_PROXY: '1' },
    });
    expect((await lambda.invoke('direct')).text).toBe('"direct"');
  });

  it('is sent again only after the API has accepted the response', async () => {
    await using lambda = await start(GATED_ECHO);
    await lambda.api.request('next');
    lambda.api.next({ event: 'slow' });
    await lambda.process.logged(/waiting/);
    expect(lambda.api.all('next')).toHaveLength(1);
    lambda.process.kill('SIGUSR2');
    expect((await lambda.api.response()).text).toBe('"slow"');
    await lambda.api.request('next');
  });
});

describe('the response to next', () => {
  it.each(['length', 'chunked', 'close'] as const)('may be framed by %s', async (framing) => {
    await using lambda = await start(ECHO);
    for (const event of [{ first: true }, { text: 'ä€😀' }]) {
      const response = await lambda.invoke(event, { framing });
      expect(response.json()).toEqual(event);
    }
  });

  it('may arrive in any pieces', async () => {
    await using lambda = await start(ECHO);
    const events = fc.jsonValue({ maxDepth: 2 });
    const cuts = fc.array(fc.nat(700), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(events, cuts, fc.constantFrom('length', 'chunked'), async (event, positions, framing) => {
        const handed = createInvocation({ event, framing });
        lambda.api.send(handed, respondInPieces(handed.response, positions));
        expect((await lambda.api.response()).text).toBe(JSON.stringify(event));
      }),
      { numRuns: 60 },
    );
  });

  it('may follow interim responses', async () => {
    await using lambda = await start(ECHO);
    const handed = createInvocation({ event: 'final' });
    const interim = Buffer.from('HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n');
    lambda.api.send(handed, respondWith(Buffer.concat([interim, handed.response])));
    expect((await lambda.api.response()).text).toBe('"final"');
  });

  it('may have headers in any case, with or without padding', async () => {
    await using lambda = await start(ECHO);
    const handed = createInvocation({ event: 'odd' });
    const odd = handed.response
      .toString()
      .replace(/^Lambda-Runtime-Aws-Request-Id: (.*)\r$/m, 'LAMBDA-runtime-AWS-request-id:\t $1 \t\r');
    lambda.api.send(handed, respondWith(odd));
    expect(await lambda.api.response()).toMatchObject({ requestId: handed.id, text: '"odd"' });
  });

  it('may hold an event of 6 MiB', async () => {
    await using lambda = await start(plainHandler('async (event) => event.length'));
    expect((await lambda.invoke('x'.repeat(6 * 1024 * 1024 - 2))).text).toBe(String(6 * 1024 * 1024 - 2));
  });

  it('may request to close the connection', async () => {
    await using lambda = await start(ECHO);
    for (const event of ['a', 'b']) {
      const response = await lambda.invoke(event, { headers: { Connection: 'close' }, close: true });
      expect(response.text).toBe(JSON.stringify(event));
    }
    await lambda.api.request('next');
  });

  it('may omit every header except the request id', async () => {
    await using lambda = await start(ECHO);
    const response = await lambda.invoke('bare', {
      headers: {
        'Content-Type': undefined,
        'Lambda-Runtime-Deadline-Ms': undefined,
        'Lambda-Runtime-Invoked-Function-Arn': undefined,
        'Lambda-Runtime-Trace-Id': undefined,
      },
    });
    expect(response.text).toBe('"bare"');
  });
});

describe('a connection that the API closes while the handler runs', () => {
  it('is replaced for the response, which is sent once', async () => {
    await using lambda = await start(GATED_ECHO);
    lambda.api.next({ event: 'kept' });
    await lambda.process.logged(/waiting/);
    await lambda.api.closeIdleConnections();
    lambda.process.kill('SIGUSR2');
    expect(await lambda.api.response()).toMatchObject({ call: 'response', text: '"kept"', connection: 2 });
    await lambda.api.request('next');
    await lambda.api.request('next');
    expect(lambda.api.all('response')).toHaveLength(1);
  });
});

describe('an event that is not JSON', () => {
  it.each(['', '{', '{"a":1}}', 'undefined', '\ufffe'])(
    '(%j) fails its invocation, and the loop continues',
    async (body) => {
      await using lambda = await start(ECHO);
      const { id } = lambda.api.next({ body });
      const response = await lambda.api.response();
      expect(response).toMatchObject({ call: 'error', requestId: id });
      expect(response.json()).toMatchObject({
        errorType: expect.any(String),
        errorMessage: expect.stringMatching(/JSON/),
      });
      expect((await lambda.invoke('next')).text).toBe('"next"');
    },
  );

  it('never reaches the handler', async () => {
    await using lambda = await start(classHandler(`async handler() { this.logger.info('called'); }`));
    lambda.api.next({ body: '{' });
    await lambda.api.response();
    await lambda.invoke();
    expect((await lambda.log()).match(/called/g)).toHaveLength(1);
  });
});
