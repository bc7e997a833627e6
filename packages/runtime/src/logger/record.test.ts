import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatJson, formatText, type LogRecord, messageText } from './record.ts';

const timestamp = new Date('2026-11-23T12:00:00.000Z');

function record(args: readonly unknown[], changes: Partial<LogRecord> = {}): LogRecord {
  return { timestamp, level: 'info', args, requestId: 'id-1', tenantId: undefined, fields: {}, ...changes };
}

function json(args: readonly unknown[], changes?: Partial<LogRecord>): Record<string, unknown> {
  return JSON.parse(formatJson(record(args, changes))) as Record<string, unknown>;
}

function raise(): never {
  throw new Error('hostile');
}

function hostileValues(): [string, unknown][] {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return [
    ['a revoked proxy', proxy],
    ['an object whose inspect function throws', { [inspect.custom]: raise }],
    [
      'an object that cannot be converted to JSON or text',
      Object.defineProperty({ toJSON: raise }, Symbol.toStringTag, { get: raise }),
    ],
    ['an error whose stack cannot be read', Object.defineProperty(new Error('broken'), 'stack', { get: raise })],
  ];
}

describe('a record as text', () => {
  it('is one line of time, request id, level and message, separated by tabs', () => {
    expect(formatText(record(['hello']))).toBe('2026-11-23T12:00:00.000Z\tid-1\tINFO\thello');
  });

  it('has a dash instead of the request id outside of an invocation', () => {
    expect(formatText(record(['hello'], { requestId: undefined }))).toBe('2026-11-23T12:00:00.000Z\t-\tINFO\thello');
  });

  it('ends with the added fields as JSON', () => {
    expect(formatText(record(['paid'], { fields: { order: 7 } }))).toMatch(/\tpaid \{"order":7\}$/);
    const fields = { err: Object.assign(new RangeError('broken'), { code: 'E' }) };
    expect(formatText(record(['paid'], { fields }))).toMatch(/\{"err":\{"errorType":"RangeError".*"code":"E"\}\}$/);
  });

  it.each([
    ['an error', [new Error('x'.repeat(20_000_000))]],
    ['a cause', ['failed:', new Error('outer', { cause: new Error('x'.repeat(20_000_000)) })]],
    ['a text', ['x'.repeat(20_000_000)]],
  ])('has a limited size: %s', (_what, args) => {
    expect(formatText(record(args)).length).toBeLessThan(1_100_000);
  });
});

describe('a record as JSON', () => {
  it('has an error once that is its own cause', () => {
    const error = new Error('broken');
    error.cause = error;
    expect(json([error]).cause).toBe('[Circular]');
  });

  it('has the keys of Lambda’s own JSON logs', () => {
    expect(json(['hello'], { level: 'warn', tenantId: 'acme' })).toEqual({
      timestamp: '2026-11-23T12:00:00.000Z',
      level: 'WARN',
      requestId: 'id-1',
      tenantId: 'acme',
      message: 'hello',
    });
  });

  it('omits keys without a value', () => {
    expect(Object.keys(json(['hello'], { requestId: undefined }))).toEqual(['timestamp', 'level', 'message']);
  });

  it.each([
    ['an object', { order: 7 }],
    ['an array', [1, 2]],
    ['an object without a prototype', Object.assign(Object.create(null), { order: 7 })],
  ])('includes %s as JSON if it is the whole message', (_what, message) => {
    expect(json([message]).message).toEqual(message);
  });

  it('includes other values as JSON too', () => {
    expect([new Map([['a', 1]]), new Set([1]), 7, null, undefined].map((message) => json([message]).message)).toEqual([
      { a: 1 },
      [1],
      7,
      null,
      'undefined',
    ]);
  });

  it('has the type, message and stack of an error', () => {
    expect(json(['it failed:', new TypeError('no')])).toMatchObject({
      message: expect.stringMatching(/^it failed: TypeError: no/),
      errorType: 'TypeError',
      errorMessage: 'no',
      stackTrace: expect.arrayContaining([expect.stringMatching(/^at /)]),
    });
  });

  it('has the fields, causes and errors of an error', () => {
    const error = new AggregateError([new TypeError('first')], 'all', { cause: new Error('why') });
    expect(json(['it failed:', Object.assign(error, { code: 'E', $metadata: { attempts: 3 } })])).toMatchObject({
      errorType: 'AggregateError',
      code: 'E',
      $metadata: { attempts: 3 },
      cause: { errorType: 'Error', errorMessage: 'why' },
      errors: [{ errorType: 'TypeError', errorMessage: 'first' }],
    });
  });

  it('keeps its standard keys and the added fields if an error has fields with the same names', () => {
    const error = Object.assign(new Error('no'), { requestId: 'of the service', order: 8 });
    expect(json(['it failed:', error], { fields: { order: 7 } })).toMatchObject({
      requestId: 'id-1',
      order: 7,
      'error.requestId': 'of the service',
      'error.order': 8,
    });
  });

  it.each([
    ['a member', (err: Error) => [{ err }], { message: { err: { errorType: 'RangeError', code: 'E' } } }],
    ['an item', (err: Error) => [[err]], { message: [{ errorType: 'RangeError', code: 'E' }] }],
    [
      'a member of an argument',
      (err: Error) => ['failed', { detail: { err } }],
      { details: [{ detail: { err: { errorType: 'RangeError', code: 'E' } } }] },
    ],
    [
      'the second error',
      (err: Error) => ['failed:', new TypeError('first'), err],
      { errorType: 'TypeError', details: [{ errorType: 'RangeError', code: 'E' }] },
    ],
  ])('describes an error that is %s', (_what, args, expected) => {
    expect(json(args(Object.assign(new RangeError('broken'), { code: 'E' })))).toMatchObject(expected);
  });

  it('describes an error that is an added field', () => {
    const err = Object.assign(new RangeError('broken'), { code: 'E' });
    expect(json(['hello'], { fields: { err } })).toMatchObject({
      message: 'hello',
      err: { errorType: 'RangeError', errorMessage: 'broken', code: 'E' },
    });
  });

  it('does not repeat arguments without errors', () => {
    expect(json(['sold %s:', 'tea', { total: 5 }])).not.toHaveProperty('details');
  });

  it('has an error as its message in the form of AWS’s Node runtime, with its whole stack', () => {
    class SoldOut extends Error {}
    const error = Object.assign(new SoldOut('broken'), { code: 'E' });
    expect(JSON.parse(formatJson(record([error]), 'aws'))).toEqual({
      timestamp: expect.any(String),
      level: 'INFO',
      requestId: 'id-1',
      message: {
        errorType: 'SoldOut',
        errorMessage: 'broken',
        stackTrace: [
          'Error: broken',
          ...Array(error.stack?.split('\n').slice(1).length).fill(expect.stringMatching(/^ {4}at /)),
        ],
        code: 'E',
      },
    });
  });

  it('has the added fields, which cannot replace its standard keys', () => {
    expect(json(['hello'], { fields: { order: 7, level: 'mine' } })).toMatchObject({ order: 7, level: 'INFO' });
  });

  it('has fields without JSON', () => {
    expect(json(['hello'], { fields: { big: 1n, set: new Set([1]), n: null } })).toMatchObject({
      message: 'hello',
      big: '1n',
      set: [1],
      n: null,
    });
  });

  it('has a message with a cycle', () => {
    const cyclic: { self?: object } = {};
    cyclic.self = cyclic;
    expect(json([cyclic]).message).toEqual({ self: '[Circular]' });
  });
});

describe('the text of a message', () => {
  it.each([
    ['the only value', (error: Error) => [error]],
    ['a member', (error: Error) => ['failed:', { error }]],
    ['a member of a list', (error: Error) => [[error, error]]],
    ['a value of a map', (error: Error) => [new Map([['error', error]])]],
  ])('has the source positions of an error: %s', async (_what, args) => {
    const folder = await mkdtemp(join(tmpdir(), 'alr-record-'));
    const file = join(folder, 'app.js');
    const map = JSON.stringify({ version: 3, sources: ['source.ts'], names: [], mappings: 'AASI' });
    const comment = `//# sourceMappingURL=data:application/json;base64,${Buffer.from(map).toString('base64')}`;
    await writeFile(file, `fail();\n${comment}`);
    const error = new Error('broken');
    error.stack = `Error: broken\n    at fail (${file}:1:1)`;
    const text = messageText(args(error));
    await rm(folder, { recursive: true });
    expect(text).toContain(`at fail (${join(folder, 'source.ts')}:10:5)`);
    expect(text).not.toContain('app.js');
  });

  it('is formatted like console.log', () => {
    expect(messageText(['%s has %d', 'cart', 2, { total: 5 }])).toBe('cart has 2 { total: 5 }');
  });

  it('is the unchanged string if there are no other arguments', () => {
    expect(messageText(['100 %s'])).toBe('100 %s');
  });
});

describe('a record of a hostile value', () => {
  it.each(hostileValues())('is written in both formats for %s', (_what, hostile) => {
    expect(formatText(record(['seen:', hostile], { fields: { hostile } }))).toMatch(/\tseen: ./);
    expect(json(['seen:', hostile], { fields: { hostile } }).message).toMatch(/^seen: ./);
    expect(json([hostile])).toHaveProperty('message');
  });

  it('is valid JSON in one line, and text, for any value', () => {
    fc.assert(
      fc.property(
        fc.array(fc.anything({ withBigInt: true, withNullPrototype: true })),
        fc.dictionary(fc.string(), fc.anything()),
        (args, fields) => {
          expect(formatText(record(args, { fields }))).toMatch(/^2026-11-23T12:00:00.000Z\tid-1\tINFO\t/);
          expect(formatJson(record(args, { fields }))).not.toContain('\n');
          json(args, { fields });
        },
      ),
    );
  });
});
