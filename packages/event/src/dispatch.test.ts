import { sampleEvent } from '@alr/builder/events';
import { describe, expect, it } from 'vitest';
import { dispatch, failureOf, type Logged } from '../test/dispatching.ts';
import { dispatchEvent } from './dispatch.ts';
import { EVENT_EVENTBRIDGE, EVENT_SQS, EventBridgeHandler, EventHandler, SQSHandler } from './index.ts';

describe('dispatchEvent', () => {
  it('hands the event to the class that is registered for its source', async () => {
    const runtime = { seen: [] as unknown[] };
    class Orders extends SQSHandler<string, typeof runtime> {
      override onMessage(body: string) {
        this.runtime.seen.push(body, this.source, this.context.awsRequestId);
      }
    }
    await dispatch(sampleEvent('sqs', { bodies: ['a'] }), { handlers: { [EVENT_SQS]: Orders }, runtime });
    expect(runtime.seen).toEqual(['a', 'aws:sqs', 'request-1']);
  });

  it('makes one instance for each invocation', async () => {
    const instances: unknown[] = [];
    class Orders extends SQSHandler {
      override onMessage() {
        instances.push(this);
      }
    }
    const handlers = { [EVENT_SQS]: Orders };
    await dispatch(sampleEvent('sqs', { records: 2 }), { handlers });
    await dispatch(sampleEvent('sqs', { records: 1 }), { handlers });
    expect(instances).toHaveLength(3);
    expect(instances[0]).toBe(instances[1]);
    expect(instances[0]).not.toBe(instances[2]);
  });

  it('can be reached from every handler class', () => {
    class Orders extends SQSHandler {}
    expect(Object.getOwnPropertyDescriptor(EventHandler, Symbol.for('@alr/event.dispatch'))?.value).toBe(dispatchEvent);
    expect(Reflect.get(Orders, Symbol.for('@alr/event.dispatch'))).toBe(dispatchEvent);
  });

  it('answers with what process() resolves to', async () => {
    class Custom extends EventHandler {
      override async process() {
        return { of: this.records };
      }
    }
    const event = { Records: [{ eventSource: 'aws:ses' }] };
    await expect(dispatch(event, { handlers: { 'aws:ses': Custom } })).resolves.toEqual({ of: event.Records });
  });

  it('hands the records of a source without a class to processRecord()', async () => {
    const seen: unknown[] = [];
    class Mail extends EventHandler<{ ses: string }> {
      static override readonly source = 'aws:ses';
      override processRecord({ ses }: { ses: string }) {
        seen.push(ses);
      }
    }
    const event = { Records: ['a', 'b'].map((ses) => ({ eventSource: 'aws:ses', ses })) };
    await expect(dispatch(event, { handlers: { 'aws:ses': Mail } })).resolves.toBeUndefined();
    expect(seen).toEqual(['a', 'b']);
  });

  it('takes an event that is no batch as its only record', async () => {
    class Logs extends EventHandler {
      override async process() {
        return this.records;
      }
    }
    const event = { awslogs: { data: 'H4sI' } };
    await expect(dispatch(event, { handlers: { 'aws:logs': Logs } })).resolves.toEqual([event]);
  });
});

describe('an event that nobody handles', () => {
  it.each([
    ['sqs', 'SQSHandler.onMessage()'],
    ['sns', 'SNSHandler.onNotification()'],
    ['s3', 'S3Handler.onObjectCreated() or onS3Event()'],
    ['eventbridge', 'EventBridgeHandler.onEvent()'],
    ['kinesis', 'KinesisHandler.onRecord()'],
    ['dynamodb', 'DynamoDBHandler.onRecord()'],
    ['url', 'HTTPHandler.onRequest()'],
    ['rest-api', 'HTTPHandler.onRequest()'],
    ['alb', 'ALBHandler.onRequest()'],
  ])('fails, naming class and method: %s', async (sample, method) => {
    const error = await failureOf(sampleEvent(sample));
    expect(error).toMatchObject({ name: 'UnhandledEventError', message: expect.stringContaining(`${method} is not`) });
  });

  it.each([
    ['kinesis', {}],
    ['dynamodb', {}],
    ['sqs', { queue: 'orders.fifo', groups: ['one'] }],
    ['s3-in-sqs', {}],
  ])('fails so with all of its batch: %s', async (sample, options) => {
    const error = await failureOf(sampleEvent(sample, { records: 3, ...options }));
    expect(error).toMatchObject({ name: 'UnhandledEventError', message: expect.stringContaining('is not overridden') });
  });

  it('names the class that was registered without its method', async () => {
    class Orders extends SQSHandler {}
    const error = await failureOf(sampleEvent('sqs'), { handlers: { [EVENT_SQS]: Orders } });
    expect(error).toMatchObject({
      message: expect.stringContaining('SQSHandler.onMessage() is not overridden by Orders'),
    });
  });

  it('fails where its source has no class, which the error says', async () => {
    const error = await failureOf({ Records: [{ eventSource: 'aws:ses' }] });
    expect(error).toMatchObject({
      name: 'UnhandledEventError',
      message: expect.stringMatching(/aws:ses.*[Rr]egister/),
    });
  });

  it('fails where its source is unknown', async () => {
    await expect(failureOf({ hello: 'world' })).resolves.toMatchObject({ name: 'UnhandledEventError' });
  });

  it.each([
    ['sqs', undefined],
    ['s3', undefined],
    ['eventbridge', undefined],
    ['kinesis', undefined],
  ])('is a warning where the Runtime class says so: %s', async (sample, answer) => {
    const logged: Logged[] = [];
    await expect(dispatch(sampleEvent(sample), { unhandled: 'warn', logged })).resolves.toEqual(answer);
    expect(logged).toMatchObject([{ level: 'warn', parts: [expect.stringContaining('is not overridden')] }]);
  });

  it.each(['url', 'alb'])('is answered without content then where it is a request: %s', async (sample) => {
    await expect(dispatch(sampleEvent(sample), { unhandled: 'warn' })).resolves.toMatchObject({ statusCode: 204 });
  });

  it.each([
    [{ hello: 'world' }, undefined],
    [{ Records: [{ eventSource: 'aws:ses' }] }, undefined],
    [{ requestContext: { connectionId: 'c' } }, { statusCode: 200 }],
    [{ triggerSource: 'PreSignUp_SignUp' }, { triggerSource: 'PreSignUp_SignUp' }],
  ])('is answered so that nothing changes for the caller of %j', async (event, answer) => {
    await expect(dispatch(event, { unhandled: 'warn' })).resolves.toEqual(answer);
  });

  it('stays an error where a handler fails in another way', async () => {
    class Rules extends EventBridgeHandler {
      override onEvent() {
        throw new TypeError('broken');
      }
    }
    const handlers = { [EVENT_EVENTBRIDGE]: Rules };
    await expect(failureOf(sampleEvent('eventbridge'), { handlers, unhandled: 'warn' })).resolves.toEqual(
      new TypeError('broken'),
    );
  });
});

describe('a batch', () => {
  it('fails where its records come from several sources, and names them', async () => {
    const event = { Records: [{ eventSource: 'aws:sqs' }, { eventSource: 'aws:s3' }] };
    const error = await failureOf(event, { unhandled: 'warn' });
    expect(error).toMatchObject({ name: 'MixedSourcesError', sources: ['aws:sqs', 'aws:s3'] });
    expect(error).toMatchObject({ message: expect.stringContaining('aws:sqs, aws:s3') });
  });

  it.each([{ Records: [] }, []])('without records loses nothing, so that it succeeds: %j', async (event) => {
    const logged: Logged[] = [];
    await expect(dispatch(event, { logged })).resolves.toBeUndefined();
    expect(logged).toMatchObject([{ level: 'warn' }]);
  });

  it('without records goes to the only class that it can be for', async () => {
    class Orders extends SQSHandler {
      static override readonly partialBatchResponse = true;
    }
    const handlers = { [EVENT_SQS]: Orders, [EVENT_EVENTBRIDGE]: EventBridgeHandler };
    await expect(dispatch({ Records: [] }, { handlers })).resolves.toEqual({ batchItemFailures: [] });
  });

  it('is left as it came', async () => {
    class Orders extends SQSHandler {
      override onMessage() {}
    }
    const event = sampleEvent('s3-in-sns-in-sqs', { records: 2 });
    const before = structuredClone(event);
    await dispatch(event, { handlers: { [EVENT_SQS]: Orders } });
    expect(event).toEqual(before);
  });
});

describe('each()', () => {
  class Mail extends EventHandler<{ id: string }> {
    override async process() {
      await this.each(({ id }, index) => {
        seen.push(`${index}:${id}`);
        if (id === 'b') throw new Error('no b');
      });
    }
  }
  const seen: string[] = [];

  it('tries every record, and fails with those that failed', async () => {
    const event = { Records: ['a', 'b', 'c'].map((id) => ({ eventSource: 'aws:ses', id })) };
    const error = await failureOf(event, { handlers: { 'aws:ses': Mail } });
    expect(seen).toEqual(['0:a', '1:b', '2:c']);
    expect(error).toMatchObject({ name: 'BatchError', message: '1 of 3 records failed: #1 (Error: no b)' });
  });
});
