import { sampleEvent } from '@alr/builder/events';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { dispatch, failureOf, type Logged } from '../../test/dispatching.ts';
import { EVENT_FIREHOSE, type EventHandlerClass, FirehoseHandler, type FirehoseResult } from '../index.ts';

interface Result {
  readonly records: { readonly recordId: string; readonly result: string; readonly data?: string }[];
}

function transforming(transform: (data: unknown) => unknown, statics: object = {}): Record<string, EventHandlerClass> {
  class Cleaner extends FirehoseHandler {
    override async onRecord(data: unknown) {
      return (await transform(data)) as FirehoseResult;
    }
  }
  return { [EVENT_FIREHOSE]: Object.assign(Cleaner, statics) };
}

const upperCase = (data: unknown) => {
  if (data === 'bad') throw new Error('bad');
  return String(data).toUpperCase();
};

const idsOf = (event: object) => (event as Result).records.map(({ recordId }) => recordId);
const base64 = (text: string) => Buffer.from(text).toString('base64');

describe('a transformed record', () => {
  const transform = async (returned: unknown) => {
    const event = sampleEvent('firehose', { bodies: ['x', 'y'] });
    // The second record keeps the invocation from failing with the first.
    const handlers = transforming((data) => (data === 'x' ? returned : 'y'));
    const { records } = (await dispatch(event, { handlers })) as Result;
    expect(records.map(({ recordId }) => recordId)).toEqual(idsOf(event));
    const { recordId: _, ...record } = records[0] ?? {};
    return record;
  };

  it.each([
    ['a text', 'grüße\n', { result: 'Ok', data: base64('grüße\n') }],
    ['an empty text', '', { result: 'Ok', data: '' }],
    ['bytes', Uint8Array.of(0, 255), { result: 'Ok', data: 'AP8=' }],
    ['part of a buffer', Buffer.from('abc').subarray(1), { result: 'Ok', data: base64('bc') }],
    ['a result with text', { result: 'Ok', data: 'a' }, { result: 'Ok', data: base64('a') }],
    ['a result with JSON', { result: 'Ok', data: { id: 1 } }, { result: 'Ok', data: base64('{"id":1}') }],
    ['a result with null', { result: 'Ok', data: null }, { result: 'Ok', data: base64('null') }],
    ['a dropped record', { result: 'Dropped' }, { result: 'Dropped' }],
    ['a failed record', { result: 'ProcessingFailed' }, { result: 'ProcessingFailed' }],
    [
      'a result with partition keys',
      { result: 'Ok', data: 'a', metadata: { partitionKeys: { year: '2026' } } },
      { result: 'Ok', data: base64('a'), metadata: { partitionKeys: { year: '2026' } } },
    ],
  ])('is encoded as Firehose expects it: %s', async (_name, returned, record) => {
    await expect(transform(returned)).resolves.toEqual(record);
  });

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['a number', 1],
    ['an object', { id: 1 }],
    ['a result without data', { result: 'Ok' }],
    ['an unknown result', { result: 'ok', data: 'a' }],
    ['data that is no JSON', { result: 'Ok', data: () => 1 }],
    ['the form of Firehose', { recordId: '1', result: 'Ok', data: base64('a') }],
  ])('is reported as failed if the method returned something else: %s', async (_name, returned) => {
    await expect(transform(returned)).resolves.toEqual({ result: 'ProcessingFailed' });
  });

  it('has the data of its source in another member if that is Amazon MSK', async () => {
    const event = { deliveryStreamArn: 'arn', records: [{ recordId: '1', kafkaRecordValue: base64('a') }] };
    await expect(dispatch(event, { handlers: transforming(upperCase) })).resolves.toEqual({
      records: [{ recordId: '1', result: 'Ok', kafkaRecordValue: base64('A') }],
    });
  });
});

describe('a record', () => {
  it('is decoded and validated', async () => {
    const seen: unknown[] = [];
    const see = (data: unknown) => {
      seen.push(data);
      return 'ok';
    };
    const event = sampleEvent('firehose', { bodies: ['{"id":1}', 'text'] });
    await dispatch(event, { handlers: transforming(see) });
    expect(seen).toEqual([{ id: 1 }, 'text']);
    const handlers = transforming(see, { schema: z.object({ id: z.number() }) });
    const { records } = (await dispatch(event, { handlers })) as Result;
    expect(records.map(({ result }) => result)).toEqual(['Ok', 'ProcessingFailed']);
  });

  it('that fails is reported, and the others are transformed', async () => {
    const logged: Logged[] = [];
    const event = sampleEvent('firehose', { bodies: ['a', 'bad', 'c'] });
    const [first, second, third] = idsOf(event);
    await expect(dispatch(event, { handlers: transforming(upperCase), logged })).resolves.toEqual({
      records: [
        { recordId: first, result: 'Ok', data: base64('A') },
        { recordId: second, result: 'ProcessingFailed' },
        { recordId: third, result: 'Ok', data: base64('C') },
      ],
    });
    expect(logged).toMatchObject([
      { level: 'error', parts: [expect.stringContaining(second ?? ''), new Error('bad')] },
    ]);
  });

  it('that does not fit into the response is reported, and the others are transformed', async () => {
    const handlers = transforming((data) => String(data).repeat(2 * 1024 * 1024));
    const logged: Logged[] = [];
    const event = sampleEvent('firehose', { bodies: ['a', 'b', 'c'] });
    const result = (await dispatch(event, { handlers, logged })) as Result;
    expect(result.records.map(({ result }) => result)).toEqual(['Ok', 'Ok', 'ProcessingFailed']);
    expect(Buffer.byteLength(JSON.stringify(result))).toBeLessThanOrEqual(6 * 1024 * 1024);
    expect(logged).toMatchObject([{ parts: [expect.any(String), { name: 'FirehoseSizeError' }] }]);
  });
});

describe('the invocation', () => {
  const allBad = sampleEvent('firehose', { bodies: ['bad', 'bad'] });

  it('fails if every record failed, unless the class says otherwise', async () => {
    await expect(failureOf(allBad, { handlers: transforming(upperCase) })).resolves.toMatchObject({
      name: 'BatchError',
      failures: [{ id: idsOf(allBad)[0] }, { id: idsOf(allBad)[1] }],
    });
    const handlers = transforming(upperCase, { allFailed: 'report' });
    await expect(dispatch(allBad, { handlers })).resolves.toMatchObject({
      records: [{ result: 'ProcessingFailed' }, { result: 'ProcessingFailed' }],
    });
  });

  it('fails if there is no time to start a record, so that none is given up untried', async () => {
    const shutdown = new AbortController();
    const handlers = transforming(
      (data) => {
        shutdown.abort();
        return data;
      },
      { allFailed: 'report' },
    );
    const event = sampleEvent('firehose', { bodies: ['a', 'b'] });
    await expect(failureOf(event, { handlers, shutdown: shutdown.signal })).resolves.toMatchObject({
      failures: [{ index: 1, error: { name: 'RecordNotStartedError' } }],
    });
  });

  it('fails the invocation if every record failed and allFailed is misspelled', async () => {
    const handlers = transforming(upperCase, { allFailed: 'reprot' });
    await expect(failureOf(sampleEvent('firehose', { bodies: ['bad'] }), { handlers })).resolves.toMatchObject({
      name: 'BatchError',
    });
  });

  it.each([undefined, null, {}])('fails the invocation if the event has no list of records: %j', async (records) => {
    const event = { ...sampleEvent('firehose'), records };
    await expect(failureOf(event, { handlers: transforming(upperCase) })).resolves.toMatchObject({
      name: 'InvalidPayloadError',
    });
  });

  it('handles several records at a time, and keeps their order', async () => {
    let running = 0;
    let most = 0;
    const handlers = transforming(
      async (data) => {
        running += 1;
        most = Math.max(most, running);
        await new Promise(setImmediate);
        running -= 1;
        return data;
      },
      { concurrency: 3 },
    );
    const event = sampleEvent('firehose', { bodies: ['a', 'b', 'c', 'd'] });
    const { records } = (await dispatch(event, { handlers })) as Result;
    expect(most).toBe(3);
    expect(records.map(({ data }) => data)).toEqual(['a', 'b', 'c', 'd'].map(base64));
  });

  it('fails if nothing handles the records, or delivers them as they came', async () => {
    class Empty extends FirehoseHandler {
      static override readonly allFailed = 'report';
    }
    const event = sampleEvent('firehose', { bodies: ['a', 'b'] });
    const unchanged = {
      records: idsOf(event).map((recordId, i) => ({ recordId, result: 'Ok', data: base64('ab'.charAt(i)) })),
    };
    for (const handlers of [{ [EVENT_FIREHOSE]: Empty }, {}]) {
      await expect(failureOf(event, { handlers })).resolves.toMatchObject({ name: 'UnhandledEventError' });
      await expect(dispatch(event, { handlers, unhandled: 'warn' })).resolves.toEqual(unchanged);
    }
  });
});
