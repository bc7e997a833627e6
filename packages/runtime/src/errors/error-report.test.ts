import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { type DescribedError, describeError } from './describe-error.ts';
import { headerErrorType, reportError, reportMessage } from './error-report.ts';

const acceptedErrorType = /^(Runtime|Function)\.[A-Z][a-zA-Z]+$/;
const validHeaderValue = /^[\x20-\x7e]*$/;

interface Cause {
  readonly working_directory: string;
  readonly exceptions: readonly {
    readonly type: string;
    readonly message: string;
    readonly stack: readonly { readonly path: string; readonly line: number; readonly label: string }[];
  }[];
  readonly paths: readonly string[];
}

/** Parses a report as Lambda does: valid JSON, an accepted error type, and a cause that is valid in a header. */
function read(thrown: unknown): { body: DescribedError; cause: Cause; headerType: string } {
  const { headerType, body, cause } = reportError(thrown);
  expect(headerType).toMatch(acceptedErrorType);
  expect(cause).toMatch(validHeaderValue);
  expect(cause.length).toBeLessThanOrEqual(64 * 1024);
  return { headerType, body: JSON.parse(body) as DescribedError, cause: JSON.parse(cause) as Cause };
}

function errorWith(properties: object): Error {
  return Object.assign(new Error('broken'), properties);
}

function raise(): never {
  throw new Error('hostile');
}

function cyclicObject(): object {
  const object: { self?: object } = {};
  object.self = object;
  return object;
}

function revokedProxy(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

describe('an error report', () => {
  it('has the type, message and stack of the error', () => {
    const { body, headerType } = read(new RangeError('too much'));
    expect(body).toMatchObject({ errorType: 'RangeError', errorMessage: 'too much' });
    expect(body.stackTrace?.[0]).toMatch(/^at .*error-report\.test\.ts:\d+:\d+/);
    expect(headerType).toBe('Function.RangeError');
  });

  it('has the whole stack as `trace` for functions written for AWS’s Node runtime', () => {
    const body = JSON.parse(reportError(new RangeError('too much'), 'trace').body) as DescribedError;
    expect(body.trace?.slice(0, 2)).toEqual(['RangeError: too much', expect.stringMatching(/^ {4}at /)]);
    expect(body).not.toHaveProperty('stackTrace');
  });

  it('has the chain of causes', () => {
    const root = new TypeError('root');
    const { body } = read(new Error('outer', { cause: new Error('inner', { cause: root }) }));
    expect(body.cause).toMatchObject({
      errorMessage: 'inner',
      cause: { errorType: 'TypeError', errorMessage: 'root' },
    });
  });

  it('has a cause that is not an error', () => {
    expect(read(new Error('outer', { cause: 'why' })).body.cause).toMatchObject({ errorMessage: 'why' });
  });

  it('has the errors of an AggregateError', () => {
    const { body } = read(new AggregateError([new Error('first'), 'second', undefined], 'all'));
    expect(body.errors?.map((error) => error.errorMessage)).toEqual(['first', 'second', 'undefined']);
  });

  it('has an empty stack if the error has none', () => {
    expect(read(errorWith({ stack: undefined })).body.stackTrace).toEqual([]);
    expect(read(errorWith({ stack: 'Error: broken' })).body.stackTrace).toEqual([]);
  });
});

describe('the report of a value that is not an Error', () => {
  it.each([
    ['a string', 'no', { errorType: 'string', errorMessage: 'no' }],
    ['undefined', undefined, { errorType: 'undefined', errorMessage: 'undefined' }],
    ['null', null, { errorType: 'null', errorMessage: 'null' }],
    ['a number', 404, { errorType: 'number', errorMessage: '404' }],
    ['a BigInt', 1n, { errorType: 'bigint', errorMessage: '1' }],
    ['a symbol', Symbol('no'), { errorType: 'symbol', errorMessage: 'Symbol(no)' }],
    ['an object', { code: 7 }, { errorType: 'object', errorMessage: '{"code":7}' }],
    ['an object without a prototype', Object.create(null), { errorType: 'object', errorMessage: '{}' }],
  ])('describes %s', (_what, thrown, expected) => {
    expect(read(thrown).body).toEqual({ ...expected, stackTrace: [] });
  });

  it('treats an object with a message as an error, such as one from another realm', () => {
    expect(read({ name: 'Elsewhere', message: 'no' }).body).toMatchObject({
      errorType: 'Elsewhere',
      errorMessage: 'no',
    });
  });
});

describe('the report of a hostile value', () => {
  it.each(['name', 'message', 'stack', 'cause', 'errors'])('is made if the getter of %s throws', (property) => {
    const error = Object.defineProperty(new Error('broken'), property, { get: raise });
    expect(read(error).headerType).toBe('Function.Error');
  });

  it.each([
    ['a revoked proxy', revokedProxy()],
    ['a proxy whose traps all throw', new Proxy({}, { get: raise, has: raise, ownKeys: raise, getPrototypeOf: raise })],
    [
      'an object that cannot be converted to text',
      Object.defineProperty({ toJSON: raise }, Symbol.toStringTag, { get: raise }),
    ],
    ['a cyclic object', cyclicObject()],
    ['a frozen error', Object.freeze(new Error('frozen'))],
    ['an error whose list of errors is a revoked proxy', errorWith({ errors: revokedProxy() })],
    [
      'an error whose list of errors cannot be read',
      errorWith({ errors: Object.defineProperty([], 0, { get: raise }) }),
    ],
    ['an error whose name is not a string', errorWith({ name: 7 })],
    ['a function', raise],
  ])('is made for %s', (_what, thrown) => {
    expect(read(thrown).body.errorType).toMatch(/^(object|function|Error)$/);
  });

  it('is made for any value', () => {
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withNullPrototype: true, withSparseArray: true }), (thrown) => {
        read(thrown);
        read(errorWith({ cause: thrown, errors: [thrown], name: thrown }));
      }),
    );
  });

  it('includes an error that is its own cause only once', () => {
    const error = new Error('round');
    error.cause = new Error('and round', { cause: error });
    expect(read(error).body).toMatchObject({ errorMessage: 'round', cause: { errorMessage: 'and round' } });
    expect(read(error).body.cause).not.toHaveProperty('cause');
  });

  it('stops at a hundred errors, even if errors that refer to each other would give millions', () => {
    const whole = new AggregateError([], 'whole');
    whole.errors = Array.from({ length: 100 }, (_, i) => new AggregateError([whole, new Error('leaf')], `part ${i}`));
    expect(JSON.stringify(read(whole).body).match(/errorType/g)).toHaveLength(100);
  });
});

describe('the report of a large error', () => {
  const huge = 'x'.repeat(20_000_000);
  const manyLines = 'line\n'.repeat(4_000_000);

  it.each<[string, unknown]>([
    ['message', new Error(huge)],
    ['message of many lines', new Error(manyLines)],
    ['stack', errorWith({ stack: `Error: broken\n${'    at run (/app/a.js:3:7)\n'.repeat(800_000)}` })],
    ['name', errorWith({ name: huge })],
    ['cause', new Error('outer', { cause: new Error(huge) })],
    [
      'chain of causes',
      Array.from({ length: 90 }).reduce<Error>((cause) => new Error(huge, { cause }), new Error(huge)),
    ],
    [
      'list of errors',
      new AggregateError(
        Array.from({ length: 90 }, () => new Error(manyLines)),
        'all',
      ),
    ],
    ['text', huge],
    ['object', { huge }],
    ['control characters', new Error('\u0000'.repeat(20_000_000))],
  ])('is cropped, so that Lambda accepts it: %s', (_what, thrown) => {
    for (const key of ['stackTrace', 'trace'] as const) {
      expect(Buffer.byteLength(reportError(thrown, key).body)).toBeLessThan(5_000_000);
    }
    expect(read(thrown).headerType).toMatch(/^Function\./);
  });

  it('keeps the start of the message and the frames', () => {
    const { body } = read(new Error(`start ${huge}`));
    expect(body.errorMessage).toMatch(/^start x+… \(\d+ characters left out\) …x+$/);
    expect(body.stackTrace?.[0]).toMatch(/^at .*error-report\.test\.ts:\d+:\d+/);
  });

  it('is cropped if the user’s code makes it from a message', () => {
    expect(reportMessage(huge, huge).body.length).toBeLessThan(200_000);
  });
});

describe('the cause in X-Ray’s form', () => {
  it('has the exception with its frames and paths', () => {
    const error = errorWith({
      stack: 'Error: broken\n    at run (/app/a.js:3:7)\n    at /app/b.js:9:1\n    at async Promise.all (index 0)',
    });
    expect(read(error).cause).toEqual({
      working_directory: process.cwd(),
      exceptions: [
        {
          type: 'Error',
          message: 'broken',
          stack: [
            { path: '/app/a.js', line: 3, label: 'run' },
            { path: '/app/b.js', line: 9, label: 'anonymous' },
            { path: '', line: 0, label: 'anonymous' },
          ],
        },
      ],
      paths: ['/app/a.js', '/app/b.js', ''],
    });
  });

  it('has at most 50 frames', () => {
    const frames = Array.from({ length: 51 }, (_, i) => `    at run (/app/a.js:${i + 1}:7)`);
    const { stack } = read(errorWith({ stack: `Error: broken\n${frames.join('\n')}` })).cause.exceptions[0] ?? {};
    expect(stack).toHaveLength(50);
    expect(stack?.at(-1)).toMatchObject({ line: 50 });
  });

  it('escapes non-ASCII letters and line breaks so that they are valid in a header', () => {
    expect(read(new Error('zwölf\r\n€ \u{1f600}')).cause.exceptions[0]?.message).toBe('zwölf\r\n€ \u{1f600}');
  });

  it.each([
    ['a huge message', new Error('x'.repeat(1_000_000))],
    ['a huge message of non-ASCII letters', new Error('€'.repeat(1_000_000))],
    ['a huge name', errorWith({ name: 'N'.repeat(1_000_000) })],
    [
      'frames with huge paths',
      errorWith({ stack: `Error\n${`    at run (/${'x'.repeat(900)}.js:1:1)\n`.repeat(1000)}` }),
    ],
    [
      'frames with huge paths of non-ASCII letters',
      errorWith({ stack: `Error\n${`    at run (/${'€'.repeat(900)}.js:1:1)\n`.repeat(1000)}` }),
    ],
    [
      'frames that match no pattern',
      errorWith({ stack: `Error\n    at ${' ('.repeat(50_000)}${':1'.repeat(50_000)}x` }),
    ],
  ])('stays valid and below 64 KiB with %s', (_what, thrown) => {
    expect(read(thrown).cause.exceptions).toHaveLength(1);
  });

  it('is made if the working directory is gone', () => {
    vi.spyOn(process, 'cwd').mockImplementation(raise);
    const { cause } = reportError(new Error('broken'));
    vi.restoreAllMocks();
    expect(JSON.parse(cause)).toMatchObject({ working_directory: '' });
  });
});

describe('headerErrorType', () => {
  it.each([
    ['TypeError', 'Function.TypeError'],
    ['ValidationError', 'Function.ValidationError'],
    ['Runtime.HandlerNotFound', 'Runtime.HandlerNotFound'],
    ['Function.NoStock', 'Function.NoStock'],
    ['lowerCase', 'Function.LowerCase'],
    ['S3Error', 'Function.SError'],
    ['My_Error-2', 'Function.MyError'],
    ['Runtime.not found', 'Runtime.Notfound'],
    ['', 'Function.Unknown'],
    ['€', 'Function.Unknown'],
    ['X', 'Function.Unknown'],
    ['Runtime.', 'Runtime.Unknown'],
  ])('converts %j to %s', (errorType, expected) => {
    expect(headerErrorType(errorType)).toBe(expected);
  });

  it('converts any name to one that Lambda accepts', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.nat(0xffff).map((code) => String.fromCharCode(code)) }), (name) =>
        acceptedErrorType.test(headerErrorType(name)),
      ),
    );
  });
});

describe('reportMessage', () => {
  it('reports a failure without an error object', () => {
    const { headerType, body } = reportMessage('no stock', 'NoStock');
    expect(headerType).toBe('Function.NoStock');
    expect(JSON.parse(body)).toEqual({ errorType: 'NoStock', errorMessage: 'no stock', stackTrace: [] });
  });

  it('uses the type Error by default', () => {
    expect(JSON.parse(reportMessage('no stock').body)).toMatchObject({ errorType: 'Error' });
  });
});

describe('describeError', () => {
  it('describes an error for the log as in the report', () => {
    expect(describeError(new TypeError('no'))).toMatchObject({ errorType: 'TypeError', errorMessage: 'no' });
  });
});
