import { SendMessageBatchCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { addressOf, createQueue, projectReading, sqsClient, startExternal } from '../../../test/external-queues.ts';
import { openGate } from '../../../test/gate.ts';
import { startTestLocal, startTestProject, type TestLocal } from '../../../test/local.ts';

function batches(local: TestLocal): string[][] {
  return local.invocations.map(({ event }) =>
    (event as { Records: { body: string }[] }).Records.map(({ body }) => body),
  );
}

describe('a function that reads the queue of another emulator', () => {
  it('gets its messages, which are deleted', async () => {
    await using test = await startExternal();
    const { queues, local, sqs, queueUrl: QueueUrl } = test;
    const MessageAttributes = { kind: { DataType: 'Number', StringValue: '1' } };
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'a', MessageAttributes }));
    await local.until('end');
    await local.settled();
    expect(queues.queue('jobs').messages).toEqual([]);
    expect(local.invocations[0]).toMatchObject({
      source: 'sqs',
      event: {
        Records: [
          {
            body: 'a',
            attributes: { ApproximateReceiveCount: '1', SentTimestamp: expect.stringMatching(/^\d{13}$/) },
            messageAttributes: { kind: { stringValue: '1', dataType: 'Number' } },
            eventSource: 'aws:sqs',
            eventSourceARN: queues.queue('jobs').arn,
            md5OfBody: '0cc175b9c0f1b6a831c399e269772661',
          },
        ],
      },
    });
  });

  it('says which queue it reads, and what happens to its messages', async () => {
    await using test = await startExternal();
    const { queues, local, queueUrl } = test;
    expect(await local.until('external')).toMatchObject({
      source: addressOf(queues),
      queues: [
        {
          name: 'jobs',
          url: queueUrl,
          functions: ['main'],
          visibleMessages: 0,
          visibilityTimeout: 300,
          redrive: { queue: 'jobs-dlq', receiveCount: 2 },
        },
      ],
      unread: [],
    });
  });

  it('gets a message that failed again after the visibility timeout of the queue, until its redrive policy applies', async () => {
    await using test = await startExternal();
    const { queues, local } = test;
    queues.queue('jobs').send('{"fail":"Poison"}');
    const returned = await local.until('batch-returned');
    expect(returned).toMatchObject({ queue: 'jobs', returned: 1, isExternal: true });
    expect(returned.inMs).toBeGreaterThan(200_000);
    await queues.clock.skip('5m');
    await expect.poll(() => local.invocations.length).toBe(2);
    expect(local.invocations[1]).toMatchObject({
      event: { Records: [{ attributes: { ApproximateReceiveCount: '2' } }] },
    });
    await local.settled();
    await queues.clock.skip('5m');
    await expect.poll(() => queues.queue('jobs-dlq').messages.length).toBe(1);
    expect(local.invocations).toHaveLength(2);
  });

  it('gets batches, and reports the messages that failed', async () => {
    const settings = { queue: ', batch_size: 10, partial_batch_response: true' };
    await using test = await startExternal(settings);
    const { queues, local, sqs, queueUrl: QueueUrl } = test;
    const report = JSON.stringify({ respond: '{"batchItemFailures":[{"itemIdentifier":"$1"}]}' });
    const Entries = [report, 'b', 'c'].map((MessageBody, index) => ({ Id: String(index), MessageBody }));
    await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    await local.until('batch-returned');
    await local.settled();
    expect(batches(local)).toEqual([[report, 'b', 'c']]);
    expect(queues.queue('jobs').messages).toMatchObject([{ body: 'b', state: 'hidden' }]);
  });

  it('gets large batches out of several receives, and the rest at the end of the window', async () => {
    await using test = await startExternal({ queue: ', batch_size: 25, batch_window: 3' });
    const { queues, local } = test;
    queues.queue('jobs').send(Array.from({ length: 30 }, (_, index) => String(index)));
    await expect.poll(() => local.invocations.length).toBe(2);
    await local.settled();
    expect(batches(local).map(({ length }) => length)).toEqual([25, 5]);
    expect(queues.queue('jobs').messages).toEqual([]);
  });

  it('does not get messages that match no filter, which are deleted', async () => {
    await using test = await startExternal({ trigger: ', filter: { body: { kind: [order] } }' });
    const { queues, local } = test;
    queues.queue('jobs').send(['{"kind":"other"}', '{"kind":"order"}']);
    await local.until('end');
    await expect.poll(() => queues.queue('jobs').messages).toEqual([]);
    expect(batches(local)).toEqual([['{"kind":"order"}']]);
  });

  it('gets the messages of a FIFO group in order, and none past one that failed', async () => {
    const attributes = { ContentBasedDeduplication: 'true' };
    await using test = await startExternal({ name: 'jobs.fifo', attributes });
    const { queues, local } = test;
    const bodies = ['1', '{"fail":"Poison"}', '3', '4'];
    queues.queue('jobs.fifo').send(bodies.map((body) => ({ body, groupId: 'a' })));
    await local.until('batch-returned');
    expect(batches(local).flat()).toEqual(bodies.slice(0, 2));
    queues.queue('jobs.fifo').send({ body: 'other', groupId: 'b' });
    await expect.poll(() => batches(local).flat()).toEqual([...bodies.slice(0, 2), 'other']);
    await local.settled();
    await queues.clock.skip('5m');
    await expect.poll(() => local.invocations.length).toBe(4);
    await local.settled();
    await queues.clock.skip('5m');
    await expect.poll(() => batches(local).flat().slice(-2)).toEqual(['3', '4']);
    expect(queues.queue('jobs-dlq.fifo').messages).toMatchObject([{ body: '{"fail":"Poison"}' }]);
  });

  it('receives nothing while it is busy', async () => {
    await using gate = await openGate();
    await using test = await startExternal();
    const { queues, local } = test;
    queues.queue('jobs').send(JSON.stringify({ after: gate.url }));
    const response = await gate.called;
    queues.queue('jobs').send(['b', 'c']);
    expect(queues.queue('jobs').messages.map(({ state }) => state)).toEqual(['hidden', 'visible', 'visible']);
    response.end();
    await expect.poll(() => queues.queue('jobs').messages).toEqual([]);
    expect(batches(local).slice(1)).toEqual([['b'], ['c']]);
  });

  it('finishes the batch that runs when the emulator ends, and returns what has not begun', async () => {
    await using gate = await openGate();
    await using test = await startExternal({ queue: ', batch_size: 2, batch_window: 300' });
    const { queues, local } = test;
    queues.queue('jobs').send([JSON.stringify({ after: gate.url }), 'b']);
    const response = await gate.called;
    queues.queue('jobs').send('c');
    const closed = local.close();
    await local.until('finishing');
    response.end();
    await closed;
    expect(queues.queue('jobs').messages).toMatchObject([{ body: 'c', state: 'visible' }]);
  });

  it('returns the messages of a window that has not ended', async () => {
    await using test = await startExternal({ queue: ', batch_size: 10, batch_window: 300' });
    const { queues, local } = test;
    queues.queue('jobs').send('a');
    await expect.poll(() => queues.queue('jobs').messages[0]?.state).toBe('hidden');
    await local.close();
    expect(queues.queue('jobs').messages).toMatchObject([{ body: 'a', state: 'visible' }]);
    expect(local.events).toContainEqual({ type: 'released', queue: 'jobs', messages: 1 });
    expect(local.invocations).toEqual([]);
  });

  it('has the queue of the emulator in its environment', async () => {
    await using queues = await startTestLocal();
    const queueUrl = await createQueue(sqsClient(queues.url), 'jobs');
    await using project = await projectReading('jobs', { queue: ', partial_batch_response: true' });
    const variables = { QUEUE: 'https://sqs.eu-west-1.amazonaws.com/123456789012/jobs' };
    await using local = await startTestProject(project, { source: addressOf(queues), env: variables });
    const variable = async (describe: string) => {
      const { payload } = await local.invoke({ describe });
      return (payload as { variable?: string }).variable;
    };
    expect(await variable('AWS_ENDPOINT_URL_SQS')).toBe(addressOf(queues));
    expect(await variable('AWS_ENDPOINT_URL')).toBe(process.env.AWS_ENDPOINT_URL);
    expect(await variable('QUEUE')).toBe(queueUrl);
    expect(await variable('ALR_PARTIAL_BATCH_RESPONSE')).toContain(queues.queue('jobs').arn);
    expect(await local.until('aws-access')).toMatchObject({
      localServices: ['SQS'],
      endpoint: addressOf(queues),
      localVariables: ['QUEUE'],
    });
  });

  it('goes on when the queue can be reached again', async () => {
    const first = await startTestLocal();
    await createQueue(sqsClient(first.url), 'jobs');
    const { host, port } = new URL(first.url);
    await using project = await projectReading('jobs');
    await using local = await startTestProject(project, { source: `http://${host}` });
    await first.close();
    const { message } = await local.until('source-failed');
    expect(message).toContain(`could not receive messages from the queue jobs`);
    await using second = await startTestLocal({ port: Number(port) });
    await createQueue(sqsClient(second.url), 'jobs');
    second.queue('jobs').send('a');
    await local.until('source-recovered');
    await local.until('end');
    await expect.poll(() => second.queue('jobs').messages).toEqual([]);
  });

  it('does not start if the queue does not exist, or nothing responds', async () => {
    await using queues = await startTestLocal();
    await using project = await projectReading('jobs');
    const source = addressOf(queues);
    await expect(startTestProject(project, { source })).rejects.toThrow(
      `the queue jobs does not exist at ${source} in us-east-1: create it there`,
    );
    await queues.close();
    await expect(startTestProject(project, { source })).rejects.toThrow(
      `could not look up the queue jobs: nothing responds at ${source} (ECONNREFUSED): is the emulator running?`,
    );
  });
});
