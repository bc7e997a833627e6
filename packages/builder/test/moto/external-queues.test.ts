import { once } from 'node:events';
import {
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest';
import { createQueue, type ExternalSettings, projectReading } from '../external-queues.ts';
import { openGate } from '../gate.ts';
import { READER_REGION as REGION, startReader as start, stopReader as stop } from './external-reader.ts';

let sqs: SQSClient;
beforeAll(() => {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  sqs = new SQSClient({ endpoint: inject('motoUrl'), region: REGION, credentials });
});

let queues = 0;

/** Creates a queue, and a project whose function reads it. */
async function readQueue(settings: ExternalSettings = {}) {
  const name = `external${++queues}${settings.name ?? ''}`;
  const QueueUrl = await createQueue(sqs, name, { VisibilityTimeout: '2', ...settings.attributes });
  const project = await projectReading(name, settings);
  onTestFinished(() => project[Symbol.asyncDispose]());
  return {
    name,
    QueueUrl,
    start: () => start(project.directory),
    async send(...bodies: string[]) {
      const Entries = bodies.map((MessageBody, index) => ({
        Id: String(index),
        MessageBody,
        ...(name.endsWith('.fifo') && { MessageGroupId: 'a', MessageDeduplicationId: String(index) }),
      }));
      await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    },
    async counts(url = QueueUrl) {
      const { Attributes = {} } = await sqs.send(
        new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] }),
      );
      return [Attributes.ApproximateNumberOfMessages, Attributes.ApproximateNumberOfMessagesNotVisible].map(Number);
    },
  };
}

describe.skipIf(inject('motoUrl') === '')('alr-builder local --source aws, with moto as AWS', () => {
  it('gets the messages of the queue, and deletes them', async () => {
    const queue = await readQueue();
    const reader = await queue.start();
    await queue.send('a', 'b');
    await reader.until('end', 2);
    await expect.poll(() => queue.counts()).toEqual([0, 0]);
    expect(reader.events.find(({ type }) => type === 'external')).toMatchObject({
      source: 'aws',
      account: '123456789012',
      region: REGION,
      credentials: 'the credentials in AWS_ACCESS_KEY_ID',
      endpoint: inject('motoUrl'),
      queues: [{ name: queue.name, readers: [] }],
    });
    expect(JSON.stringify(reader.events)).not.toContain('SECRET');
    await stop(reader);
  });

  it('gets a message again after it was killed', async () => {
    await using gate = await openGate();
    const queue = await readQueue();
    const first = await queue.start();
    await queue.send(JSON.stringify({ after: gate.url }));
    await gate.called;
    first.child.kill('SIGKILL');
    await once(first.child, 'exit');
    await gate[Symbol.asyncDispose]();
    const [visible = 0, hidden = 0] = await queue.counts();
    expect(visible + hidden).toBe(1);
    const second = await queue.start();
    await second.until('end');
    await expect.poll(() => queue.counts()).toEqual([0, 0]);
    await stop(second);
  });

  it('leaves a message that fails to the redrive policy of the queue', async () => {
    const queue = await readQueue();
    const reader = await queue.start();
    await queue.send('{"fail":"Poison"}');
    await reader.until('batch-returned', 2);
    await expect.poll(() => queue.counts(`${queue.QueueUrl}-dlq`)).toEqual([1, 0]);
    await stop(reader);
  });

  it('deletes the messages that the function does not report as failed', async () => {
    const queue = await readQueue({
      queue: ', batch_size: 10, partial_batch_response: true',
      attributes: { VisibilityTimeout: '300' },
    });
    await queue.send(JSON.stringify({ respond: '{"batchItemFailures":[{"itemIdentifier":"$0"}]}' }), 'b', 'c');
    const reader = await queue.start();
    await reader.until('batch-returned');
    await expect.poll(() => queue.counts()).toEqual([0, 1]);
    await stop(reader);
  });

  it('gets a FIFO group in order', async () => {
    const queue = await readQueue({ name: '.fifo' });
    await queue.send('1', '2', '3');
    const reader = await queue.start();
    await reader.until('end', 3);
    await expect.poll(() => queue.counts()).toEqual([0, 0]);
    await stop(reader);
  });

  it('deletes the messages that match no filter', async () => {
    const queue = await readQueue({ trigger: ', filter: { body: { kind: [order] } }' });
    await queue.send('{"kind":"order"}', '{"kind":"other"}');
    const reader = await queue.start();
    await reader.until('end');
    await expect.poll(() => queue.counts()).toEqual([0, 0]);
    expect(reader.events.filter(({ type }) => type === 'batch')).toHaveLength(1);
    await stop(reader);
  });

  it('returns the messages of a window when it is stopped', async () => {
    const queue = await readQueue({
      queue: ', batch_size: 10, batch_window: 300',
      attributes: { VisibilityTimeout: '600' },
    });
    const reader = await queue.start();
    await reader.until('external');
    await sqs.send(new SendMessageCommand({ QueueUrl: queue.QueueUrl, MessageBody: 'a' }));
    await expect.poll(() => queue.counts()).toEqual([0, 1]);
    await stop(reader);
    expect(reader.events).toContainEqual(expect.objectContaining({ type: 'released', messages: 1 }));
    const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: queue.QueueUrl }));
    expect(Messages).toMatchObject([{ Body: 'a' }]);
  });
});
