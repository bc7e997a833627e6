import * as events from '@aws-sdk/client-eventbridge';
import * as sqs from '@aws-sdk/client-sqs';
import fc from 'fast-check';
import { describe, expect, inject, it } from 'vitest';
import { besideMoto, type ClientSettings, outcomeOf } from './beside-moto.ts';

// Matches the same events with the same patterns on the buses of this machine and on those of moto, and puts the same
// entries. What differs between the two, and why:
//
// - Moto fails if a condition meets another type or null, and finds any number equal to any other. So numbers are compared
//   with `numeric` only, and texts never.
// - A pattern for a field that an event does not have does not match, unless it says so by `exists`. In moto, it does. So
//   events have all fields here.
// - One condition of a list has to hold. In moto, all have to, except texts. So other conditions are alone here.
// - Moto has no TestEventPattern. There, a rule delivers the event to a queue, or not.
// - Texts of errors and ids are not compared.

const word = fc.constantFrom('red', 'green', 'reddish', '');
const number = fc.constantFrom(0, 5, 10.5, -3);
const colours = fc.oneof(
  fc.array(word, { minLength: 1, maxLength: 3 }),
  fc.constantFrom('re', 'g').map((prefix) => [{ prefix }]),
);
const sizes = fc.constantFrom(['=', 5], ['>', 0], ['>=', 5, '<', 10.5]).map((numeric) => [{ numeric }]);
const pattern = fc.record(
  {
    source: fc.constantFrom(['shop'], ['shop', 'other'], [{ prefix: 'sh' }]),
    'detail-type': fc.constantFrom(['Paid'], ['Sent']),
    detail: fc
      .record({ colour: colours, size: sizes, nested: fc.record({ colour: colours }) }, { requiredKeys: [] })
      .filter((each) => Object.keys(each).length > 0),
  },
  { requiredKeys: ['source'] },
);
const detail = fc.record({
  colour: word,
  size: number,
  nested: fc.record({ colour: word }),
});

const entry: fc.Arbitrary<events.PutEventsRequestEntry> = fc.record({
  Source: fc.constantFrom('shop', undefined),
  DetailType: fc.constantFrom('Paid', undefined),
  Detail: fc.oneof(
    detail.map((each) => JSON.stringify(each)),
    fc.constantFrom('no JSON', undefined),
  ),
});

/** Whether a pattern matches an event with this detail. */
async function testPattern(settings: ClientSettings, EventPattern: string, detailOfEvent: object): Promise<boolean> {
  const client = new events.EventBridgeClient(settings);
  const Event = JSON.stringify({
    ...{ version: '0', id: '12345678-1234-1234-1234-123456789012', 'detail-type': 'Paid', source: 'shop' },
    ...{ account: '123456789012', time: '2026-01-01T12:00:00Z', region: 'eu-central-1', resources: [] },
    detail: detailOfEvent,
  });
  const { Result = false } = await client.send(new events.TestEventPatternCommand({ EventPattern, Event }));
  client.destroy();
  return Result;
}

/** Whether a rule with the pattern delivers such an event to a queue. */
async function deliver(
  settings: ClientSettings,
  Name: string,
  EventPattern: string,
  detailOfEvent: object,
): Promise<boolean> {
  const [client, queue] = [new events.EventBridgeClient(settings), new sqs.SQSClient(settings)];
  const { QueueUrl = '' } = await queue.send(new sqs.CreateQueueCommand({ QueueName: Name }));
  const attributes = new sqs.GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] });
  const Arn = (await queue.send(attributes)).Attributes?.QueueArn;
  await client.send(new events.PutRuleCommand({ Name, EventPattern }));
  await client.send(new events.PutTargetsCommand({ Rule: Name, Targets: [{ Id: 'queue', Arn }] }));
  const Entries = [{ Source: 'shop', DetailType: 'Paid', Detail: JSON.stringify(detailOfEvent) }];
  try {
    await client.send(new events.PutEventsCommand({ Entries }));
    const { Messages = [] } = await queue.send(new sqs.ReceiveMessageCommand({ QueueUrl }));
    return Messages.length > 0;
  } finally {
    await client.send(new events.RemoveTargetsCommand({ Rule: Name, Ids: ['queue'] }));
    await client.send(new events.DeleteRuleCommand({ Name }));
    client.destroy();
    queue.destroy();
  }
}

describe.skipIf(inject('motoUrl') === '')('event buses of this machine and of moto', () => {
  const onBothSides = besideMoto();

  /** Runs the same command on both sides, with one client on each. */
  const outcomes = <Seen>(send: (client: events.EventBridgeClient) => Promise<Seen>) =>
    onBothSides(async (settings: ClientSettings) => {
      const client = new events.EventBridgeClient(settings);
      const outcome = await outcomeOf(send(client));
      client.destroy();
      return outcome;
    });

  it('match the same events', async () => {
    let rules = 0;
    await fc.assert(
      fc.asyncProperty(pattern, detail, async (EventPattern, each) => {
        const text = JSON.stringify(EventPattern);
        const name = `beside-moto-${++rules}`;
        const [ours, theirs] = await onBothSides(
          (settings) => testPattern(settings, text, each),
          (settings) => deliver(settings, name, text, each),
        );
        expect({ matches: ours }).toEqual({ matches: theirs });
      }),
      { numRuns: 10 },
    );
  });

  it('accept the same entries', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(entry, { minLength: 1, maxLength: 11 }), async (Entries) => {
        const [ours, theirs] = await outcomes(async (client) => {
          const { FailedEntryCount, Entries: results = [] } = await client.send(
            new events.PutEventsCommand({ Entries }),
          );
          return { FailedEntryCount, codes: results.map(({ ErrorCode }) => ErrorCode) };
        });
        expect(ours).toEqual(theirs);
      }),
      { numRuns: 25 },
    );
  });
});
