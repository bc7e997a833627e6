import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatJson, formatText, type LogRecord, messageText } from './record.ts';

const at = new Date('2026-11-23T12:00:00.000Z');

function record(args: readonly unknown[], changes: Partial<LogRecord> = {}): LogRecord {
  return { timestamp: at, level: 'info', args, requestId: 'id-1', tenantId: undefined, fields: {}, ...changes };
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
    ['an object that throws when it is shown', { [inspect.custom]: raise }],
    ['an object without JSON or a text', Object.defineProperty({ toJSON: raise }, Symbol.toStringTag, { get: raise })],
    ['an error whose stack can’t be read', Object.defineProperty(new Error('broken'), 'stack', { get: raise })],
  ];
}

describe('a record as text', () => {
  it('is a line with time, request id, level and message, between tabs', () => {
    expect(formatText(record(['hello']))).toBe('2026-11-23T12:00:00.000Z\tid-1\tINFO\thello');
  });

  it('has a dash for the request id outside of an invocation', () => {
    expect(formatText(record(['hello'], { requestId: undefined }))).toBe('2026-11-23T12:00:00.000Z\t-\tINFO\thello');
  });

  it('stays one line: breaks within it become carriage returns', () => {
    expect(formatText(record(['a\nb']))).toMatch(/a\rb$/);
    expect(formatText(record([new Error('broken')]))).not.toContain('\n');
  });

  it('ends with the fields that were added, as JSON', () => {
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

  it('leaves out what there is not', () => {
    expect(Object.keys(json(['hello'], { requestId: undefined }))).toEqual(['timestamp', 'level', 'message']);
  });

  it.each([
    ['an object', { order: 7 }],
    ['an array', [1, 2]],
    ['an object without a prototype', Object.assign(Object.create(null), { order: 7 })],
  ])('has %s that is the whole message as it is', (_what, message) => {
    expect(json([message]).message).toEqual(message);
  });

  it('shows other objects as the console would', () => {
    expect(json([new Map([['a', 1]])]).message).toBe("Map(1) { 'a' => 1 }");
  });

  it('tells of an error by type, message and stack', () => {
    expect(json(['it failed:', new TypeError('no')])).toMatchObject({
      message: expect.stringMatching(/^it failed: TypeError: no/),
      errorType: 'TypeError',
      errorMessage: 'no',
      stackTrace: expect.arrayContaining([expect.stringMatching(/^at /)]),
    });
  });

  it('has the fields that were added, but its own keys stay its own', () => {
    expect(json(['hello'], { fields: { order: 7, level: 'mine' } })).toMatchObject({ order: 7, level: 'INFO' });
  });

  it('shows a field without JSON as the console would', () => {
    expect(json(['hello'], { fields: { big: 1n, set: new Set([1]), n: null } })).toMatchObject({
      message: 'hello',
      big: '1n',
      set: 'Set(1) { 1 }',
      n: null,
    });
  });

  it('shows a message without JSON as the console would', () => {
    const circle: { self?: object } = {};
    circle.self = circle;
    expect(json([circle]).message).toBe('<ref *1> { self: [Circular *1] }');
  });
});

describe('the text of a message', () => {
  it('is made in the way of console.log', () => {
    expect(messageText(['%s has %d', 'cart', 2, { total: 5 }])).toBe('cart has 2 { total: 5 }');
  });

  it('is the string as it is where there is nothing else', () => {
    expect(messageText(['100 %s'])).toBe('100 %s');
  });
});

describe('a record of something hostile', () => {
  it.each(hostileValues())('is written in both forms for %s', (_what, hostile) => {
    expect(formatText(record(['seen:', hostile], { fields: { hostile } }))).toMatch(/\tseen: ./);
    expect(json(['seen:', hostile], { fields: { hostile } }).message).toMatch(/^seen: ./);
    expect(json([hostile])).toHaveProperty('message');
  });

  it('is one line in both forms, whatever it is', () => {
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
