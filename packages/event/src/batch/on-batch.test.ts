import { sampleEvent } from '@alr/builder/events';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { dispatch, failureOf, type Logged } from '../../test/dispatching.ts';
import {
  BatchError,
  type BatchRecord,
  type DynamoDBChange,
  DynamoDBHandler,
  type DynamoDBRecord,
  EVENT_DYNAMODB,
  EVENT_KINESIS,
  EVENT_S3,
  EVENT_SNS,
  EVENT_SQS,
  EventHandler,
  type EventHandlerClass,
  type FailRecord,
  KinesisHandler,
  S3Handler,
  type S3Object,
  SNSHandler,
  SQSHandler,
  type SQSRecord,
} from '../index.ts';

type OnBatch = (records: readonly BatchRecord[], fail: FailRecord) => unknown;

/** A class for a queue with this `onBatch`, and settings. */
function queueOf(onBatch: OnBatch, settings: object = {}) {
  class Orders extends SQSHandler {
    static override readonly partialBatchResponse = true;
    // JavaScript may return anything.
    override onBatch(records: readonly BatchRecord[], fail: FailRecord): void | Promise<void> {
      return onBatch(records, fail) as void | Promise<void>;
    }
  }
  Object.assign(Orders, settings);
  return Orders;
}

const sqs = (bodies: readonly string[], options: object = {}) =>
  sampleEvent('sqs', { bodies, ...options }) as { Records: SQSRecord[] };
const fifo = (bodies: readonly string[], groups: readonly string[]) => sqs(bodies, { queue: 'orders.fifo', groups });

/** The positions of the records that the platform retries, or the error of the invocation. */
async function retriedOf(event: { Records: SQSRecord[] }, handlerClass: EventHandlerClass, logged: Logged[] = []) {
  const response = await dispatch(event, { handlers: { [EVENT_SQS]: handlerClass }, logged });
  const { batchItemFailures } = response as { batchItemFailures: { itemIdentifier: string }[] };
  return batchItemFailures.map(({ itemIdentifier }) =>
    event.Records.findIndex(({ messageId }) => messageId === itemIdentifier),
  );
}

const failBad: OnBatch = (records, fail) => {
  for (const record of records) if (record.payload === 'bad') fail(record, new Error('bad payload'));
};

describe('onBatch', () => {
  it('gets all messages at once, each with its payload, instead of onMessage()', async () => {
    const calls: (readonly BatchRecord[])[] = [];
    class Both extends queueOf((records) => void calls.push(records)) {
      override onMessage() {
        throw new Error('not called');
      }
    }
    const event = sqs(['{"id":1}', 'text']);
    await expect(retriedOf(event, Both)).resolves.toEqual([]);
    expect(calls).toEqual([
      [
        { ...event.Records[0], payload: { id: 1 } },
        { ...event.Records[1], payload: 'text' },
      ],
    ]);
  });

  it('has the members of its handler', async () => {
    const seen: unknown[] = [];
    class Orders extends SQSHandler<string> {
      override async onBatch(records: readonly BatchRecord<string, SQSRecord>[]) {
        seen.push(this.source, this.records.length, records.length);
      }
    }
    await dispatch(sqs(['a', 'b']), { handlers: { [EVENT_SQS]: Orders } });
    expect(seen).toEqual(['aws:sqs', 2, 2]);
  });

  it('reports the records that it fails, and logs them', async () => {
    const logged: Logged[] = [];
    const event = sqs(['a', 'bad', 'b', 'bad']);
    await expect(retriedOf(event, queueOf(failBad), logged)).resolves.toEqual([1, 3]);
    expect(logged).toMatchObject([
      {
        level: 'error',
        parts: [expect.stringContaining(event.Records[1]?.messageId ?? '-'), new Error('bad payload')],
      },
      {
        level: 'error',
        parts: [expect.stringContaining(event.Records[3]?.messageId ?? '-'), new Error('bad payload')],
      },
    ]);
  });

  it('fails the invocation without a partial batch response, with the errors of the records', async () => {
    const Orders = queueOf(failBad, { partialBatchResponse: false });
    const error = await failureOf(sqs(['a', 'bad']), { handlers: { [EVENT_SQS]: Orders } });
    expect(error).toMatchObject({ name: 'BatchError', failures: [{ index: 1, error: new Error('bad payload') }] });
  });

  it.each([
    [
      'throws',
      async () => {
        throw new Error('no database');
      },
      'no database',
    ],
    [
      'fails one record and throws',
      (records: readonly BatchRecord[], fail: FailRecord) => {
        if (records[0]) fail(records[0], new Error('first'));
        throw new Error('no database');
      },
      'first',
    ],
    [
      'returns the failed records',
      (records: readonly BatchRecord[]) => records.slice(1),
      /returned an array.*fail\(record, error\)/,
    ],
    ['returns a response', async () => ({ batchItemFailures: [] }), /returned a value of the type object/],
    ['returns null', () => null, /returned null/],
    [
      'fails a copy of a record',
      ([record]: readonly BatchRecord[], fail: FailRecord) => {
        if (record) fail({ ...record }, new Error('copy'));
      },
      /not a record of the batch/,
    ],
    [
      'fails no record',
      (_: unknown, fail: FailRecord) => fail(undefined as never, new Error('nothing')),
      /called with undefined/,
    ],
    [
      'catches that it failed no record',
      (_: unknown, fail: FailRecord) => {
        try {
          fail({ payload: 1 }, new Error('nothing'));
        } catch {
          // A handler that hides its mistake must not acknowledge the batch.
        }
      },
      /not a record of the batch/,
    ],
  ])('fails every record if it %s', async (_name, onBatch: OnBatch, message) => {
    const Orders = queueOf(onBatch, { allFailed: 'report' });
    await expect(retriedOf(sqs(['a', 'b', 'c']), Orders)).resolves.toEqual([0, 1, 2]);
    const error = await failureOf(sqs(['a', 'b', 'c']), { handlers: { [EVENT_SQS]: queueOf(onBatch) } });
    expect(error).toBeInstanceOf(BatchError);
    expect(error).toMatchObject({ message: expect.stringMatching(message), failures: { length: 3 } });
  });

  it('rejects a report that comes too late', async () => {
    let late: () => void = () => undefined;
    const Orders = queueOf(([record], fail) => {
      late = () => record && fail(record, new Error('late'));
    });
    await expect(retriedOf(sqs(['a', 'b']), Orders)).resolves.toEqual([]);
    expect(late).toThrow(/after onBatch\(\) had returned/);
  });

  it('does not get records that are invalid, or test events, and is not called without records', async () => {
    const seen: unknown[] = [];
    class Checked extends queueOf((records) => void seen.push(records.map(({ payload }) => payload))) {
      static override readonly schema = z.object({ id: z.number() });
    }
    const testEvent = JSON.stringify(sampleEvent('s3-test'));
    await expect(retriedOf(sqs(['{"id":1}', '{"id":"x"}', testEvent, '{"id":2}']), Checked)).resolves.toEqual([1]);
    expect(seen).toEqual([[{ id: 1 }, { id: 2 }]]);
    await expect(retriedOf(sqs([testEvent]), Checked)).resolves.toEqual([]);
    await expect(retriedOf({ Records: [] }, Checked)).resolves.toEqual([]);
    expect(seen).toHaveLength(1);
  });

  it('gets no records after one that is invalid, of its group or its shard', async () => {
    const seen: unknown[] = [];
    const record: OnBatch = (records) => void seen.push(records.map(({ payload }) => payload));
    class Checked extends queueOf(record) {
      static override readonly schema = z.string();
    }
    await expect(retriedOf(fifo(['a', '{}', 'b', 'c'], ['x', 'x', 'y', 'x']), Checked)).resolves.toEqual([1, 3]);
    class Clicks extends KinesisHandler<string> {
      static override readonly schema = z.string();
      static override readonly partialBatchResponse = true;
      override onBatch(records: readonly BatchRecord[], fail: FailRecord) {
        record(records, fail);
      }
    }
    const event = sampleEvent('kinesis', { bodies: ['a', '{}', 'b'] }) as { Records: { kinesis: object }[] };
    await expect(dispatch(event, { handlers: { [EVENT_KINESIS]: Clicks } })).resolves.toMatchObject({
      batchItemFailures: [{ itemIdentifier: Reflect.get(event.Records[1]?.kinesis ?? {}, 'sequenceNumber') }],
    });
    expect(seen).toEqual([['a', 'b'], ['a']]);
  });

  it('is not called after the deadline', async () => {
    const controller = new AbortController();
    controller.abort();
    const options = { handlers: { [EVENT_SQS]: queueOf(() => expect.unreachable()) }, shutdown: controller.signal };
    await expect(dispatch(sqs(['a']), options)).rejects.toThrow('RecordNotStartedError');
  });

  it('of an unhandled batch only warns if unhandledEvents is warn', async () => {
    class Orders extends SQSHandler {}
    await expect(
      dispatch(sqs(['a']), { handlers: { [EVENT_SQS]: Orders }, unhandled: 'warn' }),
    ).resolves.toBeUndefined();
  });

  it('is a method like any other of a class for a source without batches', async () => {
    class Mail extends EventHandler {
      static override readonly source = 'aws:ses';
      onBatch() {
        throw new Error('not called');
      }
      override processRecord() {}
    }
    const event = { Records: [{ eventSource: 'aws:ses' }] };
    await expect(dispatch(event, { handlers: { 'aws:ses': Mail } })).resolves.toBeUndefined();
  });
});

describe('for any batch, onBatch', () => {
  it('loses no message: what it fails is retried, and so is what comes after it in its group', async () => {
    const plan = fc.record({ group: fc.constantFrom('x', 'y', 'z'), fails: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(plan, { minLength: 1, maxLength: 12 }), fc.boolean(), async (plans, isFifo) => {
        const groups = plans.map(({ group }) => group);
        const bodies = plans.map(({ fails }) => (fails ? 'bad' : 'good'));
        const event = isFifo ? fifo(bodies, groups) : sqs(bodies, { groups });
        const retried = await retriedOf(event, queueOf(failBad, { allFailed: 'report' }));
        const expected = plans.flatMap(({ group, fails }, position) => {
          const isBlocked = plans.some((other, index) => index < position && other.group === group && other.fails);
          return fails || (isFifo && isBlocked) ? [position] : [];
        });
        expect(retried).toEqual(expected);
      }),
    );
  });
});

describe('onBatch of other sources', () => {
  it('gets the changes of a table, and retries from the first that it fails', async () => {
    class Items extends DynamoDBHandler {
      static override readonly partialBatchResponse = true;
      override onBatch(records: readonly BatchRecord<DynamoDBChange, DynamoDBRecord>[], fail: FailRecord) {
        for (const record of [...records].reverse()) {
          if (record.payload.NewImage?.bad) fail(record, `bad ${record.eventName}`);
        }
      }
    }
    const bodies = ['{"id":1}', '{"id":2,"bad":true}', '{"id":3}', '{"id":4,"bad":true}'];
    const event = sampleEvent('dynamodb', { bodies }) as { Records: DynamoDBRecord[] };
    await expect(dispatch(event, { handlers: { [EVENT_DYNAMODB]: Items } })).resolves.toEqual({
      batchItemFailures: [{ itemIdentifier: event.Records[1]?.dynamodb?.SequenceNumber }],
    });
  });

  it('fails the whole batch in a tumbling window, whose state would count records twice', async () => {
    class Counts extends KinesisHandler {
      static override readonly partialBatchResponse = true;
      override onBatch(records: readonly BatchRecord[], fail: FailRecord) {
        this.state.count = Number(this.state.count ?? 0) + records.length;
        failBad(records, fail);
      }
    }
    const window = { window: { start: '2026-11-01T00:00:00Z', end: '2026-11-01T00:01:00Z' }, shardId: 'shard' };
    const inWindow = (...bodies: string[]) => ({ ...sampleEvent('kinesis', { bodies }), ...window });
    const handlers = { [EVENT_KINESIS]: Counts };
    await expect(dispatch(inWindow('a', 'b'), { handlers })).resolves.toMatchObject({ state: { count: 2 } });
    await expect(dispatch(inWindow('a', 'bad', 'b'), { handlers })).rejects.toThrow(BatchError);
  });

  it.each(['sns', 'sns-in-sqs'])('gets notifications: %s', async (sample) => {
    const seen: unknown[] = [];
    class News extends SNSHandler<string> {
      override onBatch(records: readonly BatchRecord<string>[], fail: FailRecord) {
        seen.push(...records.map(({ payload }) => payload));
        failBad(records, fail);
      }
    }
    const options = { handlers: { [EVENT_SNS]: News } };
    await dispatch(sampleEvent(sample, { bodies: ['a', 'b'] }), options);
    expect(seen).toEqual(['a', 'b']);
    await expect(dispatch(sampleEvent(sample, { bodies: ['a', 'bad'] }), options)).rejects.toThrow(BatchError);
  });

  it.each(['s3', 's3-in-sns-in-sqs'])('gets objects: %s', async (sample) => {
    const seen: unknown[] = [];
    class Uploads extends S3Handler {
      override onBatch(records: readonly BatchRecord<S3Object>[]) {
        seen.push(...records.map(({ payload }) => payload.key));
      }
    }
    const options = { handlers: { [EVENT_S3]: Uploads } };
    await dispatch(sampleEvent(sample, { keys: ['a b', 'c'] }), options);
    await dispatch(sampleEvent('s3-test'), options);
    expect(seen).toEqual(['a b', 'c']);
  });
});

describe('if every record failed', () => {
  const failing = { partialBatchResponse: true };
  class Orders extends SQSHandler {
    override onMessage() {
      throw new Error('no database');
    }
  }
  class Clicks extends KinesisHandler {
    override onRecord() {
      throw new Error('no database');
    }
  }
  const withSettings = <Class extends object>(handlerClass: Class, settings: object): Class =>
    Object.assign(handlerClass, failing, settings);

  it.each([{}, { allFailed: 'throw' }])('the invocation fails by default: %j', async (settings) => {
    class Throwing extends Orders {}
    await expect(retriedOf(sqs(['a', 'b']), withSettings(Throwing, settings))).rejects.toThrow(BatchError);
  });

  it('all are reported if allFailed is report', async () => {
    class Reporting extends Orders {}
    await expect(retriedOf(sqs(['a', 'b']), withSettings(Reporting, { allFailed: 'report' }))).resolves.toEqual([0, 1]);
    class ReportingClicks extends Clicks {}
    const event = sampleEvent('kinesis') as { Records: { kinesis: { sequenceNumber: string } }[] };
    const handlers = { [EVENT_KINESIS]: withSettings(ReportingClicks, { allFailed: 'report' }) };
    await expect(dispatch(event, { handlers })).resolves.toEqual({
      batchItemFailures: [{ itemIdentifier: event.Records[0]?.kinesis.sequenceNumber }],
    });
  });

  it('the invocation fails in any case without a partial batch response, or an id', async () => {
    class Unreported extends Orders {}
    const settings = { allFailed: 'report', partialBatchResponse: false };
    await expect(retriedOf(sqs(['a']), withSettings(Unreported, settings))).rejects.toThrow(BatchError);
    class Nameless extends Orders {}
    const [record] = sqs(['a']).Records;
    const event = { Records: [{ ...record, messageId: '' } as SQSRecord] };
    await expect(retriedOf(event, withSettings(Nameless, { allFailed: 'report' }))).rejects.toThrow(BatchError);
  });
});
