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

  it('stays one line: line breaks become carriage returns', () => {
    expect(formatText(record(['a\nb']))).toMatch(/a\rb$/);
    expect(formatText(record([new Error('broken')]))).not.toContain('\n');
  });

  it('ends with the added fields as JSON', () => {
    expect(formatText(record(['paid'], { fields: { order: 7 } }))).toMatch(/\tpaid \{"order":7\}$/);
  });
});

describe('a record as JSON', () => {
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

  it('formats other objects like console.log', () => {
    expect(json([new Map([['a', 1]])]).message).toBe("Map(1) { 'a' => 1 }");
  });

  it('has the type, message and stack of an error', () => {
    expect(json(['it failed:', new TypeError('no')])).toMatchObject({
      message: expect.stringMatching(/^it failed: TypeError: no/),
      errorType: 'TypeError',
      errorMessage: 'no',
      stackTrace: expect.arrayContaining([expect.stringMatching(/^at /)]),
    });
  });

  it('has the added fields, which cannot replace its standard keys', () => {
    expect(json(['hello'], { fields: { order: 7, level: 'mine' } })).toMatchObject({ order: 7, level: 'INFO' });
  });

  it('formats a field without JSON like console.log', () => {
    expect(json(['hello'], { fields: { big: 1n, set: new Set([1]), n: null } })).toMatchObject({
      message: 'hello',
      big: '1n',
      set: 'Set(1) { 1 }',
      n: null,
    });
  });

  it('formats a message without JSON like console.log', () => {
    const cyclic: { self?: object } = {};
    cyclic.self = cyclic;
    expect(json([cyclic]).message).toBe('<ref *1> { self: [Circular *1] }');
  });
});

describe('the text of a message', () => {
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

  it('is one line in both formats for any value', () => {
    fc.assert(
      fc.property(
        fc.array(fc.anything({ withBigInt: true, withNullPrototype: true })),
        fc.dictionary(fc.string(), fc.anything()),
        (args, fields) => {
          expect(formatText(record(args, { fields }))).not.toContain('\n');
          expect(formatJson(record(args, { fields }))).not.toContain('\n');
          json(args, { fields });
        },
      ),
    );
  });
});
