import { readFile, writeFile } from 'node:fs/promises';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  DeleteQueueCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { openGate } from '../../../../test/gate.ts';
import { startTestProject, type TestLocal } from '../../../../test/local.ts';
import { createTestProject, type TestProject } from '../../../../test/test-project.ts';
import type { LocalOptions } from '../../options/local-options.ts';

/** A project whose function reads the queue `jobs` with these settings. */
async function withTrigger(settings = '', options: LocalOptions = {}, name = 'jobs') {
  const project = await createTestProject({
    'lambda.yaml': `image: { handler: app.Handler }\nlambda: { name: worker }\ntrigger: { type: sqs, queue: { name: ${name}${settings} } }\n`,
  });
  const local = await startTestProject(project, options);
  return { project, local, queue: local.queue(name), ...disposing(project, local) };
}

function disposing(project: TestProject, local: TestLocal) {
  return {
    async [Symbol.asyncDispose]() {
      await local.close();
      await project[Symbol.asyncDispose]();
    },
  };
}

function clientOf({ url: endpoint }: TestLocal): SQSClient {
  const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
  return new SQSClient({ endpoint, region: 'us-east-1', credentials });
}

interface QueueEvent {
  readonly Records: readonly { readonly messageId: string; readonly body: string; readonly attributes: object }[];
}

function batches(local: TestLocal): string[][] {
  return local.invocations.map(({ event }) => (event as QueueEvent).Records.map(({ body }) => body));
}

const bodiesOf = (messages: readonly { readonly body: string }[]) => messages.map(({ body }) => body);

describe('a trigger that reads a queue', () => {
  it('invokes the function with each message, and deletes it', async () => {
    await using test = await withTrigger();
    const { local, queue } = test;
    queue.send(['a', 'b']);
    await local.settled();
    expect(batches(local)).toEqual([['a'], ['b']]);
    expect(queue.messages).toEqual([]);
    expect(local.invocations[0]).toMatchObject({ source: 'sqs', function: 'main' });
    expect(await local.until('batch')).toMatchObject({ queue: 'jobs', messages: 1 });
  });

  it('is announced with the address of its queue', async () => {
    await using test = await withTrigger();
    expect(await test.local.until('listening')).toMatchObject({ queues: [{ name: 'jobs', url: test.queue.url }] });
  });

  it('sends the event that Lambda sends', async () => {
    await using test = await withTrigger();
    const { local, queue } = test;
    queue.send({ body: 'a', attributes: { kind: { DataType: 'Number.int', StringValue: '1' } } });
    await local.settled();
    // https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
    expect(local.invocations[0]?.event).toEqual({
      Records: [
        {
          messageId: expect.stringMatching(/^[\da-f-]{36}$/),
          receiptHandle: expect.stringMatching(/^AQEB/),
          body: 'a',
          attributes: {
            ApproximateReceiveCount: '1',
            SentTimestamp: expect.stringMatching(/^\d{13}$/),
            SenderId: expect.any(String),
            ApproximateFirstReceiveTimestamp: expect.stringMatching(/^\d{13}$/),
          },
          messageAttributes: {
            kind: { stringValue: '1', stringListValues: [], binaryListValues: [], dataType: 'Number.int' },
          },
          md5OfMessageAttributes: expect.stringMatching(/^[\da-f]{32}$/),
          md5OfBody: '0cc175b9c0f1b6a831c399e269772661',
          eventSource: 'aws:sqs',
          eventSourceARN: queue.arn,
          awsRegion: queue.arn.split(':')[3],
        },
      ],
    });
  });

  it('collects messages until the batch is full, or its window ends', async () => {
    await using test = await withTrigger(', batch_size: 100, batch_window: 5');
    const { local, queue } = test;
    queue.send(Array.from({ length: 250 }, (_, index) => String(index)));
    await local.settled();
    expect(batches(local).map(({ length }) => length)).toEqual([100, 100]);
    await local.clock.skip('next');
    expect(batches(local).map(({ length }) => length)).toEqual([100, 100, 50]);
  });

  it('delivers a message that fails again after the visibility timeout, and then moves it to the dead-letter queue', async () => {
    await using test = await withTrigger();
    const { local, queue } = test;
    const dlq = local.queue('jobs-dlq');
    queue.send('{"fail":"Poison"}');
    await local.settled();
    expect(queue.messages).toMatchObject([{ state: 'hidden', receiveCount: 1 }]);
    expect(await local.until('batch-returned')).toMatchObject({ queue: 'jobs', messages: 1, returned: 1 });
    await local.clock.skip('next');
    expect(queue.messages).toMatchObject([{ state: 'hidden', receiveCount: 2 }]);
    await local.clock.skip('6m');
    await local.clock.skip('6m');
    expect(queue.messages).toEqual([]);
    expect(dlq.messages).toMatchObject([{ body: '{"fail":"Poison"}', state: 'visible', receiveCount: 3 }]);
    expect(local.invocations).toHaveLength(3);
    expect(await local.until('dead-letter')).toMatchObject({ queue: 'jobs', target: 'jobs-dlq', receiveCount: 3 });

    dlq.redrive();
    await local.settled();
    expect(dlq.messages).toEqual([]);
    expect(queue.messages).toMatchObject([{ state: 'hidden', receiveCount: 1 }]);
  });

  it.each([
    ['crashes', '{"exit":1}'],
    ['fails', '{"fail":"Poison"}'],
    ['breaks off a stream', '{"stream":["a"],"streamEnd":"trailers"}'],
  ])('keeps the messages if the function %s', async (_, body) => {
    await using test = await withTrigger();
    test.queue.send(body);
    await test.local.settled();
    expect(test.queue.messages).toMatchObject([{ state: 'hidden', receiveCount: 1 }]);
  });

  it('takes messages only while the function is free, so that none becomes visible again before it is processed', async () => {
    await using gate = await openGate();
    await using test = await withTrigger();
    const { local, queue } = test;
    queue.send([JSON.stringify({ after: gate.url }), 'b']);
    const response = await gate.called;
    expect(queue.messages).toMatchObject([{ state: 'hidden' }, { state: 'visible', receiveCount: 0 }]);
    response.end('null');
    await local.settled();
    expect(batches(local).at(-1)).toEqual(['b']);
    expect(queue.messages).toEqual([]);
  });

  it('lets a batch finish before a restart, and goes on after it', async () => {
    await using gate = await openGate();
    await using test = await withTrigger('', { watch: true });
    const { local, queue, project } = test;
    queue.send([JSON.stringify({ after: gate.url }), 'b']);
    const response = await gate.called;
    const yaml = await readFile(project.path('lambda.yaml'), 'utf8');
    await writeFile(
      project.path('lambda.yaml'),
      yaml.replace('name: worker', 'name: worker, environment: { TABLE: b }'),
    );
    await local.until('finishing');
    expect(queue.messages).toMatchObject([{ state: 'hidden' }, { state: 'visible' }]);
    response.end('null');
    await local.settled();
    await expect.poll(() => queue.messages).toEqual([]);
    expect(batches(local)).toHaveLength(2);
  });

  it('runs as many batches at once as the function has instances', async () => {
    await using gate = await openGate();
    await using test = await withTrigger('', { instances: 2 });
    const { local, queue } = test;
    queue.send([JSON.stringify({ after: gate.url }), 'b', 'c']);
    const response = await gate.called;
    await expect.poll(() => bodiesOf(queue.messages)).toEqual([JSON.stringify({ after: gate.url })]);
    response.end('null');
    await local.settled();
    expect(queue.messages).toEqual([]);
  });

  it('gets what a client sends, and leaves what a client has received', async () => {
    await using test = await withTrigger();
    const { local, queue } = test;
    const client = clientOf(local);
    await client.send(new SendMessageCommand({ QueueUrl: queue.url, MessageBody: 'a' }));
    await local.settled();
    expect(batches(local)).toEqual([['a']]);
    local.queue('jobs-dlq').send('b');
    const { Messages: [message] = [] } = await client.send(
      new ReceiveMessageCommand({ QueueUrl: local.queue('jobs-dlq').url }),
    );
    expect(message?.Body).toBe('b');
    await client.send(
      new DeleteMessageCommand({ QueueUrl: local.queue('jobs-dlq').url, ReceiptHandle: message?.ReceiptHandle }),
    );
    expect(local.queue('jobs-dlq').messages).toEqual([]);
  });
});

// https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
it('a visibility timeout of less than six times the timeout of the function is warned about once', async () => {
  await using test = await withTrigger();
  const { local, queue } = test;
  queue.send('a');
  await local.settled();
  expect(local.events.filter(({ type }) => type === 'warning')).toEqual([]);
  const Attributes = { VisibilityTimeout: '179' };
  await clientOf(local).send(new SetQueueAttributesCommand({ QueueUrl: queue.url, Attributes }));
  queue.send(['b', 'c']);
  await local.settled();
  expect(local.events.filter(({ type }) => type === 'warning')).toMatchObject([
    {
      message: expect.stringMatching(/^the visibility timeout of the queue is 179 s, less than six times .+ \(30 s\)/),
    },
  ]);
});

// https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting
describe('a report of failed messages', () => {
  /** The messages that are left after a response to a batch of three. */
  async function leftAfter(response: string, settings: string, options: LocalOptions = {}) {
    await using test = await withTrigger(`, batch_size: 3, batch_window: 5${settings}`, options);
    const { local, queue } = test;
    const instruction = JSON.stringify({ respond: response });
    queue.send([instruction, 'b', 'c']);
    await local.settled();
    expect(batches(local)).toHaveLength(1);
    const left = bodiesOf(queue.messages).map((body) => (body === instruction ? 'a' : body));
    return { left: left.join(''), warnings: local.events.filter(({ type }) => type === 'warning') };
  }

  const accepting = ', partial_batch_response: true';

  it.each([
    ['{}', ''],
    ['null', ''],
    ['{"batchItemFailures":[]}', ''],
    ['{"batchItemFailures":null}', ''],
    ['{"batchItemFailures":[{"itemIdentifier":"$1"}]}', 'b'],
    ['{"batchItemFailures":[{"itemIdentifier":"$1"},{"itemIdentifier":"$1"},{"itemIdentifier":"$2"}]}', 'bc'],
    ['{"batchItemFailures":', 'abc'],
    ['{"batchItemFailures":[{"itemIdentifier":""}]}', 'abc'],
    ['{"batchItemFailures":[{"itemIdentifier":null}]}', 'abc'],
    ['{"batchItemFailures":[{"itemId":"$1"}]}', 'abc'],
    ['{"batchItemFailures":[{"itemIdentifier":"$1"},{"itemIdentifier":"unknown"}]}', 'abc'],
    ['{"batchItemFailures":["$1"]}', 'abc'],
    ['{"batchItemFailures":{"itemIdentifier":"$1"}}', 'abc'],
    ['"done"', 'abc'],
  ])('%s leaves the messages %j', async (response, left) => {
    expect((await leftAfter(response, accepting)).left).toBe(left);
  });

  it('is ignored if the trigger does not accept it, with a warning that its messages are lost', async () => {
    const { left, warnings } = await leftAfter('{"batchItemFailures":[{"itemIdentifier":"$1"}]}', '');
    expect(left).toBe('');
    expect(warnings).toMatchObject([{ message: expect.stringContaining('reported 1 of 3 messages as failed') }]);
  });

  it('that is ignored fails the batch with --strict', async () => {
    const { left } = await leftAfter('{"batchItemFailures":[{"itemIdentifier":"$1"}]}', '', { strict: true });
    expect(left).toBe('abc');
  });

  it('is sent by the event classes, because the function knows that it is accepted', async () => {
    await using test = await withTrigger(accepting);
    await expect(test.local.invoke({ describe: 'ALR_PARTIAL_BATCH_RESPONSE' })).resolves.toMatchObject({
      payload: { variable: expect.stringContaining(test.queue.arn) },
    });
  });
});

describe('a trigger that reads a FIFO queue', () => {
  it('delivers a group in order, and nothing of it while one of its messages waits', async () => {
    await using test = await withTrigger(', batch_size: 2', {}, 'jobs.fifo');
    const { local, queue } = test;
    const message = (body: string, groupId: string) => ({ body, groupId, deduplicationId: body });
    queue.send([message('{"fail":"Poison"}', 'a'), message('2', 'a'), message('3', 'a'), message('4', 'b')]);
    await local.settled();
    expect(batches(local)).toEqual([['{"fail":"Poison"}', '2'], ['4']]);
    await local.clock.skip('6m');
    await local.clock.skip('6m');
    await local.clock.skip('6m');
    expect(bodiesOf(local.queue('jobs-dlq.fifo').messages)).toEqual(['{"fail":"Poison"}', '2']);
    expect(batches(local).at(-1)).toEqual(['3']);
    expect(queue.messages).toEqual([]);
  });

  it('puts several groups into one batch', async () => {
    await using test = await withTrigger(', batch_size: 10', {}, 'jobs.fifo');
    const { local, queue } = test;
    queue.send(['a', 'b', 'c'].map((body) => ({ body, groupId: body, deduplicationId: body })));
    await local.settled();
    expect(batches(local)).toEqual([['a', 'b', 'c']]);
  });
});

// https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html
it('reads a queue that is deleted and created again, because it knows it by its ARN', async () => {
  await using test = await withTrigger();
  const { local, queue } = test;
  const client = clientOf(local);
  await client.send(new DeleteQueueCommand({ QueueUrl: queue.url }));
  await client.send(new CreateQueueCommand({ QueueName: 'jobs' }));
  local.queue('jobs').send('a');
  await local.settled();
  expect(batches(local)).toEqual([['a']]);
  expect(local.queue('jobs').messages).toEqual([]);
});

describe('a warning about batches', () => {
  const warningsOf = ({ events }: TestLocal) =>
    events.flatMap((event) => (event.type === 'warning' ? [event.message] : []));

  it('is given once, however many batches have its cause', async () => {
    await using test = await withTrigger(', batch_size: 10, batch_window: 1');
    const { local, queue } = test;
    queue.send([JSON.stringify({ fail: 'Poison' }), 'good']);
    for (let delivery = 0; delivery < 3; delivery++) await local.clock.skip('6m');
    expect(batches(local).length).toBe(3);
    expect(warningsOf(local)).toEqual([expect.stringContaining('the function failed, so AWS delivers all 2 messages')]);
  });

  // https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
  it('says at the start that the visibility timeout is too short', async () => {
    await using test = await withTrigger('', { timeout: 90 });
    expect(warningsOf(test.local)).toEqual([expect.stringContaining('the visibility timeout of the queue is 360 s')]);
    test.queue.send('a');
    await test.local.settled();
    expect(warningsOf(test.local).length).toBe(1);
  });
});

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/standard-queues-at-least-once-delivery.html
describe('a fault of queues', () => {
  it('queue=duplicate delivers a message once more', async () => {
    await using test = await withTrigger('', { faults: ['queue=duplicate:1'] });
    test.queue.send(['a', 'b']);
    await test.local.settled();
    expect(batches(test.local).flat().sort()).toEqual(['a', 'a', 'b']);
    expect(test.queue.messages).toEqual([]);
    expect(test.local.events.some(({ type }) => type === 'batch-returned')).toBe(false);
    expect(await test.local.until('fault')).toMatchObject({ call: 'queue', effect: 'delivers the message again' });
  });

  it('queue=reorder delivers a batch in reverse order', async () => {
    await using test = await withTrigger(', batch_size: 3, batch_window: 1', { faults: ['queue=reorder'] });
    test.queue.send(['a', 'b', 'c']);
    await test.local.settled();
    expect(batches(test.local)).toEqual([['c', 'b', 'a']]);
    expect(test.queue.messages).toEqual([]);
  });

  it.each(['queue=duplicate', 'queue=reorder'])('%s does not affect a FIFO queue', async (fault) => {
    await using test = await withTrigger(', batch_size: 3', { faults: [fault] }, 'jobs.fifo');
    test.queue.send(['a', 'b'].map((body) => ({ body, groupId: 'g', deduplicationId: body })));
    await test.local.settled();
    expect(batches(test.local)).toEqual([['a', 'b']]);
  });
});
