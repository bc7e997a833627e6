import { describe, expect, it } from 'vitest';
import { classHandler, ECHO, plainHandler } from './function/handler-source.ts';
import { start } from './function/lambda.ts';

/** A class whose handler gives back the value of an expression. */
const giving = (expression: string): string => classHandler(`async handler(event) { return ${expression}; }`);

describe('a buffered response', () => {
  it('goes to the response path of its invocation, as JSON of a known length', async () => {
    await using lambda = await start(ECHO);
    const { id } = lambda.api.next({ event: { text: 'ä€😀' } });
    const reply = await lambda.api.response();
    expect(reply.head.raw).toMatch(new RegExp(`^POST /2018-06-01/runtime/invocation/${id}/response HTTP/1\\.1\\r\\n`));
    expect(reply.header('content-type')).toBe('application/json');
    expect(reply.header('content-length')).toBe(String(Buffer.byteLength('{"text":"ä€😀"}')));
    expect(reply.header('lambda-runtime-function-response-mode')).toBeUndefined();
    expect(reply.text).toBe('{"text":"ä€😀"}');
  });

  it('encodes the request id in the path', async () => {
    await using lambda = await start(ECHO);
    const reply = await lambda.invoke(1, { id: 'a/b?c d#%é' });
    expect(reply).toMatchObject({ call: 'response', requestId: 'a/b?c d#%é' });
  });

  it('is not judged by its size', async () => {
    await using lambda = await start(giving(`'x'.repeat(7_000_000)`));
    expect((await lambda.invoke()).body).toHaveLength(7_000_000);
  });

  it('is one write for a small reply', async () => {
    await using lambda = await start(ECHO);
    const reply = await lambda.invoke('small');
    expect(reply.chunks).toHaveLength(1);
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
    const reply = await lambda.invoke(1, { headers });
    expect(reply).toMatchObject({ call: 'error' });
    expect(reply.header('lambda-runtime-invocation-id')).toBe('inv-1');
  });

  it('is echoed by a stream', async () => {
    await using lambda = await start(giving('async (writer) => writer.write(event)'));
    const reply = await lambda.invoke('chunk', { headers });
    expect(reply.header('lambda-runtime-function-response-mode')).toBe('streaming');
    expect(reply.header('lambda-runtime-invocation-id')).toBe('inv-1');
  });

  it('is echoed where the event is not JSON', async () => {
    await using lambda = await start(ECHO);
    lambda.api.next({ body: '{', headers });
    expect((await lambda.api.response()).header('lambda-runtime-invocation-id')).toBe('inv-1');
  });

  it.each([undefined, ''])('(%j) is left out where the invocation has none', async (none) => {
    await using lambda = await start(ECHO);
    await lambda.invoke(1, { headers });
    const reply = await lambda.invoke(2, { headers: { 'Lambda-Runtime-Invocation-Id': none } });
    expect(reply.header('lambda-runtime-invocation-id')).toBeUndefined();
  });
});

describe('what a class gives back', () => {
  it.each([
    ['a string: as it is', `'not "JSON"'`, 'not "JSON"'],
    ['an empty string: nothing', `''`, ''],
    ['undefined: null', 'undefined', 'null'],
    ['null', 'null', 'null'],
    ['a number', '42', '42'],
    ['false', 'false', 'false'],
    ['an object: its JSON', '{ a: [1, undefined], b: new Date(0) }', '{"a":[1,null],"b":"1970-01-01T00:00:00.000Z"}'],
    ['what toJSON makes of it', `{ toJSON: () => 'made' }`, '"made"'],
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
  ])('%s is an error of the invocation, and the loop goes on', async (_, expression) => {
    await using lambda = await start(giving(`event === 'fine' ? 'fine' : ${expression}`));
    const reply = await lambda.invoke();
    expect(reply).toMatchObject({ call: 'error' });
    expect(reply.json()).toMatchObject({ errorType: expect.any(String), errorMessage: expect.stringMatching(/./) });
    expect((await lambda.invoke('fine')).text).toBe('fine');
  });
});
