import { sampleEvent } from '@alr/builder/events';
import { describe, expect, it } from 'vitest';
import { dispatch, failureOf, type Logged } from '../test/dispatching.ts';
import { dispatchEvent } from './dispatch.ts';
import { EVENT_EVENTBRIDGE, EVENT_SQS, EventBridgeHandler, EventHandler, SQSHandler } from './index.ts';

describe('dispatchEvent', () => {
  it('dispatches the event to the class registered for its source', async () => {
    const runtime = { seen: [] as unknown[] };
    class Orders extends SQSHandler<string, typeof runtime> {
      override onMessage(body: string) {
        this.runtime.seen.push(body, this.source, this.context.awsRequestId);
      }
    }
    await dispatch(sampleEvent('sqs', { bodies: ['a'] }), { handlers: { [EVENT_SQS]: Orders }, runtime });
    expect(runtime.seen).toEqual(['a', 'aws:sqs', 'request-1']);
  });

  it('creates one handler per invocation', async () => {
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

  it('is reachable from every handler class', () => {
    class Orders extends SQSHandler {}
    expect(Object.getOwnPropertyDescriptor(EventHandler, Symbol.for('@alr/event.dispatch'))?.value).toBe(dispatchEvent);
    expect(Reflect.get(Orders, Symbol.for('@alr/event.dispatch'))).toBe(dispatchEvent);
  });

  it('returns the result of process()', async () => {
    class Custom extends EventHandler {
      static override readonly source = 'aws:ses';
      override async process() {
        return { records: this.records };
      }
    }
    const event = { Records: [{ eventSource: 'aws:ses' }] };
    await expect(dispatch(event, { handlers: { 'aws:ses': Custom } })).resolves.toEqual({ records: event.Records });
  });

  it('calls processRecord() for each record of a source without a specific class', async () => {
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

  it('treats an event that is not a batch as its only record', async () => {
    class Logs extends EventHandler {
      static override readonly source = 'aws:logs';
      override async process() {
        return this.records;
      }
    }
    const event = { awslogs: { data: 'H4sI' } };
    await expect(dispatch(event, { handlers: { 'aws:logs': Logs } })).resolves.toEqual([event]);
  });
});

describe('an unhandled event', () => {
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
  ])('fails with an error that names the class and the method: %s', async (sample, method) => {
    const error = await failureOf(sampleEvent(sample));
    expect(error).toMatchObject({ name: 'UnhandledEventError', message: expect.stringContaining(`${method} is not`) });
  });

  it.each([
    ['kinesis', {}],
    ['dynamodb', {}],
    ['sqs', { queue: 'orders.fifo', groups: ['one'] }],
    ['s3-in-sqs', {}],
  ])('fails with that error even if it is a whole batch: %s', async (sample, options) => {
    const error = await failureOf(sampleEvent(sample, { records: 3, ...options }));
    expect(error).toMatchObject({ name: 'UnhandledEventError', message: expect.stringContaining('is not overridden') });
  });

  it('says what to register if no class is registered for its source', async () => {
    expect(await failureOf(sampleEvent('url'))).toMatchObject({
      message:
        "nothing handles events of aws:http, because HTTPHandler.onRequest() is not overridden: register a class that extends HTTPHandler and overrides it, with registerEventHandler('aws:http', THE_CLASS)",
    });
  });

  it('names the registered class that lacks the method', async () => {
    class Orders extends SQSHandler {}
    const error = await failureOf(sampleEvent('sqs'), { handlers: { [EVENT_SQS]: Orders } });
    expect(error).toMatchObject({
      message: 'SQSHandler.onMessage() is not overridden by Orders, so nothing handles the event: override it',
    });
  });

  it('fails if its source has no class, and says what to register', async () => {
    const error = await failureOf({ Records: [{ eventSource: 'aws:ses' }] });
    expect(error).toMatchObject({
      name: 'UnhandledEventError',
      message: expect.stringMatching(/aws:ses.*[Rr]egister/),
    });
  });

  it('fails if its source is unknown', async () => {
    await expect(failureOf({ hello: 'world' })).resolves.toMatchObject({ name: 'UnhandledEventError' });
  });

  it.each([
    ['sqs', undefined],
    ['s3', undefined],
    ['eventbridge', undefined],
    ['kinesis', undefined],
  ])('is only a warning if unhandledEvents is warn: %s', async (sample, response) => {
    const logged: Logged[] = [];
    await expect(dispatch(sampleEvent(sample), { unhandled: 'warn', logged })).resolves.toEqual(response);
    expect(logged).toMatchObject([{ level: 'warn', parts: [expect.stringContaining('is not overridden')] }]);
  });

  it.each(['url', 'alb'])('gets a 204 if it is a request and unhandledEvents is warn: %s', async (sample) => {
    await expect(dispatch(sampleEvent(sample), { unhandled: 'warn' })).resolves.toMatchObject({ statusCode: 204 });
  });

  it.each([
    [{ hello: 'world' }, undefined],
    [{ Records: [{ eventSource: 'aws:ses' }] }, undefined],
    [{ requestContext: { connectionId: 'c' } }, { statusCode: 200 }],
    [{ triggerSource: 'PreSignUp_SignUp' }, { triggerSource: 'PreSignUp_SignUp' }],
  ])('gets a response that changes nothing for the caller if unhandledEvents is warn: %j', async (event, response) => {
    await expect(dispatch(event, { unhandled: 'warn' })).resolves.toEqual(response);
  });

  it('stays an error if the handler fails in another way', async () => {
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
  it('fails if its records come from several sources, and names them', async () => {
    const event = { Records: [{ eventSource: 'aws:sqs' }, { eventSource: 'aws:s3' }] };
    const error = await failureOf(event, { unhandled: 'warn' });
    expect(error).toMatchObject({ name: 'MixedSourcesError', sources: ['aws:sqs', 'aws:s3'] });
    expect(error).toMatchObject({ message: expect.stringContaining('aws:sqs, aws:s3') });
  });

  it.each([{ Records: [] }, []])('without records succeeds with a warning: %j', async (event) => {
    const logged: Logged[] = [];
    await expect(dispatch(event, { logged })).resolves.toBeUndefined();
    expect(logged).toMatchObject([{ level: 'warn' }]);
  });

  it('without records goes to the only class that handles batches', async () => {
    class Orders extends SQSHandler {
      static override readonly partialBatchResponse = true;
    }
    const handlers = { [EVENT_SQS]: Orders, [EVENT_EVENTBRIDGE]: EventBridgeHandler };
    await expect(dispatch({ Records: [] }, { handlers })).resolves.toEqual({ batchItemFailures: [] });
  });

  it('is not modified', async () => {
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
    static override readonly source = 'aws:ses';
    override async process() {
      await this.each(({ id }, index) => {
        seen.push(`${index}:${id}`);
        if (id === 'b') throw new Error('no b');
      });
    }
  }
  const seen: string[] = [];

  it('tries every record, and reports those that failed', async () => {
    const event = { Records: ['a', 'b', 'c'].map((id) => ({ eventSource: 'aws:ses', id })) };
    const error = await failureOf(event, { handlers: { 'aws:ses': Mail } });
    expect(seen).toEqual(['0:a', '1:b', '2:c']);
    expect(error).toMatchObject({ name: 'BatchError', message: '1 of 3 records failed: #1 (Error: no b)' });
  });
});
