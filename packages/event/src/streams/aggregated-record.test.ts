import { sampleEvent } from '@alr/builder/events';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { field, messageOf, sealed, type UserRecord, varint } from '../../test/aggregated.ts';
import { dispatch, failureOf } from '../../test/dispatching.ts';
import { EVENT_KINESIS, KinesisHandler, type KinesisRecord, type KinesisStreamRecord } from '../index.ts';

interface KinesisEvent {
  readonly Records: KinesisStreamRecord[];
}

/** An event whose records have this data. */
function eventOf(...data: readonly Uint8Array[]): KinesisEvent {
  const { Records } = sampleEvent('kinesis', { records: data.length }) as KinesisEvent;
  return {
    Records: Records.map((record, index) => {
      const base64 = Buffer.from(data[index] ?? []).toString('base64');
      return { ...record, kinesis: { ...record.kinesis, data: base64 } };
    }),
  };
}

const users = (...texts: readonly string[]): UserRecord[] =>
  texts.map((text) => ({ partitionKey: `key of ${text}`, data: Buffer.from(text) }));
const aggregated = (...texts: readonly string[]) => sealed(messageOf(users(...texts)));
const idOf = (event: KinesisEvent, position: number) => event.Records[position]?.kinesis.sequenceNumber;

let seen: { readonly data: unknown; readonly record: KinesisRecord }[] = [];

class Clicks extends KinesisHandler {
  static override readonly partialBatchResponse: boolean = true;
  override onRecord(data: unknown, record: KinesisRecord): void {
    seen.push({ data, record });
    if (data === 'bad') throw new Error('bad data');
  }
}

class Bytes extends Clicks {
  static override readonly payloadFormat = 'bytes';
}

async function run(event: object, handlerClass: typeof Clicks = Clicks): Promise<unknown> {
  seen = [];
  return dispatch(event, { handlers: { [EVENT_KINESIS]: handlerClass } });
}

const seenData = () => seen.map(({ data }) => data);

describe('an aggregated record', () => {
  it('is taken apart into user records, with the keys and the place of each', async () => {
    const event = eventOf(
      sealed(
        messageOf([
          { partitionKey: 'a', data: Buffer.from('{"page":"/"}') },
          { partitionKey: 'b', explicitHashKey: '340282366920938463463374607431768211455', data: Buffer.from('text') },
          { partitionKey: 'a', data: Buffer.from([0xff]), tags: [{ key: 'tag', value: 'value' }] },
        ]),
      ),
      Buffer.from('plain'),
    );
    await run(event);
    expect(seenData()).toEqual([{ page: '/' }, 'text', Buffer.from([0xff]), 'plain']);
    const [whole, plain] = event.Records;
    expect(seen[0]?.record).toEqual({
      ...whole,
      kinesis: { ...whole?.kinesis, partitionKey: 'a', subSequenceNumber: 0, data: 'eyJwYWdlIjoiLyJ9' },
    });
    expect(seen[1]?.record.kinesis).toMatchObject({
      partitionKey: 'b',
      explicitHashKey: '340282366920938463463374607431768211455',
      sequenceNumber: whole?.kinesis.sequenceNumber,
      subSequenceNumber: 1,
    });
    expect(seen[2]?.record.kinesis).toMatchObject({ partitionKey: 'a', subSequenceNumber: 2 });
    expect(seen[3]?.record).toEqual(plain);
  });

  it('is read in the form that the format’s specification gives', async () => {
    // Tables of one key each, and one record with both indices and the data "hi".
    const message = Buffer.from('0a016b' + '120130' + '1a08' + '0800' + '1000' + '1a026869', 'hex');
    await run(eventOf(sealed(message)));
    expect(seen).toMatchObject([{ data: 'hi', record: { kinesis: { partitionKey: 'k', explicitHashKey: '0' } } }]);
  });

  it('is taken apart in the sample of alr-builder', async () => {
    await run(sampleEvent('kinesis-aggregated', { bodies: ['a', '{"b":1}', 'c'.repeat(300)] }));
    expect(seenData()).toEqual(['a', { b: 1 }, 'c'.repeat(300)]);
    expect(seen.map(({ record }) => record.kinesis.partitionKey)).toEqual(['1', '2', '3']);
  });

  it('is taken apart for any user records', async () => {
    const user = fc.record({
      partitionKey: fc.string({ unit: 'grapheme' }),
      explicitHashKey: fc.option(fc.bigInt({ min: 0n, max: 2n ** 128n - 1n }).map(String), { nil: undefined }),
      data: fc.uint8Array({ maxLength: 300 }),
      tags: fc.array(fc.record({ key: fc.string(), value: fc.option(fc.string(), { nil: undefined }) }), {
        maxLength: 2,
      }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(user, { maxLength: 200 }), { minLength: 1, maxLength: 3 }), async (wholes) => {
        await run(eventOf(...wholes.map((records) => sealed(messageOf(records)))), Bytes);
        const found = seen.map(({ data, record: { kinesis } }) => ({ ...kinesis, data }));
        expect(found).toMatchObject(
          wholes.flatMap((records) =>
            records.map(({ partitionKey, explicitHashKey, data }, subSequenceNumber) => ({
              ...{ data: Buffer.from(data), partitionKey, subSequenceNumber },
              ...(explicitHashKey !== undefined && { explicitHashKey }),
            })),
          ),
        );
        expect(found).toHaveLength(wholes.flat().length);
      }),
      { numRuns: 50 },
    );
  });

  it('may have its tables after its records, unknown fields, and a repeated field, whose last value counts', async () => {
    const record = [field(1, 7), field(1, 0), field(9, 1), field(3, 'data')];
    const message = Buffer.concat([
      field(3, Buffer.concat(record)),
      field(1, 'key'),
      field(8, 'unknown'),
      Buffer.from([...varint(9 * 8 + 1), ...Array(8).fill(1), ...varint(9 * 8 + 5), ...Array(4).fill(1)]),
    ]);
    await run(eventOf(sealed(message)));
    expect(seen).toMatchObject([{ data: 'data', record: { kinesis: { partitionKey: 'key', subSequenceNumber: 0 } } }]);
  });

  const message = messageOf(users('a', 'b'));
  it.each([
    ['its digest is wrong', Buffer.concat([sealed(message).subarray(0, -1), Buffer.from([0])])],
    ['its digest is missing', sealed(message).subarray(0, -16)],
    ['it is only the magic number', Buffer.from('f3899ac2', 'hex')],
    ['its message ends early', sealed(message.subarray(0, -1))],
    ['a record has no data', sealed(Buffer.concat([field(1, 'key'), field(3, field(1, 0))]))],
    ['a record has no partition key', sealed(Buffer.concat([field(1, 'key'), field(3, field(3, 'data'))]))],
    ['a partition key is not in the table', sealed(field(3, Buffer.concat([field(1, 0), field(3, 'data')])))],
    [
      'a hash key is not in the table',
      sealed(Buffer.concat([field(1, 'key'), field(3, Buffer.concat([field(1, 0), field(2, 0), field(3, 'data')]))])),
    ],
    [
      'a key is not UTF-8',
      sealed(Buffer.concat([field(1, Buffer.from([0xff])), field(3, Buffer.concat([field(1, 0), field(3, 'data')]))])),
    ],
    ['a field has another type', sealed(Buffer.concat([message, field(1, 1)]))],
    ['a field has an unknown type', sealed(Buffer.concat([message, Buffer.from([9 * 8 + 3])]))],
    ['a field has the number 0', sealed(Buffer.concat([message, Buffer.from([0, 0])]))],
    ['a number never ends', sealed(Buffer.concat([message, Buffer.alloc(11, 0xff)]))],
    [
      'a length is larger than the message',
      sealed(Buffer.concat([message, Buffer.from([9 * 8 + 2, ...varint(2 ** 40)])])),
    ],
  ])('is an ordinary record if %s', async (_problem, data) => {
    const event = eventOf(data);
    await run(event, Bytes);
    expect(seen).toEqual([{ data, record: event.Records[0] }]);
  });

  it('is never half a record, whatever bytes follow the magic number', async () => {
    const bytes = fc.oneof(
      fc.uint8Array(),
      fc
        .array(fc.tuple(fc.integer({ min: 0, max: 40 }), fc.uint8Array({ maxLength: 5 })))
        .map((parts) => Buffer.concat(parts.map(([tag, rest]) => Buffer.from([tag, ...rest])))),
    );
    await fc.assert(
      fc.asyncProperty(bytes, async (message) => {
        const data = sealed(message);
        await run(eventOf(data), Bytes);
        if (seen.some(({ record }) => record.kinesis.subSequenceNumber === undefined)) {
          expect(seenData()).toEqual([data]);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('from EventBridge Pipes is taken apart too', async () => {
    const { Records } = eventOf(aggregated('a', 'b'));
    await run(Records.map(({ kinesis, ...members }) => ({ ...members, ...kinesis })));
    expect(seen).toMatchObject([
      { data: 'a', record: { kinesis: { partitionKey: 'key of a', subSequenceNumber: 0 } } },
      { data: 'b', record: { kinesis: { partitionKey: 'key of b', subSequenceNumber: 1 } } },
    ]);
  });

  it('has its user records validated one by one', async () => {
    class Checked extends Clicks {
      static override readonly schema = z.string().max(3);
    }
    const event = eventOf(Buffer.from('a'), aggregated('b', 'too long', 'c'));
    await expect(run(event, Checked)).resolves.toEqual({ batchItemFailures: [{ itemIdentifier: idOf(event, 1) }] });
    expect(seenData()).toEqual(['a', 'b']);
  });
});

describe('a user record that fails', () => {
  it('fails the whole record that it came in, and ends the batch', async () => {
    const event = eventOf(Buffer.from('a'), aggregated('b', 'bad', 'c'), Buffer.from('d'));
    await expect(run(event)).resolves.toEqual({ batchItemFailures: [{ itemIdentifier: idOf(event, 1) }] });
    expect(seenData()).toEqual(['a', 'b', 'bad']);
  });

  it('fails the invocation if it came in the only record, since every record failed', async () => {
    const event = eventOf(aggregated('a', 'b', 'bad'));
    await expect(run(event)).rejects.toThrow(`${idOf(event, 0)} (Error: bad data)`);
  });

  it('fails the invocation without a partial batch response', async () => {
    class Throwing extends Clicks {
      static override readonly partialBatchResponse = false;
    }
    const failure = await failureOf(eventOf(aggregated('a', 'bad', 'b')), { handlers: { [EVENT_KINESIS]: Throwing } });
    expect(failure).toMatchObject({ name: 'BatchError', message: expect.stringContaining('2 of 3 records failed') });
  });

  it.each([
    ['an ordinary record', Buffer.from('bad'), { count: 2 }],
    ['the first user record', aggregated('bad', 'c'), { count: 2 }],
    ['a later user record', aggregated('b', 'c', 'bad'), { count: 2 }],
  ])('leaves the state of a window as it was before its whole record: %s', async (_name, data, state) => {
    class Counts extends Clicks {
      override onRecord(text: unknown, record: KinesisRecord) {
        super.onRecord(text, record);
        this.state.count = Number(this.state.count ?? 0) + 1;
      }
    }
    const window = { window: { start: '2026-11-01T00:00:00Z', end: '2026-11-01T00:01:00Z' }, shardId: 'shard' };
    const event = eventOf(aggregated('a', 'a'), data, Buffer.from('d'));
    const batchItemFailures = [{ itemIdentifier: idOf(event, 1) }];
    await expect(run({ ...event, ...window }, Counts)).resolves.toEqual({ state, batchItemFailures });
    // After the failure is repaired, the records are counted once.
    const repaired = eventOf(aggregated('b', 'c', 'e'), Buffer.from('d'));
    await expect(run({ ...repaired, ...window, state }, Counts)).resolves.toEqual({
      state: { count: 6 },
      batchItemFailures: [],
    });
  });
});
