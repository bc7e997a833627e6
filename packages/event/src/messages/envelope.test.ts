import { sampleEvent } from '@alr/builder/events';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { dispatch, failureOf, type Logged } from '../../test/dispatching.ts';
import {
  type Enveloped,
  EVENT_EVENTBRIDGE,
  EVENT_S3,
  EVENT_SNS,
  EVENT_SQS,
  EventBridgeHandler,
  S3Handler,
  type S3Object,
  type S3Record,
  type SNSEventRecord,
  SNSHandler,
  type SNSMessage,
  SQSHandler,
  type SQSRecord,
} from '../index.ts';

/** The calls that reached the handlers. */
let seen: unknown[][] = [];
beforeEach(() => {
  seen = [];
});

class Queue extends SQSHandler {
  override onMessage(body: unknown, record: Enveloped<SQSRecord>) {
    seen.push(['queue', body, record.envelopes]);
  }
}

class Topic extends SNSHandler {
  override onNotification(message: unknown, _sns: SNSMessage, record: Enveloped<SNSEventRecord>) {
    seen.push(['topic', message, record.envelopes?.map(({ source }) => source)]);
  }
}

class Uploads extends S3Handler {
  override onS3Event(record: Enveloped<S3Record>, { key }: S3Object) {
    if (key.startsWith('bad')) throw new Error('bad object');
    seen.push(['s3', key, record.envelopes?.map(({ source }) => source)]);
  }
}

class Rules extends EventBridgeHandler {
  override onEvent(detailType: string) {
    seen.push(['rule', detailType]);
  }
}

const messagesOf = (event: object) => (event as { Records: SQSRecord[] }).Records;

describe('a payload inside envelopes', () => {
  it('is extracted from its notification', async () => {
    const event = sampleEvent('sns-in-sqs', {
      bodies: ['{"a":1}'],
      topic: 'orders',
      subject: 'new',
      attributes: { kind: 'order' },
    });
    await dispatch(event, { handlers: { [EVENT_SQS]: Queue } });
    expect(seen).toEqual([
      [
        'queue',
        { a: 1 },
        [
          {
            source: 'aws:sns',
            messageId: expect.any(String),
            topicArn: 'arn:aws:sns:us-east-1:123456789012:orders',
            subject: 'new',
            timestamp: expect.any(String),
            attributes: { kind: { Type: 'String', Value: 'order' } },
          },
        ],
      ],
    ]);
  });

  it('has no subject if the notification has none', async () => {
    await dispatch(sampleEvent('sns-in-sqs'), { handlers: { [EVENT_SQS]: Queue } });
    expect(seen[0]?.[2]).toEqual([expect.not.objectContaining({ subject: null })]);
  });

  it.each(['s3-in-sqs', 's3-in-sns-in-sqs'])('is the innermost event, once per message: %s', async (sample) => {
    await dispatch(sampleEvent(sample, { records: 2 }), { handlers: { [EVENT_SQS]: Queue, [EVENT_S3]: Uploads } });
    const s3Event = { Records: [expect.objectContaining({ eventSource: 'aws:s3' })] };
    expect(seen.map(([handler, body]) => [handler, body])).toEqual([
      ['queue', s3Event],
      ['queue', s3Event],
    ]);
  });

  it('is the whole EventBridge event', async () => {
    await dispatch(sampleEvent('eventbridge-in-sqs'), { handlers: { [EVENT_SQS]: Queue } });
    expect(seen).toEqual([['queue', expect.objectContaining({ 'detail-type': 'Order Placed' }), undefined]]);
  });

  it('comes with the original record if there are no envelopes', async () => {
    const records: unknown[] = [];
    class Plain extends SQSHandler {
      override onMessage(_body: unknown, record: SQSRecord) {
        records.push(record);
      }
    }
    const event = sampleEvent('sqs');
    await dispatch(event, { handlers: { [EVENT_SQS]: Plain } });
    expect(records[0]).toBe(messagesOf(event)[0]);
  });

  it.each([
    '{"Type":"Notification"}',
    '{"Type":"Notification","MessageId":"1","TopicArn":"arn"}',
    '{"Type":"Notification","MessageId":"1","TopicArn":"arn","Message":{"a":1}}',
    '{"Type":"SubscriptionConfirmation","MessageId":"1","TopicArn":"arn","Message":"x"}',
    '{"Records":[]}',
  ])('is not extracted from something that only resembles an envelope: %s', async (body) => {
    await dispatch(sampleEvent('sqs', { bodies: [body] }), { handlers: { [EVENT_SQS]: Queue } });
    expect(seen).toEqual([['queue', JSON.parse(body), undefined]]);
  });

  it('stays in its envelopes if envelopes is false', async () => {
    class Closed extends Queue {
      static override readonly envelopes = false;
    }
    const event = sampleEvent('s3-test-in-sns-in-sqs');
    await dispatch(event, { handlers: { [EVENT_SQS]: Closed } });
    expect(seen).toEqual([['queue', JSON.parse(messagesOf(event)[0]?.body ?? ''), undefined]]);
  });
});

describe('records inside messages', () => {
  it.each([
    ['s3-in-sqs', { [EVENT_S3]: Uploads }, ['s3', 'a b.jpg', ['aws:sqs']]],
    ['s3-in-sns', { [EVENT_S3]: Uploads }, ['s3', 'a b.jpg', ['aws:sns']]],
    ['s3-in-sns-in-sqs', { [EVENT_S3]: Uploads }, ['s3', 'a b.jpg', ['aws:sqs', 'aws:sns']]],
    ['sns-in-sqs', { [EVENT_SNS]: Topic }, ['topic', 'Hello from SNS!', ['aws:sqs']]],
    ['eventbridge-in-sqs', { [EVENT_EVENTBRIDGE]: Rules }, ['rule', 'Order Placed']],
    ['eventbridge-in-sns', { [EVENT_EVENTBRIDGE]: Rules }, ['rule', 'Order Placed']],
    ['eventbridge-in-sns-in-sqs', { [EVENT_EVENTBRIDGE]: Rules }, ['rule', 'Order Placed']],
  ])('go to the handler of their source: %s', async (sample, handlers, expected) => {
    const event = sampleEvent(sample, { keys: ['a b.jpg'], records: 2 });
    await expect(dispatch(event, { handlers })).resolves.toBeUndefined();
    expect(seen).toEqual([expected, expected]);
  });

  it('go to the outermost registered handler', async () => {
    const handlers = { [EVENT_SNS]: Topic, [EVENT_S3]: Uploads };
    await dispatch(sampleEvent('s3-in-sns-in-sqs'), { handlers });
    expect(seen).toEqual([['topic', { Records: [expect.anything()] }, ['aws:sqs']]]);
  });

  it('reach one handler per invocation, which has the event and its source', async () => {
    const handlersMade = new Set<S3Handler>();
    class Watcher extends S3Handler {
      override onS3Event() {
        handlersMade.add(this);
      }
    }
    const event = sampleEvent('s3-in-sqs', { records: 3 });
    await dispatch(event, { handlers: { [EVENT_S3]: Watcher } });
    expect([...handlersMade]).toEqual([expect.objectContaining({ event, source: 'aws:s3', records: [] })]);
  });

  it('never reach a class that is not registered', async () => {
    const handlers = { [EVENT_EVENTBRIDGE]: Rules };
    await expect(failureOf(sampleEvent('s3-in-sqs'), { handlers })).resolves.toMatchObject({
      name: 'UnhandledEventError',
      message: expect.stringContaining('SQSHandler.onMessage()'),
    });
  });

  it('never reach a class whose envelopes is false', async () => {
    class Direct extends Uploads {
      static override readonly envelopes = false;
    }
    const handlers = { [EVENT_S3]: Direct };
    await expect(failureOf(sampleEvent('s3-in-sqs'), { handlers })).resolves.toMatchObject({
      name: 'UnhandledEventError',
    });
    await expect(dispatch(sampleEvent('s3'), { handlers })).resolves.toBeUndefined();
  });

  it('come only from sources that send to queues and topics: a request inside a message is a payload', async () => {
    const bodies = ['url', 'sqs', 'kinesis'].map((sample) => JSON.stringify(sampleEvent(sample)));
    const error = await failureOf(sampleEvent('sqs', { bodies }), { handlers: { [EVENT_S3]: Uploads } });
    expect(error).toMatchObject({ name: 'UnhandledEventError' });
  });

  it('fail their message, once, after all of them were tried', async () => {
    const body = JSON.stringify(sampleEvent('s3', { keys: ['bad 1', 'good', 'bad 2'] }));
    const event = sampleEvent('sqs', { bodies: [body, 'not an S3 event', JSON.stringify(sampleEvent('s3'))] });
    vi.stubEnv('ALR_PARTIAL_BATCH_RESPONSE', 'true');
    const response = await dispatch(event, { handlers: { [EVENT_S3]: Uploads } });
    vi.unstubAllEnvs();
    const failed = messagesOf(event)
      .slice(0, 2)
      .map(({ messageId }) => ({ itemIdentifier: messageId }));
    expect(response).toEqual({ batchItemFailures: failed });
    expect(seen.map(([, key]) => key)).toEqual(['good', 'photos/holiday 1.jpg']);
  });

  it.each(['s3-in-sqs', 's3-in-sns-in-sqs'])('are logged once if they fail, with their message: %s', async (sample) => {
    const event = sampleEvent(sample, { keys: ['bad'] });
    const logged: Logged[] = [];
    const error = await failureOf(event, { handlers: { [EVENT_S3]: Uploads }, logged });
    const [id] = messagesOf(event).map(({ messageId }) => messageId);
    expect(logged.filter(({ level }) => level === 'error')).toEqual([
      {
        level: 'error',
        parts: [expect.stringMatching(`^record \\w+ of aws:s3 in the message ${id} failed:$`), new Error('bad object')],
      },
    ]);
    expect(error).toMatchObject({ cause: { cause: new Error('bad object') } });
  });

  it('are named in the error of the batch', async () => {
    const event = sampleEvent('s3-in-sqs', { keys: ['bad'] });
    const error = await failureOf(event, { handlers: { [EVENT_S3]: Uploads } });
    expect(error).toMatchObject({
      message: expect.stringMatching(/^1 of 1 records failed: .* \(BatchError: 1 of 1 records failed: .*bad object/),
      cause: { cause: new Error('bad object') },
    });
  });
});

describe('the test event of an S3 notification', () => {
  it.each([
    ['s3-test', {}],
    ['s3-test-in-sqs', {}],
    ['s3-test-in-sqs', { [EVENT_SQS]: Queue }],
    ['s3-test-in-sqs', { [EVENT_S3]: Uploads }],
    ['s3-test-in-sns', { [EVENT_SNS]: Topic }],
    ['s3-test-in-sns-in-sqs', { [EVENT_S3]: Uploads }],
  ])('is logged and skipped: %s', async (sample, handlers) => {
    const logged: Logged[] = [];
    await expect(dispatch(sampleEvent(sample), { handlers, logged })).resolves.toBeUndefined();
    expect(seen).toEqual([]);
    expect(logged).toMatchObject([{ level: 'info', parts: [expect.stringMatching(/S3 test event: skipped$/)] }]);
  });
});
