import {
  CreateQueueCommand,
  DeleteMessageCommand,
  DeleteQueueCommand,
  QueueDeletedRecently,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { startTestLocal, startTestProject, type TestLocal } from '../../../../test/local.ts';
import { createTestProject } from '../../../../test/test-project.ts';
import { Clock } from '../../clock/clock.ts';
import type { LocalOptions } from '../../options/local-options.ts';
import { SourceFaults } from '../../sources/source-faults.ts';
import { LocalQueues } from './local-queues.ts';

function clientOf({ url }: TestLocal): SQSClient {
  const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
  return new SQSClient({ endpoint: url, region: 'us-east-1', credentials, maxAttempts: 1 });
}

async function withQueue(attributes: Record<string, string> = {}, options: LocalOptions = {}) {
  const local = await startTestLocal(options);
  const client = clientOf(local);
  const { QueueUrl } = await client.send(new CreateQueueCommand({ QueueName: 'jobs', Attributes: attributes }));
  const receive = (WaitTimeSeconds = 0) => client.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds }));
  return { local, client, QueueUrl, receive, [Symbol.asyncDispose]: () => local.close() };
}

describe('a queue on this machine', () => {
  it('delivers what a client sends to a client, once, until it becomes visible again', async () => {
    await using test = await withQueue();
    const { client, QueueUrl, local, receive } = test;
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'one' }));
    const { Messages: [message] = [] } = await receive();
    expect(message?.Body).toBe('one');
    expect(await receive()).not.toHaveProperty('Messages');
    expect(local.queue('jobs').messages).toMatchObject([{ body: 'one', state: 'hidden', receiveCount: 1 }]);
    await local.clock.skip('30s');
    const { Messages: [again] = [] } = await receive();
    await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: again?.ReceiptHandle }));
    expect(local.queue('jobs').messages).toEqual([]);
  });

  it('lets a receiver wait for a message, and for one that becomes visible', async () => {
    await using test = await withQueue();
    const { client, QueueUrl, local, receive } = test;
    const first = receive(20);
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'one' }));
    expect((await first).Messages).toMatchObject([{ Body: 'one' }]);
    const second = receive(20);
    await local.clock.skip('30s');
    expect((await second).Messages).toMatchObject([{ Body: 'one' }]);
  });

  it('ends a wait whose time is over', async () => {
    await using test = await withQueue();
    expect(await test.receive(1)).not.toHaveProperty('Messages');
  });

  it('ends all waits when it is deleted, although another one takes its place', async () => {
    const scope = { partition: 'aws', region: 'eu-central-1', account: '012345678912' };
    const faults = new SourceFaults([], () => {});
    const clock = new Clock();
    const local = new LocalQueues({ scope, clock, faults, journal: undefined, isStrict: false, emit: () => {} });
    const { signal } = new AbortController();
    const waits = [1, 2].map(() => local.receive(local.create('jobs'), { waitSeconds: 20 }, signal));
    local.queues.delete('jobs', clock.now);
    local.create('jobs').send({ body: 'one' }, clock.now);
    local.changed();
    expect(await Promise.all(waits)).toEqual([[], []]);
    local.close();
    clock.close();
  });

  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteQueue.html
  it('can be created again right after its deletion, but not on AWS, and not with --strict', async () => {
    const recreate = async ({ client, QueueUrl }: Awaited<ReturnType<typeof withQueue>>) => {
      await client.send(new DeleteQueueCommand({ QueueUrl }));
      await client.send(new CreateQueueCommand({ QueueName: 'jobs' }));
    };
    const warning = 'the queue jobs is created right after its deletion, which AWS rejects for 60 seconds';
    const warningsOf = ({ events }: TestLocal) =>
      events.flatMap((event) => (event.type === 'warning' ? [event.message] : []));
    await using test = await withQueue();
    await recreate(test);
    await recreate(test);
    expect(warningsOf(test.local)).toEqual([warning]);

    await using strict = await withQueue({}, { strict: true });
    await expect(recreate(strict)).rejects.toThrow(QueueDeletedRecently);
    await strict.local.clock.skip('1m');
    await strict.client.send(new CreateQueueCommand({ QueueName: 'jobs' }));
    expect(warningsOf(strict.local)).toEqual([]);
  });

  it('sends a delayed message when the time is skipped', async () => {
    await using test = await withQueue();
    const queue = test.local.queue('jobs');
    queue.send([{ body: 'later', delay: 60 }, 'now']);
    expect(queue.messages).toMatchObject([{ state: 'delayed' }, { state: 'visible' }]);
    await test.local.clock.skip('1m');
    expect(queue.messages).toMatchObject([{ state: 'visible' }, { state: 'visible' }]);
    queue.purge();
    expect(queue.messages).toEqual([]);
  });

  it('is found by its name, with its URL and ARN', async () => {
    await using test = await withQueue();
    const { local, QueueUrl } = test;
    expect(local.queue('jobs')).toMatchObject({ url: QueueUrl, arn: expect.stringMatching(/^arn:aws:sqs:.+:jobs$/) });
    expect(() => local.queue('job')).toThrow('there is no queue "job": the queues of this emulator are jobs');
    expect(() => local.queue('jobs').redrive()).toThrow('the queue jobs is no dead-letter queue, and has none');
  });
});

describe('the queue of on_failure', () => {
  it('gets a record of each event that is given up', async () => {
    await using project = await createTestProject({
      'lambda.yaml': `image: { handler: app.Handler }
lambda: { name: jobs, retries: 0, on_failure: { queue: failed } }
trigger: { type: none }
`,
    });
    await using local = await startTestProject(project);
    await local.invoke({ fail: 'NoDatabase' }, { InvocationType: 'Event' });
    await local.settled();
    const [message] = local.queue('failed').messages;
    // https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
    expect(JSON.parse(message?.body ?? '')).toEqual({
      version: '1.0',
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      requestContext: {
        requestId: local.invocations[0]?.requestId,
        functionArn: expect.stringMatching(/:function:jobs:\$LATEST$/),
        condition: 'RetriesExhausted',
        approximateInvokeCount: 1,
      },
      requestPayload: { fail: 'NoDatabase' },
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
      responsePayload: { errorType: 'NoDatabase', errorMessage: 'on purpose', stackTrace: [] },
    });
    expect(await local.until('discarded')).toMatchObject({ destination: 'the queue failed' });
  });
});
