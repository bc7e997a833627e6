import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mappingDialect, topicDialect } from './dialects.ts';
import { exampleEvent } from './example-event.ts';
import { matchEvent } from './match-event.ts';
import { parsePattern } from './parse-pattern.ts';
import type { JsonObject, JsonValue } from './pattern.ts';

const event = {
  source: 'my.shop',
  'detail-type': 'Order Placed',
  resources: ['arn:one'],
  detail: { orderId: 'order-1', amount: 100 },
};

describe('an event that matches a pattern', () => {
  it('keeps what matches already, and what the pattern does not mention', () => {
    expect(exampleEvent({ source: ['other.shop', { prefix: 'my.' }] }, event)).toEqual(event);
    expect(exampleEvent({ detail: { amount: [{ numeric: ['>', 10] }] } }, event)).toEqual(event);
    expect(exampleEvent({ detail: { state: ['paid'] } }, event)).toEqual({
      ...event,
      detail: { ...event.detail, state: 'paid' },
    });
  });

  it.each<[pattern: JsonObject, changes: JsonObject]>([
    [
      { source: ['aws.ec2'], 'detail-type': ['State'] },
      { source: 'aws.ec2', 'detail-type': 'State' },
    ],
    [{ resources: ['arn:two'] }, { resources: ['arn:two'] }],
    [{ source: [{ suffix: '.eu' }] }, { source: '.eu' }],
    [{ source: [{ prefix: { 'equals-ignore-case': 'AWS' } }] }, { source: 'AWS' }],
    [{ source: [{ wildcard: 'a*\\*b' }] }, { source: 'a*b' }],
    [{ source: [{ 'anything-but': ['my.shop', 'example'] }] }, { source: 'another' }],
    [{ source: [{ 'anything-but': { prefix: 'my' } }] }, { source: 'example' }],
    [{ 'detail.amount': [{ numeric: ['>', 1, '<', 2] }] }, { detail: { orderId: 'order-1', amount: 1.5 } }],
    [{ detail: { orderId: [{ exists: false }] } }, { detail: { amount: 100 } }],
    [{ detail: { address: [{ cidr: '10.0.0.0/24' }] } }, { detail: { ...event.detail, address: '10.0.0.0' } }],
    [{ $or: [{ source: ['a'] }, { source: ['b'] }] }, { source: 'a' }],
    [{ detail: { paid: [true], note: [null] } }, { detail: { ...event.detail, paid: true, note: null } }],
  ])('changes what does not match: %j', (pattern, changes) => {
    expect(exampleEvent(pattern, event)).toEqual({ ...event, ...changes });
  });

  it('follows the rules of the service', () => {
    expect(exampleEvent({ body: { kind: ['order'] } }, { body: 'text' }, mappingDialect)).toEqual({
      body: { kind: 'order' },
    });
    expect(exampleEvent({ kind: [{ wildcard: 'a*' }] }, {}, topicDialect)).toBeUndefined();
  });

  it('changes the objects in a list, which stays one', () => {
    const order = { detail: { lines: [{ product: 'mug', count: 1 }, { product: 'pen' }], date: 'today' } };
    const lines = [
      { product: 'mug', count: 3 },
      { product: 'pen', count: 3 },
    ];
    const changed = { detail: { ...order.detail, lines } };
    expect(exampleEvent({ detail: { lines: { count: [3] } } }, order)).toEqual(changed);
    expect(exampleEvent({ 'detail.lines.count': [3] }, order)).toEqual(changed);
  });

  it('is undefined if none is found', () => {
    expect(exampleEvent('text', event)).toBeUndefined();
    expect(exampleEvent({ source: [] }, event)).toBeUndefined();
    expect(exampleEvent({ source: [{ numeric: ['>', 2, '<', 1] }] }, event)).toBeUndefined();
  });

  it('is found for the usual patterns, and always matches', () => {
    const text = fc.stringMatching(/^[a-z]{1,5}$/);
    const matcher: fc.Arbitrary<JsonValue> = fc.oneof(
      text,
      fc.integer({ min: -99, max: 99 }),
      text.map((prefix) => ({ prefix })),
      text.map((suffix) => ({ suffix })),
      fc.integer({ min: -99, max: 99 }).map((limit) => ({ numeric: ['>=', limit] })),
      fc.constant({ exists: true }),
    );
    const field = fc.array(matcher, { minLength: 1, maxLength: 3 });
    const pattern = fc.dictionary(text, fc.oneof(field, fc.dictionary(text, field, { minKeys: 1, maxKeys: 2 })), {
      minKeys: 1,
      maxKeys: 3,
    });
    fc.assert(
      fc.property(pattern, fc.dictionary(text, fc.oneof(text, fc.integer())), (wanted, before) => {
        const example = exampleEvent(wanted as JsonObject, before);
        expect(example).toBeDefined();
        expect(matchEvent(parsePattern(wanted as JsonObject).pattern, example ?? {})).toBe(true);
      }),
    );
  });
});
