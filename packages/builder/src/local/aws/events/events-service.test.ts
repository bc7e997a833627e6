import * as events from '@aws-sdk/client-eventbridge';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startAwsApi, type TestAwsApi } from '../../../../test/aws-clients.ts';
import { parsePattern } from '../../../events/patterns/parse-pattern.ts';
import type { JsonValue } from '../../../events/patterns/pattern.ts';
import type { BusDelivery } from '../../sources/bus/event-bus.ts';
import { EventBuses } from '../../sources/bus/event-buses.ts';
import { eventsService } from './events-service.ts';

let api: TestAwsApi;
let client: events.EventBridgeClient;
const now = Date.UTC(2030, 0, 1);
const deliveries: BusDelivery[] = [];
const buses = new EventBuses({
  scope: { partition: 'aws', region: 'eu-west-1', account: '012345678912' },
  newId: () => 'id-1',
  deliver: (delivery) => deliveries.push(delivery),
});
buses.create('shop');

beforeAll(async () => {
  api = await startAwsApi({ now: () => now, services: { events: async () => eventsService(buses) } });
  client = new events.EventBridgeClient(api.client);
});
afterAll(async () => {
  client.destroy();
  await api[Symbol.asyncDispose]();
});
beforeEach(() => {
  deliveries.length = 0;
  for (const { rules } of buses.all) rules.clear();
});

const target = { kind: 'function', arn: 'arn:function' } as const;
function addRule(name: string, pattern: JsonValue, bus = 'default', input?: string): void {
  buses.find(bus)?.rules.set(name, {
    name,
    pattern: parsePattern(pattern).pattern,
    patternText: JSON.stringify(pattern),
    targets: [{ ...target, input }],
  });
}

const put = (...Entries: events.PutEventsRequestEntry[]) => client.send(new events.PutEventsCommand({ Entries }));
const entry = { Source: 'my.shop', DetailType: 'Order', Detail: '{"amount":7}' };

// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
describe('PutEvents', () => {
  it.each(['"soon"', '1e300'])('rejects the time %s', async (time) => {
    const response = await fetch(api.url, {
      method: 'POST',
      headers: {
        authorization: 'AWS4-HMAC-SHA256 Credential=any/20300101/eu-west-1/events/aws4_request',
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': 'AWSEvents.PutEvents',
      },
      body: `{"Entries":[{"Source":"my.shop","DetailType":"Order","Detail":"{}","Time":${time}}]}`,
    });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('Time is not a time');
  });

  it('delivers an event to the targets of the rules that match it', async () => {
    addRule('all', { source: [{ prefix: 'my.' }] });
    addRule('large', { detail: { amount: [{ numeric: ['>', 10] }] } });
    addRule('other', { source: ['my.shop'] }, 'shop');
    const Time = new Date('2030-02-03T04:05:06Z');
    expect(await put({ ...entry, Resources: ['arn:a'], Time })).toMatchObject({
      FailedEntryCount: 0,
      Entries: [{ EventId: 'id-1' }],
    });
    expect(deliveries.map(({ rule }) => rule)).toEqual(['all']);
    expect(deliveries[0]?.target).toMatchObject(target);
    expect(JSON.parse(deliveries[0]?.event ?? '')).toEqual({
      version: '0',
      id: 'id-1',
      account: '012345678912',
      region: 'eu-west-1',
      time: '2030-02-03T04:05:06Z',
      source: 'my.shop',
      'detail-type': 'Order',
      resources: ['arn:a'],
      detail: { amount: 7 },
    });
  });

  it.each(['shop', 'arn:aws:events:eu-west-1:123456789012:event-bus/shop'])('uses the bus %s', async (EventBusName) => {
    addRule('other', { source: ['my.shop'] }, 'shop');
    await put({ ...entry, EventBusName });
    expect(deliveries.map(({ rule }) => rule)).toEqual(['other']);
    expect(JSON.parse(deliveries[0]?.event ?? '')).toMatchObject({ time: '2030-01-01T00:00:00Z', resources: [] });
  });

  it('sends the input of a rule instead of the event', async () => {
    addRule('all', { source: ['my.shop'] }, 'default', '{"fixed":true}');
    await put(entry);
    expect(deliveries[0]?.event).toBe('{"fixed":true}');
  });

  it.each([
    [{ ...entry, Source: undefined }, 'InvalidArgument', 'Source is a required argument'],
    [{ ...entry, DetailType: '' }, 'InvalidArgument', 'DetailType is a required argument'],
    [{ ...entry, Detail: undefined }, 'InvalidArgument', 'Detail is a required argument'],
    [{ ...entry, Detail: '{' }, 'MalformedDetail', 'malformed'],
    [{ ...entry, Detail: '[]' }, 'MalformedDetail', 'malformed'],
    [{ ...entry, Source: 'aws.ec2' }, 'NotAuthorizedForSource', 'Not authorized'],
    [{ ...entry, EventBusName: 'none' }, 'ResourceNotFoundException', 'The emulator has default, shop'],
  ])('rejects %j, but not the others', async (invalid, code, message) => {
    const { FailedEntryCount, Entries } = await put(entry, invalid);
    expect(FailedEntryCount).toBe(1);
    expect(Entries).toMatchObject([
      { EventId: 'id-1' },
      { ErrorCode: code, ErrorMessage: expect.stringContaining(message) },
    ]);
  });

  it('accepts ten events', async () => {
    addRule('all', { source: ['my.shop'] });
    expect(await put(...Array.from({ length: 10 }, () => entry))).toMatchObject({ FailedEntryCount: 0 });
    expect(deliveries.length).toBe(10);
  });

  it.each([
    ['no events', []],
    ['more than ten', Array.from({ length: 11 }, () => entry)],
    ['more than 1 MB', Array.from({ length: 2 }, () => ({ ...entry, Detail: JSON.stringify('a'.repeat(600_000)) }))],
  ])('rejects %s', async (_, entries) => {
    await expect(put(...entries)).rejects.toMatchObject({ name: 'ValidationException' });
  });
});

describe('buses and rules', () => {
  it('are listed and described', async () => {
    addRule('large', { detail: { amount: [8] } }, 'shop');
    const { EventBuses: listed } = await client.send(new events.ListEventBusesCommand());
    expect(listed?.map(({ Name }) => Name)).toEqual(['default', 'shop']);
    const Arn = 'arn:aws:events:eu-west-1:012345678912:event-bus/shop';
    expect(await client.send(new events.DescribeEventBusCommand({ Name: 'shop' }))).toMatchObject({
      Name: 'shop',
      Arn,
    });
    const rule = {
      Name: 'large',
      Arn: 'arn:aws:events:eu-west-1:012345678912:rule/shop/large',
      EventPattern: '{"detail":{"amount":[8]}}',
      State: 'ENABLED',
    };
    const { Rules } = await client.send(new events.ListRulesCommand({ EventBusName: 'shop' }));
    expect(Rules).toMatchObject([rule]);
    const describeRule = new events.DescribeRuleCommand({ EventBusName: 'shop', Name: 'large' });
    expect(await client.send(describeRule)).toMatchObject(rule);
  });

  it('that do not exist are named', async () => {
    const bus = client.send(new events.DescribeEventBusCommand({ Name: 'none' }));
    await expect(bus).rejects.toThrow(events.ResourceNotFoundException);
    const rule = client.send(new events.DescribeRuleCommand({ Name: 'none' }));
    await expect(rule).rejects.toThrow('Rule none does not exist');
  });
});

// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_TestEventPattern.html
describe('TestEventPattern', () => {
  const test = (EventPattern: string, Event: string) =>
    client.send(new events.TestEventPatternCommand({ EventPattern, Event }));

  it.each([
    ['{"source":["a"]}', true],
    ['{"source":["b"]}', false],
  ])('says whether %s matches', async (pattern, matches) => {
    expect(await test(pattern, '{"source":"a"}')).toMatchObject({ Result: matches });
  });

  it('rejects what is not a pattern', async () => {
    await expect(test('{', '{}')).rejects.toThrow(events.InvalidEventPatternException);
    await expect(test('{"a":"b"}', '{}')).rejects.toThrow('EventPattern.a');
  });
});
