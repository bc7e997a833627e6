import { describe, expect, it } from 'vitest';
import { plainHandler } from './function/handler-source.ts';
import { start } from './function/lambda.ts';
import { parsePrelude } from './server/prelude.ts';

/** Invokes a plain function, and waits for its next poll, which shows that the loop continues. */
async function responseOf(fn: string, event: unknown = {}) {
  await using lambda = await start(plainHandler(fn));
  const response = await lambda.invoke(event);
  await lambda.api.request('next');
  await lambda.api.request('next');
  return response;
}

describe('the result of a plain function is JSON, as on AWS', () => {
  it.each([
    ['a string', `async () => 'text'`, '"text"'],
    ['undefined', 'async () => {}', 'null'],
    ['an object', 'async (event) => ({ event })', '{"event":{}}'],
    ['a value that is no promise', '() => 42', '42'],
    ['a thenable', '() => ({ then(resolve) { resolve("later"); } })', '"later"'],
  ])('%s', async (_, fn, text) => {
    expect(await responseOf(fn)).toMatchObject({ call: 'response', text });
  });
});

describe('a callback', () => {
  it.each([
    [
      'settles with a result',
      `(event, context, callback) => { setImmediate(() => callback(null, { ok: true })); }`,
      '{"ok":true}',
    ],
    ['may be called at once', `(event, context, callback) => { callback(null, 'now'); }`, '"now"'],
    ['may be called without a result', '(event, context, callback) => { callback(); }', 'null'],
    [
      'counts only the first time',
      `(event, context, callback) => { callback(null, 1); callback(null, 2); callback(new Error('3')); }`,
      '1',
    ],
    [
      'wins over the later result of an async function',
      `async (event, context, callback) => { callback(null, 'called'); return 'returned'; }`,
      '"called"',
    ],
  ])('%s', async (_, fn, text) => {
    expect(await responseOf(fn)).toMatchObject({ call: 'response', text });
  });

  it.each([
    ['an error', `new RangeError('no')`, { errorType: 'RangeError', errorMessage: 'no' }],
    ['a string', `'no'`, { errorMessage: 'no' }],
  ])('called with %s is a function error', async (_, error, body) => {
    const response = await responseOf(`(event, context, callback) => callback(${error})`);
    expect(response.call).toBe('error');
    expect(response.json()).toMatchObject(body);
  });

  it('need not be called by an async function', async () => {
    expect((await responseOf(`async (event, context, callback) => 'returned'`)).text).toBe('"returned"');
  });

  it('that is never called responds with null when the event loop is empty, as on AWS', async () => {
    await using lambda = await start(plainHandler('(event, context, callback) => {}'));
    expect(await lambda.invoke()).toMatchObject({ call: 'response', text: 'null' });
    expect(await lambda.invoke()).toMatchObject({ call: 'response', text: 'null' });
  });
});

describe('awslambda', () => {
  it('is defined before the module is loaded', async () => {
    await using lambda = await start(
      `const kinds = { ...awslambda, InvokeStore: awslambda.InvokeStore };
       const atLoad = Object.fromEntries(Object.entries(kinds).map(([name, value]) => [name, typeof value]));
       export const handler = async () => atLoad;`,
      { handler: 'app.handler' },
    );
    expect((await lambda.invoke()).json()).toMatchObject({
      streamifyResponse: 'function',
      HttpResponseStream: expect.stringMatching(/function|object/),
      InvokeStore: 'object',
    });
  });

  it('is exported too', async () => {
    await using lambda = await start(
      `import { HttpResponseStream, streamifyResponse } from '@alr/runtime';
       export const handler = streamifyResponse(async (event, stream) => {
         HttpResponseStream.from(stream, { statusCode: 201 }).end('exported');
       });`,
      { handler: 'app.handler' },
    );
    expect(parsePrelude(await lambda.invoke())).toMatchObject({ prelude: { statusCode: 201 }, payload: 'exported' });
  });

  it('marks a function as AWS does', async () => {
    await using lambda = await start(
      plainHandler(`async () => {
        const fn = awslambda.streamifyResponse(async () => {}, { highWaterMark: 1024 });
        return [fn[Symbol.for('aws.lambda.runtime.handler.streaming')], fn[Symbol.for('aws.lambda.runtime.handler.streaming.highWaterMark')]];
      }`),
    );
    expect((await lambda.invoke()).json()).toEqual(['response', 1024]);
  });
});
