import * as sqs from '@aws-sdk/client-sqs';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startAwsApi, type TestAwsApi } from '../../../../test/aws-clients.ts';
import type { Queue } from '../../sources/queue/queue.ts';
import { Queues } from '../../sources/queue/queues.ts';
import { Waiters } from '../../sources/queue/waiters.ts';
import { sqsService } from './sqs-service.ts';

let api: TestAwsApi;
let client: sqs.SQSClient;
let now = Date.UTC(2030, 0, 1);
const queues = new Queues({ scope: { partition: 'aws', region: 'eu-west-1', account: '012345678912' } });
const waiters = new Map<Queue, Waiters>();
/** Called when a receiver waits, and when one no longer does because its client has left. */
let waiting: () => void = () => {};
let left: () => void = () => {};

const serve = () => {
  queues.advance(now);
  for (const each of waiters.values()) each.serve(now);
};
const skip = (seconds: number) => {
  now += seconds * 1000;
  serve();
};

beforeAll(async () => {
  const service = sqsService({
    queues,
    changed: serve,
    receive: (queue, input, signal) => {
      const ofQueue = waiters.get(queue) ?? new Waiters(queue);
      waiters.set(queue, ofQueue);
      return new Promise((resolve) => {
        const stop = ofQueue.receive(input, now, resolve);
        signal.addEventListener('abort', () => {
          stop();
          left();
        });
        waiting();
      });
    },
  });
  api = await startAwsApi({ now: () => now, services: { sqs: async () => service } });
  client = new sqs.SQSClient(api.client);
});
afterAll(async () => {
  client.destroy();
  await api[Symbol.asyncDispose]();
});

let QueueUrl: string;
beforeEach(async () => {
  for (const { name } of queues.all) queues.delete(name, now);
  waiters.clear();
  QueueUrl = await create('jobs');
});

const create = async (QueueName: string, Attributes: sqs.CreateQueueCommandInput['Attributes'] = {}) => {
  const { QueueUrl: url } = await client.send(new sqs.CreateQueueCommand({ QueueName, Attributes }));
  return url ?? '';
};
const send = (MessageBody: string, input: Partial<sqs.SendMessageCommandInput> = {}) =>
  client.send(new sqs.SendMessageCommand({ QueueUrl, MessageBody, ...input }));
const receive = async (input: Partial<sqs.ReceiveMessageCommandInput> = {}) =>
  (await client.send(new sqs.ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, ...input }))).Messages ?? [];
const bodies = async (input: Partial<sqs.ReceiveMessageCommandInput> = {}) =>
  (await receive(input)).map(({ Body }) => Body);
const attributes = async (url = QueueUrl) =>
  (await client.send(new sqs.GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] }))).Attributes;

/** What an operation is rejected with. */
async function failure(operation: Promise<unknown>): Promise<sqs.SQSServiceException & { Code?: string }> {
  return operation.then(
    () => Promise.reject(new Error('it succeeded')),
    (thrown) => thrown as sqs.SQSServiceException,
  );
}

describe('queues', () => {
  it('have a URL at the address that the client uses', async () => {
    expect(QueueUrl).toBe(`${api.url}/012345678912/jobs`);
    expect(await client.send(new sqs.GetQueueUrlCommand({ QueueName: 'jobs' }))).toMatchObject({ QueueUrl });
  });

  it('can be listed in pages', async () => {
    await Promise.all(['jobs-dlq', 'mail', 'jobs-2'].map((name) => create(name)));
    const names: string[] = [];
    const pages = sqs.paginateListQueues({ client, pageSize: 2 }, { QueueNamePrefix: 'jobs' });
    for await (const { QueueUrls = [] } of pages) {
      expect(QueueUrls.length).toBeLessThanOrEqual(2);
      names.push(...QueueUrls.map((url) => url.split('/').at(-1) ?? ''));
    }
    expect(names.toSorted()).toEqual(['jobs', 'jobs-2', 'jobs-dlq']);
    expect(await client.send(new sqs.ListQueuesCommand({ QueueNamePrefix: 'x' }))).not.toHaveProperty('QueueUrls');
  });

  it.each([0, -1, 1001])('cannot be listed in pages of %d', async (MaxResults) => {
    const expected = { Code: 'InvalidParameterValue', message: expect.stringContaining(`Value ${MaxResults} for`) };
    expect(await failure(client.send(new sqs.ListQueuesCommand({ MaxResults })))).toMatchObject(expected);
    const sources = new sqs.ListDeadLetterSourceQueuesCommand({ QueueUrl, MaxResults });
    expect(await failure(client.send(sources))).toMatchObject(expected);
  });

  it('have attributes, which can be changed', async () => {
    expect(await attributes()).toMatchObject({
      QueueArn: 'arn:aws:sqs:eu-west-1:012345678912:jobs',
      VisibilityTimeout: '30',
      MessageRetentionPeriod: '345600',
      ApproximateNumberOfMessages: '0',
    });
    await client.send(new sqs.SetQueueAttributesCommand({ QueueUrl, Attributes: { VisibilityTimeout: '5' } }));
    const one = new sqs.GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['VisibilityTimeout'] });
    expect((await client.send(one)).Attributes).toEqual({ VisibilityTimeout: '5' });
    const unknown = new sqs.GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['Nothing' as 'All'] });
    expect(await failure(client.send(unknown))).toBeInstanceOf(sqs.InvalidAttributeName);
    const invalid = new sqs.SetQueueAttributesCommand({ QueueUrl, Attributes: { VisibilityTimeout: '43201' } });
    expect(await failure(client.send(invalid))).toBeInstanceOf(sqs.InvalidAttributeValue);
  });

  it('are created once', async () => {
    expect(await create('jobs', { VisibilityTimeout: '30' })).toBe(QueueUrl);
    expect(await failure(create('jobs', { VisibilityTimeout: '31' }))).toBeInstanceOf(sqs.QueueNameExists);
    expect(await failure(create('a b'))).toMatchObject({ Code: 'InvalidParameterValue' });
  });

  it('can be deleted', async () => {
    await client.send(new sqs.DeleteQueueCommand({ QueueUrl }));
    const error = await failure(send('a'));
    expect(error).toBeInstanceOf(sqs.QueueDoesNotExist);
    expect(error).toMatchObject({
      Code: 'AWS.SimpleQueueService.NonExistentQueue',
      $metadata: { httpStatusCode: 400 },
    });
  });

  it('that do not exist are named, with those that do', async () => {
    const error = await failure(client.send(new sqs.GetQueueUrlCommand({ QueueName: 'job' })));
    expect(error.message).toContain('does not exist: "job". The emulator has jobs.');
  });

  it('have tags', async () => {
    await client.send(new sqs.TagQueueCommand({ QueueUrl, Tags: { team: 'a', stage: 'test' } }));
    await client.send(new sqs.UntagQueueCommand({ QueueUrl, TagKeys: ['stage'] }));
    expect((await client.send(new sqs.ListQueueTagsCommand({ QueueUrl }))).Tags).toEqual({ team: 'a' });
    const Tags = Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`${index}`, '']));
    expect(await failure(client.send(new sqs.TagQueueCommand({ QueueUrl, Tags })))).toMatchObject({
      Code: 'InvalidParameterValue',
    });
  });

  it('are found by their URL on AWS too', async () => {
    const url = 'https://sqs.eu-west-1.amazonaws.com/123456789012/jobs';
    const other = new sqs.SQSClient({ ...api.client, useQueueUrlAsEndpoint: false });
    await other.send(new sqs.SendMessageCommand({ QueueUrl: url, MessageBody: 'a' }));
    expect(await bodies()).toEqual(['a']);
  });

  it('are not created with too many tags', async () => {
    const tags = Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`${index}`, '']));
    const create = client.send(new sqs.CreateQueueCommand({ QueueName: 'tagged', tags }));
    expect((await failure(create)).message).toContain('Too many tags');
    expect(queues.find('tagged')).toBeUndefined();
  });
});

describe('messages', () => {
  it('arrive as they were sent, with digests that the client verifies', async () => {
    const MessageAttributes = {
      colour: { DataType: 'String', StringValue: 'blau ü' },
      count: { DataType: 'Number.int', StringValue: '7' },
      data: { DataType: 'Binary', BinaryValue: Uint8Array.of(0, 255) },
    };
    const { MessageId } = await send('hällo', { MessageAttributes });
    const [message] = await receive({ MessageAttributeNames: ['All'], MessageSystemAttributeNames: ['All'] });
    expect(message).toMatchObject({
      MessageId,
      Body: 'hällo',
      MessageAttributes,
      Attributes: { ApproximateReceiveCount: '1', SentTimestamp: `${now}` },
    });
    const some = ['colour', 'co.*', 'x', '.*'].map((name) => [name]);
    skip(30);
    for (const MessageAttributeNames of some) {
      const [again] = await receive({ MessageAttributeNames, VisibilityTimeout: 0 });
      expect(Object.keys(again?.MessageAttributes ?? {}).length).toBe(
        { colour: 1, 'co.*': 2, x: 0, '.*': 3 }[MessageAttributeNames[0] ?? ''],
      );
    }
  });

  it('can contain any text that SQS allows', async () => {
    const text = fc.string({
      unit: fc.oneof(
        fc.constantFrom('\t', '\n', '\r', '\u0085', '\u2028', '<', '&'),
        fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
      ),
      minLength: 1,
    });
    await fc.assert(
      fc.asyncProperty(text, async (body) => {
        await send(body, { MessageAttributes: { a: { DataType: 'String', StringValue: body } } });
        const [message] = await receive({ MessageAttributeNames: ['a'] });
        expect(message).toMatchObject({ Body: body, MessageAttributes: { a: { StringValue: body } } });
        await client.send(new sqs.DeleteMessageCommand({ QueueUrl, ReceiptHandle: message?.ReceiptHandle }));
      }),
      { numRuns: 30 },
    );
  });

  it('have the trace of their sender, unless they have another one', async () => {
    const traceHeader =
      'Root=1-00000000-000000000000000000000001;Parent=0000000000000001;Sampled=1;Lineage=1:0a1b2c3d:1';
    // What AWS's SDK does in a function.
    const inFunction = new sqs.SQSClient(api.client);
    inFunction.middlewareStack.add(
      (next) => (args) => {
        (args.request as { headers: Record<string, string> }).headers['x-amzn-trace-id'] = traceHeader;
        return next(args);
      },
      { step: 'build' },
    );
    const other = { AWSTraceHeader: { DataType: 'String', StringValue: 'Root=other' } };
    await inFunction.send(new sqs.SendMessageCommand({ QueueUrl, MessageBody: 'a' }));
    const Entries = [
      { Id: 'b', MessageBody: 'b' },
      { Id: 'c', MessageBody: 'c', MessageSystemAttributes: other },
    ];
    const { Successful } = await inFunction.send(new sqs.SendMessageBatchCommand({ QueueUrl, Entries }));
    expect(Successful?.map(({ MD5OfMessageSystemAttributes }) => MD5OfMessageSystemAttributes !== undefined)).toEqual([
      false,
      true,
    ]);
    const messages = await receive({ MessageSystemAttributeNames: ['AWSTraceHeader'] });
    expect(messages.map(({ Attributes }) => Attributes?.AWSTraceHeader)).toEqual([
      traceHeader,
      traceHeader,
      'Root=other',
    ]);
  });

  it('are hidden when they are received, and deleted', async () => {
    await send('a');
    const [message] = await receive();
    expect(await receive()).toEqual([]);
    expect(await attributes()).toMatchObject({
      ApproximateNumberOfMessages: '0',
      ApproximateNumberOfMessagesNotVisible: '1',
    });
    skip(30);
    const [again] = await receive();
    expect(again).toMatchObject({ MessageId: message?.MessageId, Body: 'a' });
    await client.send(new sqs.DeleteMessageCommand({ QueueUrl, ReceiptHandle: again?.ReceiptHandle }));
    skip(30);
    expect(await receive()).toEqual([]);
  });

  it('can be hidden for longer, or shown at once', async () => {
    await send('a');
    const [message] = await receive();
    const change = (VisibilityTimeout: number, ReceiptHandle = message?.ReceiptHandle) =>
      client.send(new sqs.ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout }));
    await change(100);
    skip(30);
    expect(await bodies()).toEqual([]);
    await change(0);
    expect(await failure(change(10))).toBeInstanceOf(sqs.MessageNotInflight);
    expect(await failure(change(10, 'x'))).toBeInstanceOf(sqs.ReceiptHandleIsInvalid);
    expect(await failure(change(43_201))).toMatchObject({ Code: 'InvalidParameterValue' });
    expect(await bodies()).toEqual(['a']);
  });

  it('can be delayed', async () => {
    await send('a', { DelaySeconds: 10 });
    expect(await bodies()).toEqual([]);
    expect(await attributes()).toMatchObject({ ApproximateNumberOfMessagesDelayed: '1' });
    skip(10);
    expect(await bodies()).toEqual(['a']);
  });

  it('are waited for', async () => {
    const started = new Promise<void>((resolve) => {
      waiting = resolve;
    });
    const received = bodies({ WaitTimeSeconds: 20 });
    await started;
    await send('a');
    expect(await received).toEqual(['a']);
  });

  it('are waited for as long as the queue says', async () => {
    await client.send(
      new sqs.SetQueueAttributesCommand({ QueueUrl, Attributes: { ReceiveMessageWaitTimeSeconds: '5' } }),
    );
    const started = new Promise<void>((resolve) => {
      waiting = resolve;
    });
    const received = bodies();
    await started;
    skip(5);
    expect(await received).toEqual([]);
  });

  it('are not given to a client that has left', async () => {
    const started = new Promise<void>((resolve) => {
      waiting = resolve;
    });
    const noticed = new Promise<void>((resolve) => {
      left = resolve;
    });
    const controller = new AbortController();
    const command = new sqs.ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 });
    const received = failure(client.send(command, { abortSignal: controller.signal }));
    await started;
    controller.abort();
    await received;
    await noticed;
    await send('a');
    expect(await bodies()).toEqual(['a']);
  });

  it('can all be deleted, once a minute', async () => {
    await send('a');
    await client.send(new sqs.PurgeQueueCommand({ QueueUrl }));
    expect(await bodies()).toEqual([]);
    expect(await failure(client.send(new sqs.PurgeQueueCommand({ QueueUrl })))).toBeInstanceOf(
      sqs.PurgeQueueInProgress,
    );
  });

  it.each([
    ['a character that is not allowed', sqs.InvalidMessageContents, () => send('a\u0001')],
    [
      'an attribute with a list',
      sqs.UnsupportedOperation,
      () => send('a', { MessageAttributes: { a: { DataType: 'String', StringListValues: ['x'] } } }),
    ],
  ])('cannot have %s', async (_, type, operation) => {
    expect(await failure(operation())).toBeInstanceOf(type);
  });

  it.each([
    ['a text of more than 1 MiB', () => send('a'.repeat(1_048_577))],
    ['a delay of more than 900 seconds', () => send('a', { DelaySeconds: 901 })],
    ['eleven receivers', () => receive({ MaxNumberOfMessages: 11 })],
    ['a wait of more than 20 seconds', () => receive({ WaitTimeSeconds: 21 })],
    ['an attribute of no type', () => send('a', { MessageAttributes: { a: { DataType: 'Text', StringValue: 'x' } } })],
  ])('cannot have %s', async (_, operation) => {
    expect(await failure(operation())).toMatchObject({
      Code: 'InvalidParameterValue',
      $metadata: { httpStatusCode: 400 },
    });
  });

  it('cannot be read with an unknown attribute', async () => {
    expect(await failure(receive({ AttributeNames: ['Nothing' as 'All'] }))).toBeInstanceOf(sqs.InvalidAttributeName);
  });
});

describe('batches', () => {
  it('send, change and delete messages, each by itself', async () => {
    const Entries = [
      { Id: 'a', MessageBody: 'A', MessageAttributes: { x: { DataType: 'String', StringValue: 'y' } } },
      { Id: 'b', MessageBody: 'B\u0000' },
      { Id: 'c', MessageBody: 'C' },
    ];
    const sent = await client.send(new sqs.SendMessageBatchCommand({ QueueUrl, Entries }));
    expect(sent.Successful?.map(({ Id }) => Id)).toEqual(['a', 'c']);
    expect(sent.Failed).toMatchObject([{ Id: 'b', SenderFault: true, Code: 'InvalidMessageContents' }]);
    const messages = await receive();
    const handles = messages.map(({ ReceiptHandle }, index) => ({ Id: `${index}`, ReceiptHandle }));
    const withWrong = [...handles, { Id: 'x', ReceiptHandle: 'x' }];
    const changed = await client.send(
      new sqs.ChangeMessageVisibilityBatchCommand({
        QueueUrl,
        Entries: withWrong.map((entry) => ({ ...entry, VisibilityTimeout: 100 })),
      }),
    );
    expect(changed.Successful).toEqual([{ Id: '0' }, { Id: '1' }]);
    expect(changed.Failed).toMatchObject([{ Id: 'x', Code: 'ReceiptHandleIsInvalid' }]);
    skip(30);
    expect(await bodies()).toEqual([]);
    const deleted = await client.send(new sqs.DeleteMessageBatchCommand({ QueueUrl, Entries: withWrong }));
    expect(deleted.Successful).toEqual([{ Id: '0' }, { Id: '1' }]);
    expect(deleted.Failed).toMatchObject([{ Id: 'x' }]);
    skip(100);
    expect(await bodies()).toEqual([]);
  });

  const batch = (...Entries: sqs.SendMessageBatchRequestEntry[]) =>
    client.send(new sqs.SendMessageBatchCommand({ QueueUrl, Entries }));

  it.each([
    ['no entries', sqs.EmptyBatchRequest, []],
    [
      'more than ten',
      sqs.TooManyEntriesInBatchRequest,
      Array.from({ length: 11 }, (_, index) => ({ Id: `${index}`, MessageBody: 'a' })),
    ],
    [
      'an id twice',
      sqs.BatchEntryIdsNotDistinct,
      [
        { Id: 'a', MessageBody: 'a' },
        { Id: 'a', MessageBody: 'b' },
      ],
    ],
    ['an invalid id', sqs.InvalidBatchEntryId, [{ Id: 'a b', MessageBody: 'a' }]],
    ['more than 1 MiB', sqs.BatchRequestTooLong, ['a', 'b'].map((Id) => ({ Id, MessageBody: 'a'.repeat(600_000) }))],
  ])('cannot have %s', async (_, type, entries) => {
    expect(await failure(batch(...entries))).toBeInstanceOf(type);
  });
});

describe('FIFO queues', () => {
  it('deliver each group in order, and a message once', async () => {
    const url = await create('jobs.fifo', { FifoQueue: 'true' });
    const input = (group: string, id: string) => ({ QueueUrl: url, MessageGroupId: group, MessageDeduplicationId: id });
    const first = await send('1', input('a', '1'));
    const same = await send('1 again', input('a', '1'));
    expect(same).toMatchObject({ MessageId: first.MessageId, SequenceNumber: first.SequenceNumber });
    await send('2', input('a', '2'));
    await send('3', input('b', '3'));
    const [one] = await receive({ QueueUrl: url, MaxNumberOfMessages: 1, MessageSystemAttributeNames: ['All'] });
    expect(one).toMatchObject({
      Body: '1',
      Attributes: { MessageGroupId: 'a', MessageDeduplicationId: '1', SequenceNumber: first.SequenceNumber },
    });
    expect(await bodies({ QueueUrl: url })).toEqual(['3']);
    expect(await failure(send('4', { QueueUrl: url }))).toMatchObject({ Code: 'MissingParameter' });
  });
});

describe('dead-letter queues', () => {
  it('get what was received too often, and give it back', async () => {
    const dlq = await create('jobs-dlq');
    const arn = (await attributes(dlq))?.QueueArn ?? '';
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arn, maxReceiveCount: 2 });
    await client.send(new sqs.SetQueueAttributesCommand({ QueueUrl, Attributes: { RedrivePolicy } }));
    expect((await client.send(new sqs.ListDeadLetterSourceQueuesCommand({ QueueUrl: dlq }))).queueUrls).toEqual([
      QueueUrl,
    ]);
    await send('poison');
    for (const expected of [['poison'], ['poison'], []]) {
      expect(await bodies()).toEqual(expected);
      skip(30);
    }
    expect(await bodies({ QueueUrl: dlq, VisibilityTimeout: 0 })).toEqual(['poison']);
    const { TaskHandle } = await client.send(new sqs.StartMessageMoveTaskCommand({ SourceArn: arn }));
    expect(TaskHandle).toBeDefined();
    serve();
    const { Results } = await client.send(new sqs.ListMessageMoveTasksCommand({ SourceArn: arn }));
    expect(Results).toMatchObject([
      { Status: 'COMPLETED', SourceArn: arn, ApproximateNumberOfMessagesMoved: 1, StartedTimestamp: now },
    ]);
    expect(await bodies()).toEqual(['poison']);
    const cancel = new sqs.CancelMessageMoveTaskCommand({ TaskHandle });
    expect(await failure(client.send(cancel))).toBeInstanceOf(sqs.ResourceNotFoundException);
  });

  it('are needed to move messages', async () => {
    const arn = (await attributes())?.QueueArn ?? '';
    expect(await failure(client.send(new sqs.StartMessageMoveTaskCommand({ SourceArn: arn })))).toMatchObject({
      Code: 'InvalidParameterValue',
    });
    const missing = new sqs.StartMessageMoveTaskCommand({ SourceArn: `${arn}-missing` });
    expect(await failure(client.send(missing))).toBeInstanceOf(sqs.ResourceNotFoundException);
  });
});

describe('a form of the older protocol', () => {
  const post = async (fields: Record<string, string>, path = '/') => {
    const response = await fetch(`${api.url}${path}`, {
      method: 'POST',
      body: new URLSearchParams({ Version: '2012-11-05', ...fields }),
      headers: {
        authorization:
          'AWS4-HMAC-SHA256 Credential=a/20300101/eu-west-1/sqs/aws4_request, SignedHeaders=host, Signature=0',
      },
    });
    return { status: response.status, body: await response.text() };
  };

  it('can name the queue in its path only', async () => {
    const { body } = await post({ Action: 'SendMessage', MessageBody: 'a' }, '/012345678912/jobs');
    expect(body).toContain('<MD5OfMessageBody>0cc175b9c0f1b6a831c399e269772661</MD5OfMessageBody>');
    const received = await post({ Action: 'ReceiveMessage', QueueUrl, 'AttributeName.1': 'All' });
    expect(received.body).toMatch(
      /<ReceiveMessageResult><Message><MessageId>.*<Body>a<\/Body><Attribute><Name>.*<\/Message><\/ReceiveMessageResult>/,
    );
  });

  it('fails with the names of that protocol', async () => {
    const { status, body } = await post({ Action: 'GetQueueUrl', QueueName: 'none' });
    expect(status).toBe(400);
    expect(body).toContain('<Type>Sender</Type><Code>AWS.SimpleQueueService.NonExistentQueue</Code>');
  });
});

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_AddPermission.html
describe('permissions', () => {
  const add = (input: Partial<sqs.AddPermissionCommandInput> = {}) =>
    client.send(
      new sqs.AddPermissionCommand({
        QueueUrl,
        Label: 'senders',
        AWSAccountIds: ['123456789012'],
        Actions: ['SendMessage'],
        ...input,
      }),
    );
  const remove = (Label: string) => client.send(new sqs.RemovePermissionCommand({ QueueUrl, Label }));
  const policy = async () => {
    const { Attributes } = await client.send(
      new sqs.GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['Policy'] }),
    );
    return Attributes?.Policy === undefined ? undefined : JSON.parse(Attributes.Policy);
  };

  it('are statements of the policy', async () => {
    await add();
    await add({ Label: 'all', AWSAccountIds: ['123456789012', '012345678912'], Actions: ['*', 'DeleteMessage'] });
    const Resource = 'arn:aws:sqs:eu-west-1:012345678912:jobs';
    const [first, second] = ['arn:aws:iam::123456789012:root', 'arn:aws:iam::012345678912:root'];
    expect(await policy()).toEqual({
      Version: '2008-10-17',
      Id: `${Resource}/SQSDefaultPolicy`,
      Statement: [
        { Sid: 'senders', Effect: 'Allow', Principal: { AWS: first }, Action: 'SQS:SendMessage', Resource },
        {
          Sid: 'all',
          Effect: 'Allow',
          Principal: { AWS: [first, second] },
          Action: ['SQS:*', 'SQS:DeleteMessage'],
          Resource,
        },
      ],
    });
    await remove('senders');
    expect(await policy()).toMatchObject({ Statement: [{ Sid: 'all' }] });
    await remove('all');
    expect(await policy()).toBeUndefined();
  });

  it.each([
    ['a label that there is', {}, 'Value senders for parameter Label is invalid. Reason: Already exists.'],
    ['a label with a blank', { Label: 'a b' }, 'Value a b for parameter Label is invalid.'],
    ['an account', { Label: 'b', AWSAccountIds: ['me'] }, 'Value me for parameter PrincipalId is invalid.'],
    [
      'an action of the owner',
      { Label: 'b', Actions: ['DeleteQueue'] },
      'Value SQS:DeleteQueue for parameter ActionName is invalid. Reason: Only the queue owner is allowed',
    ],
    ['no action', { Label: 'b', Actions: [] }, 'The request must contain the parameter Actions.'],
  ])('cannot be added with %s', async (_, input, message) => {
    await add();
    await expect(add(input)).rejects.toMatchObject({ message: expect.stringContaining(message) });
  });

  it('cannot be removed if there are none, nor added to a policy that is none', async () => {
    await expect(remove('senders')).rejects.toMatchObject({ message: expect.stringContaining("can't find label.") });
    const Attributes = { Policy: 'none' };
    await expect(client.send(new sqs.SetQueueAttributesCommand({ QueueUrl, Attributes }))).rejects.toMatchObject({
      name: 'InvalidAttributeValue',
    });
  });
});
