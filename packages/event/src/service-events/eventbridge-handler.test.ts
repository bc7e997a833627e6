import { sampleEvent } from '@alr/builder/events';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { dispatch, failureOf } from '../../test/dispatching.ts';
import { EVENT_EVENTBRIDGE, type EventBridgeEvent, EventBridgeHandler } from '../index.ts';

let call: unknown[] = [];

class Rules extends EventBridgeHandler<unknown> {
  override onEvent(detailType: string, detail: unknown, { source }: EventBridgeEvent<string, unknown>) {
    call = [detailType, detail, source];
  }
}

async function callFor(event: unknown, handlerClass: typeof Rules = Rules) {
  await dispatch(event, { handlers: { [EVENT_EVENTBRIDGE]: handlerClass } });
  return call;
}

describe('EventBridgeHandler', () => {
  it('passes on type and detail', async () => {
    const event = sampleEvent('eventbridge', { detailType: 'Paid', eventSource: 'shop', bodies: ['{"id":1}'] });
    expect(await callFor(event)).toEqual(['Paid', { id: 1 }, 'shop']);
  });

  it('handles schedules', async () => {
    expect(await callFor(sampleEvent('schedule'))).toEqual(['Scheduled Event', {}, 'aws.events']);
  });

  it('decodes the detail of EventBridge Scheduler, which is JSON text', async () => {
    expect(await callFor(sampleEvent('scheduler'))).toEqual(['Scheduled Event', {}, 'aws.scheduler']);
  });

  it('leaves S3 keys as they are, since they are not encoded here', async () => {
    const [, detail] = await callFor(sampleEvent('eventbridge-s3', { keys: ['a+b%20c.jpg'] }));
    expect(detail).toMatchObject({ object: { key: 'a+b%20c.jpg' } });
  });

  it('validates the detail by the schema', async () => {
    class Checked extends Rules {
      static override readonly schema = z.object({ id: z.number() });
    }
    const handlers = { [EVENT_EVENTBRIDGE]: Checked };
    const [, detail] = await callFor(sampleEvent('eventbridge', { bodies: ['{"id":1,"more":2}'] }), Checked);
    expect(detail).toEqual({ id: 1 });
    const error = await failureOf(sampleEvent('eventbridge', { bodies: ['{"id":"x"}'] }), { handlers });
    expect(error).toMatchObject({ name: 'SchemaError' });
  });

  it('fails the invocation with the error of the method', async () => {
    class Broken extends EventBridgeHandler {
      override onEvent() {
        throw new TypeError('broken');
      }
    }
    const handlers = { [EVENT_EVENTBRIDGE]: Broken };
    await expect(failureOf(sampleEvent('schedule'), { handlers })).resolves.toEqual(new TypeError('broken'));
  });
});
