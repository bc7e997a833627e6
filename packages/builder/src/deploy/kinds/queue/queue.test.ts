import {
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueueTagsCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, describe, expect, it } from 'vitest';
import { commandNames, serviceError, testIdentity, testTarget } from '../../../../test/deployment-target.ts';
import { queue, type SqsQueueSettings } from './queue.ts';

const sqs = mockClient(SQSClient);
afterEach(() => sqs.reset());

const settings: SqsQueueSettings = { retention: 60, visibilityTimeout: 30, redrive: null, tags: {} };
const actual = { owner: testIdentity, settings, attributes: { url: 'https://jobs', policy: 'as planned' } };

function holding(visible: number, inFlight: number, delayed: number): void {
  sqs.on(GetQueueAttributesCommand).resolves({
    Attributes: {
      ApproximateNumberOfMessages: String(visible),
      ApproximateNumberOfMessagesNotVisible: String(inFlight),
      ApproximateNumberOfMessagesDelayed: String(delayed),
    },
  });
}

describe('a queue', () => {
  it('reports its messages: visible, in flight and delayed', async () => {
    sqs.on(GetQueueUrlCommand).resolves({ QueueUrl: 'https://jobs' }).on(ListQueueTagsCommand).resolves({});
    holding(1, 2, 3);
    expect(await queue.read(testTarget(), 'jobs', undefined)).toMatchObject({
      contents: { messages: { visible: 1, inFlight: 2, delayed: 3 } },
      holds: '6 messages (1 visible, 2 in flight, 3 delayed)',
    });
  });

  it.each([
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ])('is not removed with %i visible, %i in flight and %i delayed messages', async (...counts) => {
    holding(...counts);
    await expect(queue.remove(testTarget(), 'jobs', actual)).rejects.toThrow(
      /^it has 1 message .*--delete-messages jobs$/,
    );
    await expect(queue.remove(testTarget(), 'jobs', actual, { deleteMessages: ['others'] })).rejects.toThrow(
      'it has 1',
    );
    expect(commandNames(sqs)).not.toContain('DeleteQueue');
  });

  it('is removed if it is empty, or if its messages may be deleted', async () => {
    sqs.on(DeleteQueueCommand).resolves({});
    holding(0, 0, 0);
    await queue.remove(testTarget(), 'jobs', actual);
    holding(1, 0, 0);
    await queue.remove(testTarget(), 'jobs', actual, { deleteMessages: ['jobs'] });
    expect(sqs.commandCalls(DeleteQueueCommand)).toHaveLength(2);
  });

  it('is sent only the attributes that change, and never its policy', async () => {
    sqs.on(SetQueueAttributesCommand).resolves({});
    sqs.on(GetQueueAttributesCommand).resolves({ Attributes: { Policy: 'of others' } });
    const changed = new Set(['visibilityTimeout']);
    await queue.update(testTarget(), 'jobs', { ...settings, visibilityTimeout: 60 }, { actual, changed });
    await queue.update(testTarget(), 'jobs', settings, { actual, changed: new Set(['redrive']) });
    expect(sqs.commandCalls(SetQueueAttributesCommand).map(({ args }) => args[0].input.Attributes)).toEqual([
      { VisibilityTimeout: '60' },
      { RedrivePolicy: '' },
    ]);
  });

  it('gets its current policy back from an emulator that drops it', async () => {
    sqs.on(SetQueueAttributesCommand).resolves({});
    sqs
      .on(GetQueueAttributesCommand)
      .resolvesOnce({ Attributes: { Policy: 'current' } })
      .resolves({});
    await queue.update(testTarget(), 'jobs', settings, { actual, changed: new Set(['retention']) });
    expect(sqs.commandCalls(SetQueueAttributesCommand)[1]?.args[0].input.Attributes).toEqual({ Policy: 'current' });
  });

  it('waits for its dead-letter queue, which was created a moment ago', async () => {
    const reason = 'Value for parameter RedrivePolicy is invalid. Reason: Dead letter target does not exist.';
    sqs.on(GetQueueAttributesCommand).resolves({});
    sqs.on(SetQueueAttributesCommand).rejectsOnce(serviceError('InvalidParameterValue', reason)).resolves({});
    const desired = { ...settings, redrive: { queue: 'arn:dlq', receiveCount: 3 } };
    await queue.update(testTarget(), 'jobs', desired, { actual, changed: new Set(['redrive']) });
    expect(sqs.commandCalls(SetQueueAttributesCommand)).toHaveLength(2);
  });
});
