import { describe, expect, it } from 'vitest';
import { classHandler, plainHandler } from './function/handler-source.ts';
import { type Lambda, start } from './function/lambda.ts';
import type { Exchange } from './server/exchange.ts';

/** The types that the service keeps; it replaces all others with Function.Unknown. */
const keptType = /^(Runtime|Function)\.[A-Z][a-zA-Z]+$/;

interface Cause {
  readonly working_directory: string;
  readonly exceptions: readonly {
    readonly type: string;
    readonly message: string;
    readonly stack: readonly { readonly path: string; readonly line: number; readonly label: string }[];
  }[];
  readonly paths: string[];
}

/** Starts a class that throws the value of an expression, except for the event `fine`. */
const throwing = (expression: string): Promise<Lambda> =>
  start(classHandler(`async handler(event) { if (event === 'fine') return event; throw ${expression}; }`));

const typeOf = (response: Exchange): string | undefined => response.header('lambda-runtime-function-error-type');
const causeOf = (response: Exchange): string => response.header('lambda-runtime-function-xray-error-cause') ?? '';

describe('a handler that throws', () => {
  it('is reported with message, type and stack, and the loop continues', async () => {
    await using lambda = await throwing(`new TypeError('not that')`);
    const { id } = lambda.api.next();
    const response = await lambda.api.response();
    expect(response).toMatchObject({ call: 'error', requestId: id });
    expect(response.header('content-type')).toBe('application/vnd.aws.lambda.error+json');
    expect(typeOf(response)).toBe('Function.TypeError');
    expect(response.json()).toMatchObject({ errorType: 'TypeError', errorMessage: 'not that' });
    const { stackTrace } = response.json() as { stackTrace: string[] };
    expect(stackTrace.join('\n')).toContain('app.mjs');
    expect((await lambda.invoke('fine')).text).toBe('fine');
  });

  it('is logged', async () => {
    await using lambda = await throwing(`new TypeError('not that')`);
    await lambda.invoke();
    await lambda.process.logged(/not that/);
  });

  it('synchronously is reported too', async () => {
    await using lambda = await start(classHandler(`handler() { throw new RangeError('at once'); }`));
    expect((await lambda.invoke()).json()).toMatchObject({ errorType: 'RangeError', errorMessage: 'at once' });
  });

  it('has its stack in `trace` if it is a plain function, as on AWS', async () => {
    await using lambda = await start(plainHandler(`async () => { throw new Error('plain'); }`));
    const response = await lambda.invoke();
    const body = response.json() as { errorType: string; errorMessage: string; trace: string[]; stackTrace?: unknown };
    expect(body).toMatchObject({ errorType: 'Error', errorMessage: 'plain' });
    expect(body.trace[0]).toBe('Error: plain');
    expect(body.trace[1]).toMatch(/^ +at .*app\.mjs/);
    expect(body.stackTrace).toBeUndefined();
  });

  it.each([
    ['undefined', 'undefined'],
    ['null', 'null'],
    ['a string', `'only words'`],
    ['a number', '42'],
    ['a symbol', `Symbol('s')`],
    ['a function', '() => 1'],
    ['an object without a message', '{ code: 1 }'],
    ['a frozen error', `Object.freeze(new Error('frozen'))`],
    [
      'an error whose getters throw',
      `Object.defineProperties(new Error(), Object.fromEntries(['name', 'message', 'stack', 'cause']
      .map((name) => [name, { get() { throw new Error('never'); } }])))`,
    ],
    [
      'a proxy that throws',
      `new Proxy({}, { get() { throw 1; }, getPrototypeOf() { throw 1; }, ownKeys() { throw 1; } })`,
    ],
    ['an error with invalid fields', `Object.assign(new Error('x'), { name: 7, message: {}, stack: 3 })`],
    ['an error that is its own cause', `(() => { const e = new Error('loop'); e.cause = e; return e; })()`],
    ['an object without a prototype', 'Object.create(null)'],
    ['an error with a BigInt', `Object.assign(new Error('big'), { big: 1n })`],
    ['a DOMException', `new DOMException('gone', 'AbortError')`],
  ])('may throw %s: an error is reported, and the loop continues', async (_, expression) => {
    await using lambda = await throwing(expression);
    const response = await lambda.invoke();
    expect(response.call).toBe('error');
    expect(typeOf(response)).toMatch(keptType);
    const body = response.json() as { errorType: unknown; errorMessage: unknown; stackTrace: unknown };
    expect(typeof body.errorType).toBe('string');
    expect(typeof body.errorMessage).toBe('string');
    expect(Array.isArray(body.stackTrace)).toBe(true);
    expect((await lambda.invoke('fine')).text).toBe('fine');
  });

  it('keeps the chain of causes', async () => {
    await using lambda = await throwing(`new Error('outer', { cause: new RangeError('inner') })`);
    expect((await lambda.invoke()).text).toContain('inner');
  });

  it('keeps the errors of an AggregateError', async () => {
    await using lambda = await throwing(`new AggregateError([new Error('first'), new Error('second')], 'both')`);
    expect((await lambda.invoke()).text).toMatch(/both[\s\S]*first[\s\S]*second/);
  });
});

describe('the type of an error', () => {
  it.each([
    [
      'the name of the class',
      `new (class BadRequest extends Error { get name() { return 'BadRequest'; } })()`,
      'Function.BadRequest',
    ],
    ['a name that is set', `Object.assign(new Error(), { name: 'TooMany' })`, 'Function.TooMany'],
    ['a name of the service', `Object.assign(new Error(), { name: 'Runtime.ExitError' })`, 'Runtime.ExitError'],
  ])('is %s', async (_, expression, type) => {
    await using lambda = await throwing(expression);
    expect(typeOf(await lambda.invoke())).toBe(type);
  });

  it.each(['lower', 'With Space', 'Größe', 'A\r\nX-Injected: 1', 'V2Error', '', '😀'])(
    '%j is sent as a type that the service keeps',
    async (name) => {
      await using lambda = await throwing(`Object.assign(new Error(), { name: ${JSON.stringify(name)} })`);
      const response = await lambda.invoke();
      expect(typeOf(response)).toMatch(keptType);
      expect(response.header('x-injected')).toBeUndefined();
    },
  );
});

describe('the X-Ray cause of an error', () => {
  it('has the working directory, the exceptions with their frames, and the paths', async () => {
    await using lambda = await throwing(`new TypeError('why')`);
    const cause = JSON.parse(causeOf(await lambda.invoke())) as Cause;
    expect(cause.working_directory).toBe(lambda.folder);
    expect(cause.exceptions[0]).toMatchObject({ type: 'TypeError', message: 'why' });
    expect(cause.exceptions[0]?.stack[0]).toMatchObject({
      path: expect.stringContaining('app.mjs'),
      line: expect.any(Number),
      label: expect.any(String),
    });
    expect(cause.paths.join()).toContain('app.mjs');
  });

  it.each([
    ['a message of a megabyte', `new Error('m'.repeat(1_000_000))`],
    ['a message of control characters', `new Error('\\u0000\\u001f\\r\\n\\t"'.repeat(20_000))`],
    ['a message of other scripts', `new Error('äÖ漢字😀'.repeat(10_000))`],
    ['lone surrogates', `new Error('\\ud83d'.repeat(30_000))`],
    [
      'a thousand causes',
      `Array.from({ length: 1000 }).reduce((cause, _, i) => new Error('e'.repeat(200) + i, { cause }), undefined)`,
    ],
    ['a name of a megabyte', `Object.assign(new Error('x'), { name: 'N'.repeat(1_000_000) })`],
    [
      'a stack of a megabyte',
      `Object.assign(new Error('x'), { stack: 'Error: x\\n' + '    at fn (file:///a/b.js:1:1)\\n'.repeat(40_000) })`,
    ],
    [
      'a path of a megabyte',
      `Object.assign(new Error('x'), { stack: 'Error: x\\n    at fn (/' + 'p'.repeat(1_000_000) + ':1:1)' })`,
    ],
  ])('stays valid ASCII JSON of at most 64 KiB with %s', async (_, expression) => {
    await using lambda = await throwing(expression);
    const response = await lambda.invoke();
    expect(response.call).toBe('error');
    const cause = causeOf(response);
    expect(cause.length).toBeLessThanOrEqual(64 * 1024);
    expect(cause).toMatch(/^[\x20-\x7e]*$/);
    expect((JSON.parse(cause) as Cause).exceptions.length).toBeGreaterThan(0);
    expect(typeOf(response)).toMatch(keptType);
    expect((await lambda.invoke('fine')).text).toBe('fine');
  });
});
