import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Dialect, eventBridgeDialect, mappingDialect, topicDialect } from './dialects.ts';
import { matchEvent } from './match-event.ts';
import { parsePattern } from './parse-pattern.ts';
import { describePath, type JsonObject, type JsonValue } from './pattern.ts';
import { matchesWildcard, parseWildcard } from './wildcard.ts';

function matches(pattern: JsonValue, event: JsonValue): boolean {
  const parsed = parsePattern(pattern);
  expect(parsed.problems).toEqual([]);
  return matchEvent(parsed.pattern, event);
}

function problemsOf(pattern: JsonValue, dialect: Dialect = eventBridgeDialect): string[] {
  return parsePattern(pattern, dialect).problems.map(
    ({ path, message }) => `${describePath('pattern', path)} ${message}`,
  );
}

/** The sample event of EventBridge's guide. */
const event: JsonObject = {
  version: '0',
  'detail-type': 'EC2 Instance State-change Notification',
  source: 'aws.ec2',
  account: '111122223333',
  time: '2015-11-11T21:29:54Z',
  resources: ['arn:aws:ec2:us-east-1:123456789012:instance/i-12345678'],
  detail: {
    state: 'running',
    'c-count': 5,
    'd-count': 9,
    'x-limit': 301.8,
    'source-ip': '10.0.0.33',
    empty: '',
    nothing: null,
    on: true,
    none: [],
    tags: ['red', 'green'],
    nested: { 'a.b': 1 },
  },
};

const inDetail = (name: string, ...items: JsonValue[]): JsonObject => ({ detail: { [name]: items } });

// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
describe('an event pattern', () => {
  it.each([
    [{ source: ['aws.ec2'] }],
    [{ source: ['aws.s3', 'aws.ec2'] }],
    [{ resources: ['other', 'arn:aws:ec2:us-east-1:123456789012:instance/i-12345678'] }],
    [inDetail('x-limit', 3.018e2)],
    [inDetail('on', true)],
    [inDetail('nothing', null)],
    [inDetail('empty', '')],
    [{ 'detail.state': ['running'] }],
    [{ detail: { nested: { a: { b: [1] } } } }],
    [{ time: [{ prefix: '2015-11' }] }],
    [{ source: [{ prefix: { 'equals-ignore-case': 'AWS.' } }] }],
    [{ source: [{ suffix: '.ec2' }] }],
    [{ source: [{ suffix: { 'equals-ignore-case': '.EC2' } }] }],
    [{ source: [{ 'equals-ignore-case': 'AWS.EC2' }] }],
    [{ resources: [{ wildcard: 'arn:aws:ec2:*:instance/*' }] }],
    [inDetail('state', { 'anything-but': 'stopped' })],
    [inDetail('state', { 'anything-but': ['stopped', 'overloaded'] })],
    [inDetail('state', { 'anything-but': 123 })],
    [inDetail('c-count', { 'anything-but': [100, 200] })],
    [inDetail('c-count', { 'anything-but': 'x' })],
    [inDetail('nothing', { 'anything-but': 'x' })],
    [inDetail('tags', { 'anything-but': 'red' })],
    [inDetail('state', { 'anything-but': { prefix: 'init' } })],
    [inDetail('state', { 'anything-but': { prefix: ['init', 'error'] } })],
    [inDetail('state', { 'anything-but': { suffix: ['ed'] } })],
    [inDetail('state', { 'anything-but': { 'equals-ignore-case': ['STOPPED'] } })],
    [inDetail('state', { 'anything-but': { wildcard: ['*ped', 'st*'] } })],
    [inDetail('c-count', { numeric: ['>', 0, '<=', 5] })],
    [inDetail('d-count', { numeric: ['<', 10] })],
    [inDetail('x-limit', { numeric: ['=', 3.018e2] })],
    [inDetail('source-ip', { cidr: '10.0.0.0/24' })],
    [inDetail('c-count', { exists: true })],
    [inDetail('missing', { exists: false })],
    [inDetail('missing', { exists: false }, 'x')],
    [inDetail('none', { exists: false })],
    [{ detail: [{ exists: false }] }],
    [{ $or: [{ source: ['aws.s3'] }, { detail: { state: ['running'] } }] }],
    [{ detail: { $or: [{ state: ['stopped'] }, { 'c-count': [{ numeric: ['>', 4] }] }] } }],
  ])('matches: %j', (pattern: JsonValue) => {
    expect(matches(pattern, event)).toBe(true);
  });

  it.each([
    [{ source: ['AWS.EC2'] }],
    [{ source: ['aws.ec2'], account: ['x'] }],
    [inDetail('x-limit', '301.8')],
    [inDetail('on', 'true')],
    [inDetail('nothing', '')],
    [inDetail('missing', null)],
    [inDetail('c-count', { prefix: '5' })],
    [inDetail('state', { 'anything-but': 'running' })],
    [inDetail('state', { 'anything-but': { prefix: ['x', 'run'] } })],
    [inDetail('state', { 'anything-but': { 'equals-ignore-case': 'RUNNING' } })],
    [inDetail('state', { 'anything-but': { wildcard: 'r*g' } })],
    [inDetail('missing', { 'anything-but': 'x' })],
    [inDetail('tags', { 'anything-but': ['red', 'green'] })],
    [inDetail('c-count', { numeric: ['>', 0, '<', 5] })],
    [inDetail('state', { numeric: ['>', 0] })],
    [inDetail('source-ip', { cidr: '10.0.1.0/24' })],
    [inDetail('source-ip', { cidr: '::/1' })],
    [inDetail('none', { exists: true })],
    [inDetail('state', { exists: false })],
    [{ detail: [{ exists: true }] }],
    [{ detail: { state: { x: ['running'] } } }],
    [{ source: ['aws.ec2'], $or: [{ account: ['x'] }, { version: ['1'] }] }],
  ])('does not match: %j', (pattern: JsonValue) => {
    expect(matches(pattern, event)).toBe(false);
  });

  it('matches fields of objects in an array only within the same element', () => {
    const employees = {
      employees: [
        {
          firstName: 'Anna',
          lastName: 'Smith',
          offices: [
            { city: 'Berlin', floor: 1 },
            { city: 'Rome', floor: 2 },
          ],
        },
        { firstName: 'Peter', lastName: 'Jones', offices: [{ city: 'Berlin', floor: 3 }] },
      ],
      teams: ['a'],
    };
    const named = (firstName: string, lastName: string, offices: JsonObject = {}) =>
      matches({ employees: { firstName: [firstName], lastName: [lastName], ...offices }, teams: ['a'] }, employees);
    expect(named('Anna', 'Smith')).toBe(true);
    expect(named('Anna', 'Jones')).toBe(false);
    expect(named('Anna', 'Smith', { offices: { city: ['Rome'], floor: [2] } })).toBe(true);
    expect(named('Anna', 'Smith', { offices: { city: ['Rome'], floor: [1] } })).toBe(false);
    expect(named('Peter', 'Jones', { offices: { floor: [2] } })).toBe(false);
  });

  it.each([
    ['10.0.0.0/8', '10.255.1.2', true],
    ['10.0.0.0/8', '11.0.0.1', false],
    ['10.1.2.3/31', '10.1.2.2', true],
    ['2001:db8::/32', '2001:0DB8:0:1::5', true],
    ['2001:db8::/32', '2001:db9::1', false],
    ['0.0.0.0/0', '255.255.255.255', true],
    ['0.0.0.0/0', 'example.org', false],
  ])('with the block %s and the address %s: %s', (cidr, address, isInside) => {
    expect(matches({ ip: [{ cidr }] }, { ip: address })).toBe(isInside);
  });

  it('compares addresses, not their texts', () => {
    expect(matches({ ip: ['2001:db8::1'] }, { ip: '2001:0DB8:0:0:0:0:0:1' })).toBe(true);
    expect(matches({ ip: ['10.0.0.1'] }, { ip: '10.0.0.2' })).toBe(false);
  });

  it('has a field with the name $or if its value is not a list of alternatives', () => {
    expect(matches({ $or: [{ prefix: 'a' }, { suffix: 'b' }] }, { $or: 'ax' })).toBe(true);
    expect(matches({ $or: ['a', 'b'] }, { $or: 'b' })).toBe(true);
    expect(problemsOf({ $or: [{ state: ['a'] }] })).toEqual([
      expect.stringContaining('pattern.$or[0].state is not an operator of event patterns'),
    ]);
  });

  it('matches no event that is not an object', () => {
    expect(matches({ a: [{ exists: false }] }, ['a'])).toBe(false);
  });
});

describe('an invalid event pattern', () => {
  it.each([
    ['text', 'pattern is "text": it must be a map of fields, such as { source: [aws.ec2] }'],
    [{}, 'pattern is an empty map: name at least one field'],
    [{ detail: {} }, 'pattern.detail is an empty map: name at least one field'],
    [{ source: 'aws.ec2' }, 'pattern.source is "aws.ec2": a field needs a list of values, ["aws.ec2"]'],
    [{ source: [] }, 'pattern.source is an empty list, which no event matches: add a value'],
    [{ source: [['a']] }, 'pattern.source[0] is a list: it must be a value, or a map with an operator'],
    [{ source: [{}] }, 'pattern.source[0] is an empty map: it must be a map with one operator'],
    [{ source: [{ prefix: 'a', suffix: 'b' }] }, 'pattern.source[0] has several names, prefix and suffix'],
    [
      { source: [{ prefx: 'a' }] },
      'pattern.source[0].prefx is not an operator of event patterns; did you mean prefix?',
    ],
    [{ source: [{ regex: 'a' }] }, 'pattern.source[0].regex is not an operator of event patterns; they are prefix,'],
    [{ source: [{ prefix: 1 }] }, 'pattern.source[0].prefix is 1: it must be a text'],
    [{ a: [{ prefix: { suffix: 'x' } }] }, 'it must be a text, or { equals-ignore-case: TEXT }'],
    [
      { a: [{ prefix: { 'equals-ignore-case': 1 } }] },
      'pattern.a[0].prefix.equals-ignore-case is 1: it must be a text',
    ],
    [{ a: [{ wildcard: 'a**b' }] }, 'two wildcards must not follow each other'],
    [{ a: [{ wildcard: 'a\\b' }] }, 'a backslash must be followed by * or by another backslash'],
    [{ a: [{ 'anything-but': [] }] }, 'is []: it must be texts only, or numbers only'],
    [{ a: [{ 'anything-but': ['a', 1] }] }, 'is ["a",1]: it must be texts only, or numbers only'],
    [{ a: [{ 'anything-but': true }] }, 'is true: it must be texts only, or numbers only'],
    [{ a: [{ 'anything-but': { numeric: ['=', 1] } }] }, 'or a map with one of the operators prefix, suffix,'],
    [{ a: [{ 'anything-but': { prefix: '' } }] }, 'pattern.a[0].anything-but.prefix is empty'],
    [{ a: [{ 'anything-but': { suffix: ['x', ''] } }] }, 'pattern.a[0].anything-but.suffix[1] is empty'],
    [{ a: [{ 'anything-but': { wildcard: [] } }] }, 'pattern.a[0].anything-but.wildcard is an empty list'],
    [{ a: [{ numeric: ['!=', 1] }] }, 'is ["!=",1]: it must be a list such as [">", 0, "<=", 5]'],
    [{ a: [{ numeric: ['<', '1'] }] }, 'is ["<","1"]: it must be a list such as'],
    [{ a: [{ numeric: ['<', 5, '>', 0] }] }, 'a range starts with > or >=, followed by < or <='],
    [{ a: [{ numeric: ['>', 5, '<', 5] }] }, 'no number is in this range'],
    [
      { a: [{ numeric: ['>', 5_000_000_001] }] },
      'pattern.a[0].numeric[1] is 5000000001: event patterns compare numbers',
    ],
    [{ a: [{ numeric: ['=', 0.1234567] }] }, 'with at most 6 decimal places'],
    [{ a: [{ cidr: '10.0.0.0' }] }, 'it must be a block of addresses'],
    [{ a: [{ cidr: '10.0.0.1/32' }] }, 'write a single address as a value, without cidr'],
    [{ a: [{ exists: 'yes' }] }, 'is "yes": it must be true or false'],
    [{ 'a.b': ['x'], a: { b: ['y'] } }, 'pattern names the field a.b twice: write all of its values in one list'],
    [{ a: ['x'], $or: [{ a: ['y'] }, { b: ['z'] }] }, 'pattern names the field a twice'],
  ])('%j', (pattern: JsonValue, message) => {
    const problems = problemsOf(pattern);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(message);
  });

  it.each([
    [mappingDialect, { a: [{ wildcard: '*' }] }, "is not an operator of Lambda's filters"],
    [mappingDialect, { a: [{ cidr: '10.0.0.0/8' }] }, "is not an operator of Lambda's filters"],
    [mappingDialect, { a: [{ 'anything-but': { prefix: 'x' } }] }, "in Lambda's filters, it must be a value, a list"],
    [mappingDialect, { a: [{ prefix: { 'equals-ignore-case': 'x' } }] }, 'it must be a text'],
    [topicDialect, { a: [{ numeric: ['>', 2_000_000_000] }] }, "SNS's filter policies compare numbers from"],
    [topicDialect, { a: [{ 'anything-but': { suffix: 'x' } }] }, 'or a map with one of the operators prefix'],
    [topicDialect, { a: [{ wildcard: 'x*' }] }, "is not an operator of SNS's filter policies"],
  ])('of another service: %#', (dialect, pattern: JsonValue, message) => {
    expect(problemsOf(pattern, dialect)).toEqual([expect.stringContaining(message)]);
  });
});

const json = fc.jsonValue({ maxDepth: 4 }).map((value) => value as JsonValue);
const text = fc.string({ unit: fc.constantFrom('a', 'b', '*', '\\', '.', ' '), maxLength: 8 });

describe('any pattern and any event', () => {
  it('can be parsed and compared', () => {
    fc.assert(
      fc.property(json, json, (pattern, other) => {
        const parsed = parsePattern(pattern);
        expect(typeof matchEvent(parsed.pattern, other)).toBe('boolean');
      }),
    );
  });

  it('match if the pattern has the values of the event', () => {
    const field = fc.constantFrom('a', 'b', 'c');
    const leaf = fc.oneof(fc.integer(), text, fc.boolean(), fc.constant(null));
    const { object } = fc.letrec<{ object: JsonObject; value: JsonValue }>((tie) => ({
      object: fc.dictionary(field, tie('value'), { minKeys: 1, maxKeys: 3 }),
      value: fc.oneof({ maxDepth: 3 }, leaf, tie('object')),
    }));
    const asPattern = (value: JsonValue): JsonValue =>
      typeof value === 'object' && value !== null
        ? Object.fromEntries(Object.entries(value).map(([name, below]) => [name, asPattern(below)]))
        : [value];
    fc.assert(
      fc.property(object, (other) => {
        expect(matches(asPattern(other), other)).toBe(true);
        expect(matches({ items: asPattern(other) }, { items: [{ a: 'other' }, other, 'x'] })).toBe(true);
      }),
    );
  });

  it('match with anything-but exactly if they do not match without it', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(text, { minLength: 1, maxLength: 3 }),
        fc.oneof(text, fc.integer()),
        (values, value) => {
          expect(matches({ a: [{ 'anything-but': values }] }, { a: value })).toBe(
            !matches({ a: values }, { a: value }),
          );
        },
      ),
    );
  });

  it('match a wildcard like the regular expression for it', () => {
    fc.assert(
      fc.property(text, text, (pattern, value) => {
        const wildcard = parseWildcard(pattern);
        fc.pre(!('error' in wildcard));
        const source = pattern.replace(/\\([*\\])|\*|[.\\]/g, (found, escaped) =>
          escaped ? `\\${escaped}` : found === '*' ? '.*' : `\\${found}`,
        );
        expect(matchesWildcard(wildcard as readonly string[], value)).toBe(new RegExp(`^${source}$`, 's').test(value));
      }),
      { numRuns: 1000 },
    );
  });

  it('match a range exactly if the number is in it', () => {
    const number = fc.integer({ min: -50, max: 50 });
    fc.assert(
      fc.property(number, number, number, (low, size, value) => {
        const high = low + Math.abs(size) + 1;
        const range = { numeric: ['>=', low, '<', high] };
        expect(matches({ a: [range] }, { a: value })).toBe(value >= low && value < high);
      }),
    );
  });
});
