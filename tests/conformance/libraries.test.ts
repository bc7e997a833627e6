import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { plainHandler } from './function/handler-source.ts';
import { start, startConcurrent } from './function/lambda.ts';
import { parsePrelude } from './server/prelude.ts';
import { TRACE_ID } from './server/responses.ts';

describe('the AWS SDK', () => {
  it('sends the trace of the invocation to the services that it calls', async () => {
    const seen: unknown[] = [];
    const service = createServer((request, response) => {
      seen.push(request.headers['x-amzn-trace-id']);
      response.end('{}');
    });
    await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
    await using lambda = await start(
      `import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
       const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
       const client = new LambdaClient({ endpoint: process.env.ENDPOINT, credentials });
       ${plainHandler(`async () => { await client.send(new InvokeCommand({ FunctionName: 'other' })); }`)}`,
      {
        packages: ['@aws-sdk/client-lambda'],
        env: { ENDPOINT: `http://127.0.0.1:${(service.address() as AddressInfo).port}` },
      },
    );
    expect((await lambda.invoke()).text).toBe('null');
    service.closeAllConnections();
    service.close();
    expect(seen).toEqual([TRACE_ID]);
  });
});

describe('the logger of Powertools', () => {
  it('keeps the keys of concurrent invocations apart', async () => {
    await using lambda = await startConcurrent(
      `import { Logger } from '@aws-lambda-powertools/logger';
       const logger = new Logger();
       ${plainHandler(`async (event) => {
         logger.appendKeys({ key: event });
         await new Promise((resolve) => setTimeout(resolve, 3 - (event % 4)));
         logger.info('logged', { event });
       }`)}`,
      4,
      { packages: ['@aws-lambda-powertools/logger'] },
    );
    for (let event = 0; event < 12; event += 1) lambda.api.next({ event });
    for (let event = 0; event < 12; event += 1) expect((await lambda.api.response()).call).toBe('response');
    await lambda.log();
    const records = lambda.process.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(records).toHaveLength(12);
    for (const { key, event } of records) expect(key).toBe(event);
  });
});

describe('middy', () => {
  it('wraps a function', async () => {
    await using lambda = await start(
      `import middy from '@middy/core';
       export const handler = middy()
         .before((request) => { request.event.seen = request.context.awsRequestId; })
         .after((request) => { request.response.after = true; })
         .onError((request) => { request.response = { mended: request.error.message }; })
         .handler(async (event) => { if (event.fail) throw new Error('failed'); return { event }; });`,
      { handler: 'app.handler', packages: ['@middy/core'] },
    );
    const response = await lambda.invoke({ a: 1 });
    expect(response.json()).toEqual({ event: { a: 1, seen: response.requestId }, after: true });
    expect((await lambda.invoke({ fail: true })).json()).toEqual({ mended: 'failed' });
  });

  it('streams', async () => {
    await using lambda = await start(
      `import middy from '@middy/core';
       import { executionModeStreamifyResponse } from '@middy/core/StreamifyResponse';
       import { Readable } from 'node:stream';
       export const handler = middy({ executionMode: executionModeStreamifyResponse })
         .handler(async (event) => ({ statusCode: 201, headers: { a: 'b' }, body: Readable.from(['one', 'two']) }));`,
      { handler: 'app.handler', packages: ['@middy/core'] },
    );
    const response = await lambda.invoke();
    expect(response.header('lambda-runtime-function-response-mode')).toBe('streaming');
    expect(parsePrelude(response)).toMatchObject({
      prelude: { statusCode: 201, headers: { a: 'b' } },
      payload: 'onetwo',
    });
  });
});

describe('hono', () => {
  const Request = {
    version: '2.0',
    rawPath: '/hello/world',
    rawQueryString: '',
    headers: { host: 'example.org' },
    requestContext: { domainName: 'example.org', http: { method: 'GET', path: '/hello/world' } },
    isBase64Encoded: false,
  };

  it.each(['handle', 'streamHandle'])('handles requests with its %s', async (adapter) => {
    await using lambda = await start(
      `import { Hono } from 'hono';
       import { ${adapter} } from 'hono/aws-lambda';
       const app = new Hono();
       app.get('/hello/:name', (c) => c.text('hello ' + c.req.param('name')));
       export const handler = ${adapter}(app);`,
      { handler: 'app.handler', packages: ['hono'] },
    );
    const response = await lambda.invoke(Request);
    if (adapter === 'handle') expect(response.json()).toMatchObject({ statusCode: 200, body: 'hello world' });
    else expect(parsePrelude(response)).toMatchObject({ prelude: { statusCode: 200 }, payload: 'hello world' });
  });
});
