import { createContext, runInContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ErrorForm, JsonText } from './json-text.ts';

const form: ErrorForm = { stackKey: 'stackTrace', isWholeStack: false, usesClassName: false };

function json(value: unknown): unknown {
  return JSON.parse(new JsonText(form).write(value));
}

function raise(): never {
  throw new Error('hostile');
}

function errorWith(fields: object, options?: ErrorOptions): Error {
  return Object.assign(new RangeError('broken', options), fields);
}

const described = {
  errorType: 'RangeError',
  errorMessage: 'broken',
  stackTrace: expect.arrayContaining([expect.stringMatching(/^at .*json-text\.test\.ts/)]),
};

describe('an error in JSON', () => {
  it.each<[string, (error: unknown) => unknown, (error: unknown) => unknown]>([
    ['itself', (error) => error, (error) => error],
    ['a member', (err) => ({ err }), (err) => ({ err })],
    ['an item', (error) => [error], (error) => [error]],
    ['a member of a member', (err) => ({ detail: { err } }), (err) => ({ detail: { err } })],
    ['a value of a map', (error) => new Map([['first', error]]), (first) => ({ first })],
    ['an item of a set', (error) => new Set([error]), (error) => [error]],
    ['the result of toJSON', (error) => ({ toJSON: () => ({ error }) }), (error) => ({ error })],
    ['a rejected result', (reason) => [{ status: 'rejected', reason }], (reason) => [{ status: 'rejected', reason }]],
  ])('has its type, message and stack as %s', (_what, wrap, expected) => {
    expect(json(wrap(new RangeError('broken')))).toEqual(expected(described));
  });

  it('has its type, message and stack at any depth', () => {
    let value: unknown = new RangeError('broken');
    for (let depth = 0; depth < 50; depth++) value = depth % 2 ? { value } : [value];
    expect(JSON.stringify(json(value))).toContain('"errorMessage":"broken"');
  });

  it('has its own fields', () => {
    const error = errorWith({ code: 'ENOENT', errno: -2, $metadata: { httpStatusCode: 404 } });
    expect(json({ error })).toEqual({
      error: { ...described, code: 'ENOENT', errno: -2, $metadata: { httpStatusCode: 404 } },
    });
  });

  it('has its causes, which need not be errors', () => {
    const root = new TypeError('root', { cause: { code: 7 } });
    expect(json(errorWith({}, { cause: errorWith({ code: 'E' }, { cause: root }) }))).toMatchObject({
      cause: { code: 'E', cause: { errorType: 'TypeError', errorMessage: 'root', cause: { code: 7 } } },
    });
  });

  it('has the errors of an AggregateError and of a SuppressedError', () => {
    const errors = [new RangeError('broken'), 'text'];
    expect(json(new AggregateError(errors, 'all'))).toMatchObject({ errorMessage: 'all', errors: [described, 'text'] });
    const suppressed = Object.defineProperties(new Error('both'), {
      error: { value: new RangeError('broken') },
      suppressed: { value: new RangeError('broken') },
    });
    expect(json(suppressed)).toMatchObject({ errorMessage: 'both', error: described, suppressed: described });
  });

  it('does not have fields that its author hides', () => {
    const error = Object.defineProperty(errorWith({}), 'request', { value: 'secret' });
    expect(json(error)).toEqual(described);
  });

  it('has the fields of its toJSON', () => {
    const error = errorWith({ request: 'secret', toJSON: () => ({ message: 'other', status: 404 }) });
    expect(json(error)).toEqual({ ...described, status: 404 });
  });

  it('may be from another realm', () => {
    const foreign: unknown = runInContext(`Object.assign(new TypeError('foreign'), { code: 'E' })`, createContext());
    expect(json([foreign])).toMatchObject([{ errorType: 'TypeError', errorMessage: 'foreign', code: 'E' }]);
  });

  it('is written once if it is its own cause', () => {
    const error = errorWith({});
    error.cause = { error };
    expect(json(error)).toEqual({ ...described, cause: { error: '[Circular]' } });
  });

  it('is cropped if it is large, and keeps the start of its message and its frames', () => {
    const message = `start ${'x'.repeat(20_000_000)}`;
    const text = new JsonText(form).write({ error: new Error(message, { cause: new Error(message) }) });
    expect(text.length).toBeLessThan(500_000);
    const { error } = JSON.parse(text) as { error: Record<string, unknown> };
    expect(error.errorMessage).toMatch(/^start x+… \(\d+ characters left out\) …x+$/);
    expect(error.stackTrace).toEqual(described.stackTrace);
    expect(error.cause).toMatchObject({ stackTrace: described.stackTrace });
  });
});

describe('a value that JSON cannot represent', () => {
  class Order {
    readonly id = 7;
    readonly #secret = 1;
    get secret(): number {
      return this.#secret;
    }
  }

  it.each<[string, unknown, unknown]>([
    ['a map', new Map<string, unknown>([['a', new Map([['b', 1]])]]), { a: { b: 1 } }],
    [
      'a map whose keys are not text',
      new Map<unknown, unknown>([
        [1, 'a'],
        [{ b: 2 }, 'c'],
      ]),
      [
        [1, 'a'],
        [{ b: 2 }, 'c'],
      ],
    ],
    ['a map with the key __proto__', new Map([['__proto__', 1]]), JSON.parse('{"__proto__":1}')],
    ['a set', new Set([1, new Set(['a'])]), [1, ['a']]],
    ['a regular expression', /a+/g, '/a+/g'],
    ['a date', new Date('2026-11-23T12:00:00.000Z'), '2026-11-23T12:00:00.000Z'],
    ['an invalid date', new Date(Number.NaN), 'Invalid Date'],
    ['an object around text', new String('text'), 'text'],
    ['an object around a number', new Number(5), '[Number: 5]'],
    ['a BigInt', 12n, '12n'],
    ['a symbol', Symbol('a'), 'Symbol(a)'],
    ['a function', function named() {}, '[Function: named]'],
    ['a URL', new URL('https://example.com/a?b'), 'https://example.com/a?b'],
    ['search parameters', new URLSearchParams('a=1'), "URLSearchParams { 'a' => '1' }"],
    ['headers', new Headers({ a: '1' }), "Headers { a: '1' }"],
    ['a buffer', Buffer.from('hi'), '<Buffer 68 69>'],
    ['a typed array', new Uint16Array([1, 2]), 'Uint16Array(2) [ 1, 2 ]'],
    ['a promise', Promise.resolve(1), 'Promise { 1 }'],
    ['a number that is not finite', [Number.NaN, Number.NEGATIVE_INFINITY], ['NaN', '-Infinity']],
    ['an instance of a class', new Order(), { id: 7 }],
    ['an instance without fields', new (class Empty {})(), 'Empty {}'],
    ['an object without a prototype', Object.assign(Object.create(null), { a: 1 }), { a: 1 }],
    ['undefined', { a: undefined, b: [undefined] }, { b: [null] }],
  ])('is readable: %s', (_what, value, expected) => {
    expect(json(value)).toEqual(expected);
    expect(json({ value: [value] })).toEqual({ value: [expected] });
  });

  it('is written as its toJSON returns it', () => {
    expect(json({ price: { amount: 1n, toJSON: () => '1 EUR' } })).toEqual({ price: '1 EUR' });
  });
});

describe('a hostile value', () => {
  it.each<[string, () => unknown, unknown]>([
    [
      'a cycle',
      () => {
        const a: { self?: object } = {};
        a.self = a;
        return a;
      },
      { self: '[Circular]' },
    ],
    [
      'a getter that throws',
      () => ({
        get a() {
          return raise();
        },
        b: 1,
      }),
      { a: '[its getter threw: hostile]', b: 1 },
    ],
    ['a toJSON that throws', () => ({ a: 1, toJSON: raise }), { a: 1, toJSON: '[Function: raise]' }],
    [
      'a revoked proxy',
      () => {
        const { proxy, revoke } = Proxy.revocable({}, {});
        revoke();
        return proxy;
      },
      '<Revoked Proxy>',
    ],
    ['a proxy whose traps throw', () => new Proxy({}, { get: raise, ownKeys: raise, getPrototypeOf: raise }), '{}'],
    [
      'an error whose members throw',
      () =>
        Object.defineProperties(new Error('x'), {
          stack: { get: raise },
          message: { get: raise },
          name: { get: raise },
        }),
      { errorType: 'Error', errorMessage: '', stackTrace: [] },
    ],
  ])('is written: %s', (_what, make, expected) => {
    expect(json(make())).toEqual(expected);
    expect(json({ value: [make()] })).toEqual({ value: [expected] });
  });

  it.each<[string, () => unknown]>([
    ['a long text', () => 'x'.repeat(20_000_000)],
    ['a long key', () => ({ ['x'.repeat(20_000_000)]: 1 })],
    ['many items', () => Array.from({ length: 2_000_000 }, (_, i) => i)],
    ['many holes', () => new Array(2 ** 32 - 1)],
    ['many members', () => Object.fromEntries(Array.from({ length: 500_000 }, (_, i) => [`k${i}`, i]))],
    [
      'a deep object',
      () => {
        let value: object = {};
        for (let i = 0; i < 100_000; i++) value = { value };
        return value;
      },
    ],
    [
      'an object that contains itself in millions of ways',
      () => {
        let value: object = {};
        for (let i = 0; i < 60; i++) value = { a: value, b: value };
        return value;
      },
    ],
    [
      'a proxy without an end',
      () => {
        const endless: object = new Proxy(
          {},
          {
            get: (_t, key) => (key === 'toJSON' ? undefined : endless),
            ownKeys: () => ['a', 'b'],
            getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true, value: 1 }),
          },
        );
        return endless;
      },
    ],
    [
      'a toJSON without an end',
      () => {
        const make = (): object => ({ toJSON: make });
        return make();
      },
    ],
  ])('has a limited size: %s', (_what, make) => {
    const text = new JsonText(form).write(make());
    expect(text.length).toBeLessThan(4_000_000);
    JSON.parse(text);
  });
});

describe('any value', () => {
  const anything = fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withSet: true,
    withNullPrototype: true,
    withObjectString: true,
    withSparseArray: true,
    withTypedArray: true,
    withBoxedValues: true,
    withUnicodeString: true,
  } as object);
  const wrapped = fc.tuple(anything, anything).map(([value, other]) => [
    Object.assign(new Error(String(typeof value), { cause: value }), { other }),
    new Map([[value, new AggregateError([other])]]),
    { toJSON: () => value },
    Object.defineProperty({}, 'a', {
      enumerable: true,
      get: () => {
        throw value;
      },
    }),
  ]);

  it('becomes one line of valid JSON', () => {
    fc.assert(
      fc.property(fc.oneof(anything, wrapped), (value) => {
        const text = new JsonText(form).write(value);
        expect(text).not.toContain('\n');
        JSON.parse(text);
      }),
    );
  });

  it('that has JSON becomes the same JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(json(value)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});
