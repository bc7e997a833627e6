import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { QueueMapping } from '../mapping/queue-mapping.ts';
import type { ReceivedMessage } from '../sources/queue/message/received-message.ts';
import { ReceivedMessages } from './received-messages.ts';

const ARN = 'arn:aws:sqs:eu-west-1:123456789012:jobs';

function messageOf(index: number, matches: boolean): ReceivedMessage {
  return {
    messageId: String(index),
    receiptHandle: `handle ${index}`,
    body: JSON.stringify({ kind: matches ? 'order' : 'other' }),
    bodyMd5: '',
    attributes: {},
    attributesMd5: undefined,
    systemAttributes: {},
  };
}

describe('messages that were received', () => {
  it('are each in a batch, waiting, returned or deleted, and only deleted if they were processed or match no filter', () => {
    const receipt = fc.array(fc.boolean(), { minLength: 1, maxLength: 10 });
    const result = fc.constantFrom('succeeded' as const, 'failed' as const, 'partial' as const);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(receipt, result, fc.boolean())),
        fc.integer({ min: 1, max: 10 }),
        (steps, batchSize) => {
          const messages = new ReceivedMessages({ name: 'jobs', arn: ARN, visibilityTimeout: 30 });
          const filter = ['{"body":{"kind":["order"]}}'];
          const mapping = new QueueMapping(messages, { batchSize, batchWindow: 0, acceptsReports: true, filter });
          const [deleted, returned, failed] = [new Set<string>(), new Set<string>(), new Set<string>()];
          const expected = new Set<string>();
          let count = 0;
          for (const [now, [receive, kind, isFree]] of steps.entries()) {
            const received = receive.map((matches) => messageOf(count++, matches));
            messages.add(received, now);
            for (const [index, { messageId }] of received.entries()) if (!receive[index]) expected.add(messageId);
            for (let batch = mapping.take(now, isFree); batch !== undefined; batch = mapping.take(now, isFree)) {
              const [first] = batch.messages;
              const failedIds = new Set(first === undefined ? [] : [first.messageId]);
              const outcome =
                kind === 'failed' ? { kind, reason: '' } : kind === 'partial' ? { kind, failedIds } : { kind };
              for (const { messageId } of batch.messages) {
                const isDone = kind === 'succeeded' || (kind === 'partial' && !failedIds.has(messageId));
                (isDone ? expected : failed).add(messageId);
              }
              mapping.settle(batch, outcome, now);
            }
            for (const { messageId } of messages.takeDeletions()) {
              expect(deleted).not.toContain(messageId);
              deleted.add(messageId);
            }
          }
          for (const { messageId } of messages.giveBack()) returned.add(messageId);
          expect(deleted.size + returned.size + failed.size).toBe(count);
          expect([...deleted].filter((id) => !expected.has(id))).toEqual([]);
          expect([...deleted].filter((id) => failed.has(id))).toEqual([]);
        },
      ),
    );
  });
});
