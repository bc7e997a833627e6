import { sampleEvent } from '@alr/builder/events';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { dispatch, failureOf, type Logged } from '../../test/dispatching.ts';
import { AnyHandler, EVENT_ANY, EVENT_SQS, EventHandler, SQSHandler } from '../index.ts';

class Echo extends AnyHandler {
  override async onEvent(event: unknown) {
    return { event, source: this.source, records: this.records };
  }
}

class Orders extends SQSHandler {
  override onMessage() {}
}

const handlers = { [EVENT_ANY]: Echo, [EVENT_SQS]: Orders };

describe('a class for EVENT_ANY', () => {
  it.each([
    ['the input of a state machine', { orderId: '1' }],
    ['a text', 'hello'],
    ['a number', 42],
    ['null', null],
    ['nothing', undefined],
    ['an array', [1, { id: 2 }]],
    ['an empty array', []],
    ['an object with other records', { Records: [{ id: 1 }] }],
    ['an object without records', { Records: [] }],
    ['the detail of an event of CloudTrail', { eventSource: 's3.amazonaws.com', eventName: 'PutObject' }],
    ['details of several services', [{ eventSource: 's3.amazonaws.com' }, { eventSource: 'ec2.amazonaws.com' }, {}]],
  ])('gets an event that no source claims, and responds with its result: %s', async (_name, event) => {
    await expect(dispatch(event, { handlers })).resolves.toEqual({ event, source: '*', records: [event] });
  });

  it('gets no event of a source that has a class', async () => {
    await expect(dispatch(sampleEvent('sqs'), { handlers })).resolves.toBeUndefined();
    class Trail extends EventHandler {
      static override readonly source = 's3.amazonaws.com';
      override async process() {
        return 'trail';
      }
    }
    const event = { eventSource: 's3.amazonaws.com' };
    await expect(dispatch(event, { handlers: { ...handlers, [Trail.source]: Trail } })).resolves.toBe('trail');
  });

  it.each([
    ['kinesis', sampleEvent('kinesis')],
    ['url', sampleEvent('url')],
    ['scheduler', sampleEvent('scheduler')],
    ['aws:ses', { Records: [{ eventSource: 'aws:ses' }] }],
    ['SelfManagedKafka', { eventSource: 'SelfManagedKafka', records: {} }],
  ])('gets no event of a source without a registered class, which stays unhandled: %s', async (_name, event) => {
    await expect(failureOf(event, { handlers })).resolves.toMatchObject({ name: 'UnhandledEventError' });
  });

  it('gets no batch with records of several sources', async () => {
    const event = { Records: [{ eventSource: 'aws:sqs' }, {}] };
    await expect(failureOf(event, { handlers })).resolves.toMatchObject({ name: 'MixedSourcesError' });
  });

  it('takes precedence over unhandledEvents, which is for what nothing handles', async () => {
    const logged: Logged[] = [];
    await expect(dispatch({ id: 1 }, { handlers, unhandled: 'warn', logged })).resolves.toMatchObject({
      event: { id: 1 },
    });
    expect(logged).toEqual([]);
    class Empty extends AnyHandler {}
    const event = { id: 1 };
    await expect(
      dispatch(event, { handlers: { [EVENT_ANY]: Empty }, unhandled: 'warn', logged }),
    ).resolves.toBeUndefined();
    expect(logged).toMatchObject([{ level: 'warn', parts: [expect.stringContaining('AnyHandler.onEvent()')] }]);
    await expect(failureOf(event, { handlers: { [EVENT_ANY]: Empty } })).resolves.toMatchObject({
      name: 'UnhandledEventError',
    });
  });

  it('gets the output of its schema, and no event that does not match', async () => {
    class Tasks extends AnyHandler<{ count: number }> {
      static override readonly schema = z.object({ count: z.number().default(1) });
      override onEvent({ count }: { count: number }) {
        return count;
      }
    }
    const options = { handlers: { [EVENT_ANY]: Tasks } };
    await expect(dispatch({}, options)).resolves.toBe(1);
    await expect(failureOf({ count: '1' }, options)).resolves.toMatchObject({ name: 'SchemaError' });
  });

  it('fails the invocation by throwing', async () => {
    class Broken extends AnyHandler {
      override onEvent(): never {
        throw new TypeError('broken');
      }
    }
    await expect(failureOf({}, { handlers: { [EVENT_ANY]: Broken } })).resolves.toEqual(new TypeError('broken'));
  });

  it('is what the error of an unclaimed event advises', async () => {
    await expect(failureOf({ id: 1 })).resolves.toMatchObject({ message: expect.stringContaining('EVENT_ANY') });
  });
});
