import * as sqs from '@aws-sdk/client-sqs';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { startTestLocal, type TestLocal } from '../local.ts';

// Runs the same operations against the queues of this machine and those of moto. What differs between the two, and why:
//
// - A standard queue has no order. Moto delivers in the order of sending, we in the order of becoming visible. So only the
//   sets of messages are compared, and no queue has more messages than a receive can return.
// - Moto cannot skip time, so nothing becomes visible again by itself here: the tests of the queue do that.
// - Texts of errors, and ids, are not compared. Some errors have names in moto that AWS does not have; see `namesOfAws`.

const MAX_MESSAGES = 10;

type Step =
  | { readonly type: 'send'; readonly body: string; readonly group: string; readonly attribute: string | undefined }
  | { readonly type: 'batch'; readonly ids: readonly string[]; readonly body: string }
  | { readonly type: 'receive'; readonly max: number }
  | { readonly type: 'delete' | 'release'; readonly index: number }
  | { readonly type: 'count' | 'badHandle' | 'badType' | 'noGroup' };

const body = fc.string({ minLength: 1, maxLength: 5, unit: 'grapheme' });
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    type: fc.constant('send' as const),
    body,
    group: fc.constantFrom('a', 'b', 'c'),
    attribute: fc.option(fc.string({ minLength: 1, unit: 'grapheme' }), { nil: undefined }),
  }),
  fc.record({
    type: fc.constant('batch' as const),
    ids: fc.array(fc.constantFrom('x', 'y', 'a b'), { maxLength: 2 }),
    body,
  }),
  fc.record({ type: fc.constant('receive' as const), max: fc.constantFrom(10, 10, 10, 0, 11) }),
  fc.record({ type: fc.constantFrom('delete' as const, 'release' as const), index: fc.nat(3) }),
  fc.record({ type: fc.constantFrom('count' as const, 'badHandle' as const, 'badType' as const, 'noGroup' as const) }),
);

/** Names of errors in moto, and those that AWS documents. */
const namesOfAws: Readonly<Record<string, string>> = { MessageAttributesInvalid: 'InvalidParameterValue' };

let local: TestLocal;
let clients: readonly sqs.SQSClient[];

beforeAll(async () => {
  local = await startTestLocal();
  const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
  clients = [local.url, inject('motoUrl')].map(
    (endpoint) => new sqs.SQSClient({ endpoint, region: 'eu-central-1', credentials, maxAttempts: 1 }),
  );
});
afterAll(() => local.close());

let queues = 0;

/** What a client sees of the steps. */
async function run(client: sqs.SQSClient, steps: readonly Step[], isFifo: boolean, name: string): Promise<unknown[]> {
  const Attributes = { VisibilityTimeout: '600', ...(isFifo && { FifoQueue: 'true' }) };
  const { QueueUrl } = await client.send(new sqs.CreateQueueCommand({ QueueName: name, Attributes }));
  const handles: { readonly body: string; readonly handle: string }[] = [];
  let sent = 0;
  const fifo = (group: string) => isFifo && { MessageGroupId: group, MessageDeduplicationId: `d${sent}` };

  async function perform(each: Step): Promise<unknown> {
    switch (each.type) {
      case 'send': {
        if (++sent > MAX_MESSAGES) return undefined;
        const attribute = { DataType: 'String', StringValue: each.attribute };
        const input = {
          QueueUrl,
          MessageBody: `${sent} ${each.body}`,
          ...(each.attribute !== undefined && { MessageAttributes: { colour: attribute } }),
          ...fifo(each.group),
        };
        const { MD5OfMessageBody, MD5OfMessageAttributes } = await client.send(new sqs.SendMessageCommand(input));
        return { MD5OfMessageBody, MD5OfMessageAttributes };
      }
      case 'batch': {
        sent += each.ids.length;
        if (sent > MAX_MESSAGES) return undefined;
        const Entries = each.ids.map((Id, index) => ({
          Id,
          MessageBody: `${sent} ${index} ${each.body}`,
          ...(isFifo && { MessageGroupId: 'a', MessageDeduplicationId: `b${sent} ${index}`.replace(' ', '-') }),
        }));
        const { Successful = [], Failed = [] } = await client.send(
          new sqs.SendMessageBatchCommand({ QueueUrl, Entries }),
        );
        return { ids: Successful.map(({ Id }) => Id), failed: Failed.map(({ Id }) => Id) };
      }
      case 'receive': {
        const { Messages = [] } = await client.send(
          new sqs.ReceiveMessageCommand({
            QueueUrl,
            MaxNumberOfMessages: each.max,
            MessageAttributeNames: ['All'],
            AttributeNames: ['All'],
          }),
        );
        const received = Messages.map(({ Body = '', ReceiptHandle = '', Attributes = {}, ...message }) => {
          handles.push({ body: Body, handle: ReceiptHandle });
          const { ApproximateReceiveCount, MessageGroupId } = Attributes;
          const { MD5OfBody, MD5OfMessageAttributes, MessageAttributes } = message;
          return {
            Body,
            ApproximateReceiveCount,
            MessageGroupId,
            MD5OfBody,
            MD5OfMessageAttributes,
            MessageAttributes,
          };
        });
        // Moto sends the messages of several groups in the order of sending, AWS and we group by group.
        return isFifo
          ? ['a', 'b', 'c'].map((group) => received.filter(({ MessageGroupId }) => MessageGroupId === group))
          : received.sort((a, b) => (a.Body < b.Body ? -1 : 1));
      }
      case 'delete': {
        handles.sort((a, b) => (a.body < b.body ? -1 : 1));
        const [taken] = handles.splice(each.index, 1);
        if (taken === undefined) return undefined;
        await client.send(new sqs.DeleteMessageCommand({ QueueUrl, ReceiptHandle: taken.handle }));
        return taken.body;
      }
      case 'release': {
        handles.sort((a, b) => (a.body < b.body ? -1 : 1));
        const [taken] = handles.splice(each.index, 1);
        if (taken === undefined) return undefined;
        const input = { QueueUrl, ReceiptHandle: taken.handle, VisibilityTimeout: 0 };
        await client.send(new sqs.ChangeMessageVisibilityCommand(input));
        return taken.body;
      }
      case 'count': {
        const { Attributes: counts = {} } = await client.send(
          new sqs.GetQueueAttributesCommand({
            QueueUrl,
            AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
          }),
        );
        return { ...counts };
      }
      case 'badHandle':
        return client.send(new sqs.DeleteMessageCommand({ QueueUrl, ReceiptHandle: 'none' }));
      case 'badType': {
        const MessageAttributes = { a: { DataType: 'Text', StringValue: 'b' } };
        return client.send(new sqs.SendMessageCommand({ QueueUrl, MessageBody: 'a', MessageAttributes, ...fifo('a') }));
      }
      case 'noGroup':
        if (!isFifo) return undefined;
        return client.send(new sqs.SendMessageCommand({ QueueUrl, MessageBody: 'a', MessageDeduplicationId: 'x' }));
    }
  }

  const seen: unknown[] = [];
  for (const each of steps) {
    const result = await perform(each).catch((error: unknown) => {
      if (!(error instanceof Error)) throw error;
      return { error: namesOfAws[error.name] ?? error.name };
    });
    seen.push({ step: each, result });
  }
  return seen;
}

describe.skipIf(inject('motoUrl') === '')('queues of this machine and of moto', () => {
  it.each([
    ['standard', false],
    ['FIFO', true],
  ])('do the same: %s', async (_, isFifo) => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
        const name = `q${++queues}${isFifo ? '.fifo' : ''}`;
        const [ours, theirs] = await Promise.all(clients.map((client) => run(client, steps, isFifo, name)));
        expect(ours).toEqual(theirs);
      }),
      { numRuns: 15 },
    );
  });
});
