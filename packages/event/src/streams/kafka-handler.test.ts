import { sampleEvent } from '@alr/builder/events';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { dispatch, failureOf, type Logged } from '../../test/dispatching.ts';
import {
  type BatchRecord,
  EVENT_KAFKA,
  EventHandler,
  type EventHandlerClass,
  type FailRecord,
  KafkaHandler,
  type KafkaRecord,
} from '../index.ts';

interface Handled {
  readonly value: unknown;
  readonly record: KafkaRecord;
}

/** Registers a class that collects what it handles, and fails for the value `bad`. */
function collecting(handled: Handled[], statics: object = {}): Record<string, EventHandlerClass> {
  class Orders extends KafkaHandler {
    override async onRecord(value: unknown, record: KafkaRecord) {
      handled.push({ value, record });
      if (value === 'bad') throw new Error('bad');
    }
  }
  return { [EVENT_KAFKA]: Object.assign(Orders, statics) };
}

async function handledOf(event: unknown, statics?: object): Promise<Handled[]> {
  const handled: Handled[] = [];
  await dispatch(event, { handlers: collecting(handled, statics) });
  return handled;
}

const withRecord = (members: object) => ({
  eventSource: 'aws:kafka',
  records: {
    'orders-0': [{ topic: 'orders', partition: 0, offset: 1, timestamp: 0, timestampType: 'CREATE_TIME', ...members }],
  },
});

describe('an event without records of the known form', () => {
  const record = { topic: 'orders', partition: 0, offset: 1, value: null };
  it.each([
    ['no records', {}],
    ['null', { records: null }],
    ['a list', { records: [record] }],
    ['no list of a partition', { records: { 'orders-0': record } }],
    ['no record in a list', { records: { 'orders-0': [null] } }],
    ['a record without a topic', { records: { 'orders-0': [{ ...record, topic: undefined }] } }],
    ['a record without a partition', { records: { 'orders-0': [{ ...record, partition: undefined }] } }],
  ])('fails instead of becoming a tombstone: %s', async (_form, members) => {
    const handled: Handled[] = [];
    const event = { eventSource: 'aws:kafka', ...members };
    await expect(failureOf(event, { handlers: collecting(handled) })).resolves.toMatchObject({
      name: 'InvalidPayloadError',
    });
    expect(handled).toEqual([]);
  });
});

describe('a record', () => {
  it.each([1, { id: 1 }, ['a']])('fails if its value is not in base64, such as %j', async (value) => {
    const handled: Handled[] = [];
    const failure = await failureOf(withRecord({ value }), { handlers: collecting(handled) });
    expect(failure).toMatchObject({ cause: { name: 'InvalidPayloadError' } });
    expect(handled).toEqual([]);
  });

  it.each(['kafka', 'kafka-self-managed'])('has its value, key and headers decoded: %s', async (sample) => {
    const options = { topic: 'orders', bodies: ['{"id":1}'], keys: ['k'], attributes: { kind: 'ü' }, partitions: [3] };
    const [handled] = await handledOf(sampleEvent(sample, options));
    expect(handled).toMatchObject({
      value: { id: 1 },
      record: {
        topic: 'orders',
        partition: 3,
        offset: 15,
        topicPartition: 'orders-3',
        key: 'k',
        headers: [['kind', 'ü']],
      },
    });
  });

  it('may have bytes, repeated headers, and no key', async () => {
    const [handled] = await handledOf(
      withRecord({ value: '/wA=', headers: [{ a: [-1, 0] }, { a: [49] }, { b: null }] }),
    );
    expect(handled?.value).toEqual(Buffer.from([255, 0]));
    expect(handled?.record.headers).toEqual([
      ['a', Buffer.from([255, 0])],
      ['a', '1'],
      ['b', ''],
    ]);
    expect(handled?.record).not.toHaveProperty('key');
  });

  it.each([{ value: null }, {}])('is a tombstone if it has no value: %j', async (members) => {
    const statics = { payloadFormat: 'json', schema: z.object({ id: z.number() }).nullable() };
    expect(await handledOf(withRecord(members), statics)).toMatchObject([{ value: null }]);
  });

  it('must match the format and the schema', async () => {
    const handlers = (statics: object) => collecting([], statics);
    const event = sampleEvent('kafka', { bodies: ['text'] });
    await expect(failureOf(event, { handlers: handlers({ payloadFormat: 'json' }) })).resolves.toMatchObject({
      cause: { name: 'InvalidPayloadError' },
    });
    await expect(failureOf(event, { handlers: handlers({ schema: z.number() }) })).resolves.toMatchObject({
      cause: { name: 'SchemaError' },
    });
    await expect(handledOf(event, { payloadFormat: 'bytes' })).resolves.toMatchObject([{ value: Buffer.from('text') }]);
  });

  it('may come through EventBridge Pipes, in a list without partitions', async () => {
    const { records } = sampleEvent('kafka', { bodies: ['a', 'bad'] }) as { records: Record<string, object[]> };
    const event = Object.values(records)
      .flat()
      .map((record) => ({ eventSource: 'aws:kafka', ...record }));
    const handled: Handled[] = [];
    // Pipes has no partial batch response for Kafka.
    const handlers = collecting(handled, { partialBatchResponse: true });
    await expect(failureOf(event, { handlers })).resolves.toMatchObject({ name: 'BatchError' });
    expect(handled).toMatchObject([{ value: 'a', record: { topicPartition: 'my-topic-0' } }, { value: 'bad' }]);
  });
});

describe('a failure', () => {
  const event = sampleEvent('kafka', {
    bodies: ['a', 'bad', 'c', 'd', 'e', 'bad'],
    partitions: [0, 1, 0, 1, 2, 0],
    topic: 'orders',
  });

  it('ends its partition, fails the invocation, and names the record', async () => {
    const handled: Handled[] = [];
    await expect(failureOf(event, { handlers: collecting(handled) })).resolves.toMatchObject({
      name: 'BatchError',
      failures: [
        { id: 'orders-0@20' },
        { id: 'orders-1@16' },
        { id: 'orders-1@18', error: { name: 'RecordNotStartedError' } },
      ],
    });
    expect(handled.map(({ value }) => value)).toEqual(['a', 'c', 'bad', 'bad', 'e']);
  });

  it('is reported with the first offset of its partition in a partial batch response', async () => {
    const handlers = collecting([], { partialBatchResponse: true });
    await expect(dispatch(event, { handlers })).resolves.toEqual({
      batchItemFailures: [
        { itemIdentifier: { partition: 'orders-0', offset: 20 } },
        { itemIdentifier: { partition: 'orders-1', offset: 16 } },
      ],
    });
    await expect(dispatch(sampleEvent('kafka'), { handlers })).resolves.toEqual({ batchItemFailures: [] });
  });

  it('fails the invocation in any case if every record failed, unless the class says otherwise', async () => {
    const all = sampleEvent('kafka', { bodies: ['bad', 'a', 'bad'], partitions: [0, 0, 1] });
    const run = (allFailed?: string) =>
      dispatch(all, { handlers: collecting([], { partialBatchResponse: true, ...(allFailed && { allFailed }) }) });
    await expect(run()).rejects.toMatchObject({ name: 'BatchError' });
    await expect(run('report')).resolves.toEqual({
      batchItemFailures: [
        { itemIdentifier: { partition: 'my-topic-0', offset: 15 } },
        { itemIdentifier: { partition: 'my-topic-1', offset: 17 } },
      ],
    });
  });

  it('never leaves a record between the reported offset and a handled one', async () => {
    const bodies = fc.array(fc.constantFrom('a', 'bad'), { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(bodies, fc.array(fc.nat(2), { minLength: 1, maxLength: 4 }), async (texts, partitions) => {
        const handled: Handled[] = [];
        const handlers = collecting(handled, { partialBatchResponse: true, allFailed: 'report' });
        const result = await dispatch(sampleEvent('kafka', { bodies: texts, partitions }), { handlers });
        const { batchItemFailures } = result as {
          batchItemFailures: { itemIdentifier: { partition: string; offset: number } }[];
        };
        const reported = new Map(
          batchItemFailures.map(({ itemIdentifier: { partition, offset } }) => [partition, offset]),
        );
        texts.forEach((text, index) => {
          const partition = `my-topic-${partitions[index % partitions.length]}`;
          const isRetried = (reported.get(partition) ?? Infinity) <= 15 + index;
          const isHandled = handled.some(({ record }) => record.offset === 15 + index);
          // Every record is retried, or was handled without an error.
          expect(isRetried || (isHandled && text !== 'bad')).toBe(true);
        });
      }),
    );
  });
});

describe('onBatch', () => {
  it('gets all records, and a partition is retried from the first that it reports', async () => {
    class Bulk extends KafkaHandler<string> {
      static override readonly partialBatchResponse = true;
      override onBatch(records: readonly BatchRecord<string, KafkaRecord>[], fail: FailRecord) {
        for (const record of records) if (record.payload === 'bad') fail(record, new Error('bad'));
      }
    }
    const event = sampleEvent('kafka', { bodies: ['a', 'bad', 'c', 'd'], partitions: [0, 0, 0, 1] });
    await expect(dispatch(event, { handlers: { [EVENT_KAFKA]: Bulk } })).resolves.toEqual({
      batchItemFailures: [{ itemIdentifier: { partition: 'my-topic-0', offset: 16 } }],
    });
  });
});

describe('the registration', () => {
  it('serves self-managed clusters too, unless a separate class is registered for them', async () => {
    class Own extends EventHandler {
      static override readonly source = 'SelfManagedKafka';
      override async process() {
        return 'own';
      }
    }
    const handlers = { ...collecting([]), [Own.source]: Own };
    await expect(dispatch(sampleEvent('kafka-self-managed'), { handlers })).resolves.toBe('own');
  });

  it.each(['kafka', 'kafka-self-managed'])('is advised if there is none: %s', async (sample) => {
    await expect(failureOf(sampleEvent(sample))).resolves.toMatchObject({
      message: expect.stringContaining("register one that extends KafkaHandler for 'aws:kafka'"),
    });
  });

  it('starts no records after the signal has aborted, and reports them', async () => {
    const logged: Logged[] = [];
    const options = { handlers: collecting([], { partialBatchResponse: true }), shutdown: AbortSignal.abort(), logged };
    await expect(failureOf(sampleEvent('kafka', { records: 3 }), options)).resolves.toMatchObject({
      name: 'BatchError',
    });
  });
});
