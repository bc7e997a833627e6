import * as sns from '@aws-sdk/client-sns';
import * as sqs from '@aws-sdk/client-sqs';
import fc from 'fast-check';
import { describe, expect, inject, it } from 'vitest';
import { besideMoto, type ClientSettings, outcomeOf } from './beside-moto.ts';

// Runs the same operations against the topics of this machine and those of moto, and compares what arrives in the queues
// that are subscribed. What differs between the two, and why:
//
// - Moto fails if a `numeric` condition meets a text, so only numbers do here.
// - A message that has no attribute passes `exists: false` beside other conditions, of which one has to hold. In moto, it
//   does not. So this condition is alone here.
// - Signatures, ids and times are not compared. A standard topic has no order, so sets of messages are.

type Attributes = Record<string, sns.MessageAttributeValue>;

interface Message {
  readonly Message: string;
  readonly Subject: string | undefined;
  readonly MessageAttributes: Attributes;
}

interface Subscription {
  readonly filter: object | undefined;
  readonly scope: 'MessageAttributes' | 'MessageBody';
  readonly isRaw: boolean;
}

const word = fc.constantFrom('red', 'green', 'reddish', '');
const number = fc.constantFrom(0, 5, 10.5, -3);
const aboutColour = fc.oneof(
  word,
  fc.record({ prefix: fc.constantFrom('re', 'g') }),
  fc.record({ 'anything-but': fc.array(fc.constantFrom('red', 'green'), { minLength: 1, maxLength: 2 }) }),
);
const aboutSize = fc.oneof(number, fc.record({ numeric: fc.constantFrom(['=', 5], ['>', 0], ['>=', 5, '<', 10.5]) }));
const filter = fc
  .record(
    {
      colour: fc.oneof(
        fc.array(aboutColour, { minLength: 1, maxLength: 2 }),
        fc.boolean().map((exists) => [{ exists }]),
      ),
      size: fc.array(aboutSize, { minLength: 1, maxLength: 2 }),
    },
    { requiredKeys: [] },
  )
  .filter((each) => Object.keys(each).length > 0);
const subscription: fc.Arbitrary<Subscription> = fc.record({
  filter: fc.option(filter, { nil: undefined }),
  scope: fc.constantFrom('MessageAttributes' as const, 'MessageBody' as const),
  isRaw: fc.boolean(),
});
const colour = fc.constantFrom('red', 'green', 'reddish').map((value) => ({ DataType: 'String', StringValue: value }));
const size = number.map((value) => ({ DataType: 'Number', StringValue: String(value) }));
const message: fc.Arbitrary<Message> = fc.record({
  Message: fc.record({ colour: word, size: number }, { requiredKeys: [] }).map((each) => JSON.stringify(each)),
  Subject: fc.constantFrom(undefined, 'Hello'),
  MessageAttributes: fc.oneof(
    fc.constant<Attributes>({}),
    colour.map((each): Attributes => ({ colour: each })),
    size.map((each): Attributes => ({ size: each })),
    fc.tuple(colour, size).map((both): Attributes => ({ colour: both[0], size: both[1] })),
  ),
});

let topics = 0;

/** What the subscribed queues have received, and the results of the operations. */
async function run(
  settings: ClientSettings,
  name: string,
  subscriptions: readonly Subscription[],
  messages: readonly Message[],
) {
  const [topic, queue] = [new sns.SNSClient(settings), new sqs.SQSClient(settings)];
  const { TopicArn } = await topic.send(new sns.CreateTopicCommand({ Name: name }));
  const queues: string[] = [];
  const seen: unknown[] = [];
  for (const [index, { filter, scope, isRaw }] of subscriptions.entries()) {
    const { QueueUrl = '' } = await queue.send(new sqs.CreateQueueCommand({ QueueName: `${name}-${index}` }));
    const attributes = new sqs.GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] });
    const Endpoint = (await queue.send(attributes)).Attributes?.QueueArn;
    const Attributes = {
      RawMessageDelivery: String(isRaw),
      ...(filter && { FilterPolicy: JSON.stringify(filter), FilterPolicyScope: scope }),
    };
    const subscribe = new sns.SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint, Attributes });
    const outcome = await outcomeOf(topic.send(subscribe));
    seen.push('error' in outcome ? outcome : 'subscribed');
    queues.push(QueueUrl);
  }
  for (const each of messages) {
    const outcome = await outcomeOf(topic.send(new sns.PublishCommand({ TopicArn, ...each })));
    seen.push('error' in outcome ? outcome : 'published');
  }
  for (const QueueUrl of queues) {
    const input = { QueueUrl, MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] };
    const { Messages = [] } = await queue.send(new sqs.ReceiveMessageCommand(input));
    seen.push(
      Messages.map(({ Body = '', MessageAttributes }) =>
        JSON.stringify([comparable(Body), sorted(MessageAttributes)]),
      ).sort(),
    );
  }
  topic.destroy();
  queue.destroy();
  return seen;
}

function sorted(attributes: object | undefined): unknown {
  return attributes && Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** The envelope of a notification without what differs each time, or a raw message. */
function comparable(body: string): unknown {
  try {
    const { Type, Message, Subject, MessageAttributes } = JSON.parse(body);
    return Type === 'Notification' ? { Type, Message, Subject, attributes: sorted(MessageAttributes) } : body;
  } catch {
    return body;
  }
}

describe.skipIf(inject('motoUrl') === '')('topics of this machine and of moto', () => {
  const onBothSides = besideMoto();

  it('deliver the same', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(subscription, { minLength: 1, maxLength: 2 }),
        fc.array(message, { minLength: 1, maxLength: 6 }),
        async (subscriptions, messages) => {
          const name = `beside-moto-${++topics}`;
          const [ours, theirs] = await onBothSides((settings) => run(settings, name, subscriptions, messages));
          expect(ours).toEqual(theirs);
        },
      ),
      { numRuns: 10 },
    );
  });
});
