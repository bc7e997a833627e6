import { describe, expect, it } from 'vitest';
import { classHandler, ECHO, plainHandler } from './function/handler-source.ts';
import { start } from './function/lambda.ts';

/** A class whose handler returns the value of an expression. */
const giving = (expression: string): string => classHandler(`async handler(event) { return ${expression}; }`);

describe('a buffered response', () => {
  it('is sent to the response path of its invocation, as JSON with a length', async () => {
    await using lambda = await start(ECHO);
    const { id } = lambda.api.next({ event: { text: 'ä€😀' } });
    const response = await lambda.api.response();
    expect(response.head.raw).toMatch(
      new RegExp(`^POST /2018-06-01/runtime/invocation/${id}/response HTTP/1\\.1\\r\\n`),
    );
    expect(response.header('content-type')).toBe('application/json');
    expect(response.header('content-length')).toBe(String(Buffer.byteLength('{"text":"ä€😀"}')));
    expect(response.header('lambda-runtime-function-response-mode')).toBeUndefined();
    expect(response.text).toBe('{"text":"ä€😀"}');
  });

  it('encodes the request id in the path', async () => {
    await using lambda = await start(ECHO);
    const response = await lambda.invoke(1, { id: 'a/b?c d#%é' });
    expect(response).toMatchObject({ call: 'response', requestId: 'a/b?c d#%é' });
  });

  it('is sent regardless of its size', async () => {
    await using lambda = await start(giving(`'x'.repeat(7_000_000)`));
    expect((await lambda.invoke()).body).toHaveLength(7_000_000);
  });

  it('is one write if it is small', async () => {
    await using lambda = await start(ECHO);
    const response = await lambda.invoke('small');
    expect(response.chunks).toHaveLength(1);
  });
});

describe('the invocation id', () => {
  const headers = { 'Lambda-Runtime-Invocation-Id': 'inv-1' };

  it('is echoed by a response', async () => {
    await using lambda = await start(ECHO);
    expect((await lambda.invoke(1, { headers })).header('lambda-runtime-invocation-id')).toBe('inv-1');
  });

  it('is echoed by an error', async () => {
    await using lambda = await start(plainHandler(`async () => { throw new Error('no'); }`));
    const response = await lambda.invoke(1, { headers });
    expect(response).toMatchObject({ call: 'error' });
    expect(response.header('lambda-runtime-invocation-id')).toBe('inv-1');
  });

  it('is echoed by a stream', async () => {
    await using lambda = await start(giving('async (writer) => writer.write(event)'));
    const response = await lambda.invoke('chunk', { headers });
    expect(response.header('lambda-runtime-function-response-mode')).toBe('streaming');
    expect(response.header('lambda-runtime-invocation-id')).toBe('inv-1');
  });

  it('is echoed if the event is not JSON', async () => {
    await using lambda = await start(ECHO);
    lambda.api.next({ body: '{', headers });
    expect((await lambda.api.response()).header('lambda-runtime-invocation-id')).toBe('inv-1');
  });

  it.each([undefined, ''])('(%j) is omitted if the invocation has none', async (none) => {
    await using lambda = await start(ECHO);
    await lambda.invoke(1, { headers });
    const response = await lambda.invoke(2, { headers: { 'Lambda-Runtime-Invocation-Id': none } });
    expect(response.header('lambda-runtime-invocation-id')).toBeUndefined();
  });
});

describe('the result of a class', () => {
  it.each([
    ['a string: unchanged', `'not "JSON"'`, 'not "JSON"'],
    ['an empty string: an empty response', `''`, ''],
    ['undefined: null', 'undefined', 'null'],
    ['null', 'null', 'null'],
    ['a number', '42', '42'],
    ['false', 'false', 'false'],
    ['an object: its JSON', '{ a: [1, undefined], b: new Date(0) }', '{"a":[1,null],"b":"1970-01-01T00:00:00.000Z"}'],
    ['the result of toJSON', `{ toJSON: () => 'made' }`, '"made"'],
    ['a lone surrogate', `{ text: '\\ud800' }`, '{"text":"\\ud800"}'],
  ])('%s', async (_, expression, text) => {
    await using lambda = await start(giving(expression));
    expect(await lambda.invoke()).toMatchObject({ call: 'response', text });
  });

  it.each([
    ['a BigInt', '{ big: 1n }'],
    ['a cycle', '(() => { const a = {}; a.a = a; return a; })()'],
    ['a toJSON that throws', `{ toJSON() { throw new Error('no JSON'); } }`],
    ['a symbol', `Symbol('s')`],
  ])('%s fails the invocation, and the loop continues', async (_, expression) => {
    await using lambda = await start(giving(`event === 'fine' ? 'fine' : ${expression}`));
    const response = await lambda.invoke();
    expect(response).toMatchObject({ call: 'error' });
    expect(response.json()).toMatchObject({ errorType: expect.any(String), errorMessage: expect.stringMatching(/./) });
    expect((await lambda.invoke('fine')).text).toBe('fine');
  });
});
