import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createStreams } from '../../../../test/streams.ts';
import { hashKeyOf, hashRanges } from './hash-ranges.ts';
import type { KinesisStream } from './kinesis-stream.ts';
import type { IteratorType } from './shard-iterators.ts';

const NOW = Date.UTC(2026, 0, 1);
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const MIB = 1024 * 1024;
const TABLE_ARN = 'arn:aws:dynamodb:eu-west-1:123456789012:table/orders/stream/2026-01-01T00:00:00.000';

function createStream(shards?: number) {
  return createStreams().create('clicks', NOW, shards);
}

function put(stream: KinesisStream, text: string, now = NOW, partitionKey = 'a') {
  return stream.put({ partitionKey, data: Buffer.from(text) }, now);
}

/** The texts of the records that an iterator reads. */
function read(stream: KinesisStream, iterator: string, now = NOW, limit?: number) {
  const { records, ...rest } = stream.readIterator(iterator, limit, now);
  return { texts: records.map(({ content }) => Buffer.from(content.data).toString()), ...rest };
}

function iteratorOf(stream: KinesisStream, type: IteratorType, now = NOW, more = {}) {
  return stream.iterator({ shardId: stream.shards[0]?.id ?? '', type, ...more }, now);
}

describe('a stream of Kinesis', () => {
  it('has 4 shards, as in on-demand mode, or as many as requested', () => {
    // https://docs.aws.amazon.com/streams/latest/dev/how-do-i-size-a-stream.html
    expect(createStream().shards.map(({ id }) => id)).toEqual([
      'shardId-000000000000',
      'shardId-000000000001',
      'shardId-000000000002',
      'shardId-000000000003',
    ]);
    expect(createStream(1).shards).toHaveLength(1);
  });

  it('puts a record into the shard of the MD5 of its partition key', () => {
    // https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecord.html
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 256 }), fc.integer({ min: 1, max: 50 }), (key, shards) => {
        const stream = createStream(shards);
        const { shardId } = put(stream, '', NOW, key);
        const hash = BigInt(`0x${createHash('md5').update(key).digest('hex')}`);
        const { start, end } = stream.shard(shardId).range;
        expect(start <= hash && hash <= end).toBe(true);
      }),
    );
  });

  it('divides all hash keys among its shards', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1000 }), (count) => {
        const ranges = hashRanges(count);
        expect(ranges).toHaveLength(count);
        expect(ranges[0]?.start).toBe(0n);
        expect(ranges.at(-1)?.end).toBe(2n ** 128n - 1n);
        expect(ranges.slice(1).map(({ start }) => start - 1n)).toEqual(ranges.slice(0, -1).map(({ end }) => end));
      }),
    );
  });

  it('obeys an explicit hash key', () => {
    const stream = createStream(2);
    const putAt = (explicitHashKey: string) =>
      stream.put({ partitionKey: 'a', data: Buffer.from(''), explicitHashKey }, NOW);
    expect(putAt('0').shardId).toBe('shardId-000000000000');
    expect(putAt(String(2n ** 128n - 1n)).shardId).toBe('shardId-000000000001');
    for (const key of [String(2n ** 128n), '-1', 'a', '']) {
      expect(() => putAt(key)).toThrow(expect.objectContaining({ code: 'InvalidArgumentException' }));
    }
  });

  it('gives records sequence numbers of 56 digits that grow', () => {
    const stream = createStream(1);
    const numbers = [NOW, NOW, NOW + 1, NOW + 1, NOW + HOUR].map((now) => put(stream, '', now).sequenceNumber);
    expect(numbers).toEqual(numbers.toSorted());
    expect(new Set(numbers).size).toBe(numbers.length);
    for (const number of numbers) expect(number).toMatch(/^49\d{54}$/);
  });

  it.each([
    ['a partition key of 256 characters', 'é'.repeat(256), 1],
    ['a record of 1 MiB with its partition key', 'a', MIB - 1],
  ])('accepts %s', (_what, partitionKey, size) => {
    expect(createStream().put({ partitionKey, data: Buffer.alloc(size) }, NOW)).toHaveProperty('shardId');
  });

  it.each([
    ['no partition key', '', 1],
    ['a partition key of 257 characters', 'a'.repeat(257), 1],
    // https://docs.aws.amazon.com/streams/latest/dev/large-records.html
    ['a record that is larger than 1 MiB with its partition key', 'a', MIB],
  ])('rejects %s', (_what, partitionKey, size) => {
    const error = expect.objectContaining({ code: 'ValidationException' });
    expect(() => createStream().put({ partitionKey, data: Buffer.alloc(size) }, NOW)).toThrow(error);
  });

  it('accepts records of up to 10 MiB if that is set', () => {
    const stream = createStream();
    stream.setMaxRecordKib(10_240);
    expect(stream.put({ partitionKey: 'a', data: Buffer.alloc(10 * MIB - 1) }, NOW)).toHaveProperty('shardId');
    expect(() => stream.put({ partitionKey: 'a', data: Buffer.alloc(10 * MIB) }, NOW)).toThrow('10485760');
    expect(() => stream.setMaxRecordKib(10_241)).toThrow('less than or equal to 10240');
    expect(() => stream.setMaxRecordKib(1023)).toThrow('greater than or equal to 1024');
  });

  it('accepts up to 500 records and 10 MiB at once', () => {
    // https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html
    const records = (count: number, size: number) =>
      Array.from({ length: count }, () => ({ partitionKey: 'a', data: Buffer.alloc(size) }));
    const stream = createStream();
    stream.checkAll(records(500, 1));
    stream.checkAll(records(10, MIB - 1));
    expect(() => stream.checkAll(records(501, 1))).toThrow('less than or equal to 500');
    expect(() => stream.checkAll([])).toThrow('greater than or equal to 1');
    expect(() => stream.checkAll([...records(10, MIB - 1), ...records(1, 1)])).toThrow('10 MB');
    expect(() => stream.checkAll(records(2, MIB))).toThrow("'records.1.member.data'");
  });

  describe('is read', () => {
    it('from the oldest record, the latest, a sequence number or a time', () => {
      const stream = createStream(1);
      put(stream, 'first');
      const second = put(stream, 'second', NOW + SECOND).sequenceNumber;
      const latest = iteratorOf(stream, 'LATEST', NOW + SECOND);
      put(stream, 'third', NOW + 2 * SECOND);
      const texts = (iterator: string) => read(stream, iterator, NOW + 2 * SECOND).texts;
      const sequenceNumber = { sequenceNumber: second };
      expect(texts(iteratorOf(stream, 'TRIM_HORIZON'))).toEqual(['first', 'second', 'third']);
      expect(texts(latest)).toEqual(['third']);
      expect(texts(iteratorOf(stream, 'AT_SEQUENCE_NUMBER', NOW, sequenceNumber))).toEqual(['second', 'third']);
      expect(texts(iteratorOf(stream, 'AFTER_SEQUENCE_NUMBER', NOW, sequenceNumber))).toEqual(['third']);
      const timestamp = new Date(NOW + SECOND);
      expect(texts(iteratorOf(stream, 'AT_TIMESTAMP', NOW, { timestamp }))).toEqual(['second', 'third']);
    });

    it.each<[IteratorType, object]>([
      ['AT_SEQUENCE_NUMBER', {}],
      ['AFTER_SEQUENCE_NUMBER', { sequenceNumber: '12' }],
      ['AT_TIMESTAMP', {}],
    ])('by %s not with %o', (type, more) => {
      const error = expect.objectContaining({ code: 'InvalidArgumentException' });
      expect(() => iteratorOf(createStream(), type, NOW, more)).toThrow(error);
    });

    it('in parts, and then with what comes later', () => {
      const stream = createStream(1);
      for (const text of ['1', '2', '3']) put(stream, text);
      const first = read(stream, iteratorOf(stream, 'TRIM_HORIZON'), NOW + SECOND, 2);
      expect(first).toMatchObject({ texts: ['1', '2'], millisBehindLatest: SECOND });
      const second = read(stream, first.nextIterator, NOW + SECOND);
      expect(second).toMatchObject({ texts: ['3'], millisBehindLatest: 0 });
      put(stream, '4');
      expect(read(stream, second.nextIterator).texts).toEqual(['4']);
    });

    it('with at most 10,000 records and 10 MiB at once', () => {
      // https://docs.aws.amazon.com/kinesis/latest/APIReference/API_GetRecords.html
      const small = createStream(1);
      for (let count = 0; count < 10_001; count++) put(small, '');
      expect(read(small, iteratorOf(small, 'TRIM_HORIZON')).texts).toHaveLength(10_000);
      const large = createStream(1);
      for (let count = 0; count < 11; count++) put(large, 'x'.repeat(MIB - 1));
      expect(read(large, iteratorOf(large, 'TRIM_HORIZON')).texts).toHaveLength(10);
    });

    it('for 24 hours', () => {
      const stream = createStream(1);
      put(stream, 'old');
      put(stream, 'new', NOW + SECOND);
      const texts = (now: number) => read(stream, iteratorOf(stream, 'TRIM_HORIZON', now), now).texts;
      expect(texts(NOW + 24 * HOUR - 1)).toEqual(['old', 'new']);
      expect(texts(NOW + 24 * HOUR)).toEqual(['new']);
    });

    it('with iterators that expire after 5 minutes', () => {
      const stream = createStream(1);
      const iterator = iteratorOf(stream, 'LATEST');
      expect(read(stream, iterator, NOW + 5 * MINUTE - 1).texts).toEqual([]);
      const error = expect.objectContaining({ code: 'ExpiredIteratorException' });
      expect(() => read(stream, iterator, NOW + 5 * MINUTE)).toThrow(error);
    });

    it('not with an iterator of another stream, not even of the same name', () => {
      const streams = createStreams();
      const iterator = iteratorOf(streams.create('clicks', NOW), 'LATEST');
      const error = expect.objectContaining({ code: 'InvalidArgumentException' });
      expect(() => read(streams.create('views', NOW), iterator)).toThrow(error);
      const [old] = streams.kinesis;
      if (old !== undefined) streams.delete(old);
      expect(() => read(streams.create('clicks', NOW + 1), iterator, NOW + 1)).toThrow(error);
    });

    it.each(['', 'AAAA', Buffer.from('{}').toString('base64'), Buffer.from('[1,2,3,4,5]').toString('base64')])(
      'not with the iterator %o',
      (iterator) => {
        const error = expect.objectContaining({ code: 'InvalidArgumentException' });
        expect(() => read(createStream(), iterator)).toThrow(error);
      },
    );
  });

  it('frees the memory of expired records, and keeps all others', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 30 }), (hours) => {
        const stream = createStream(1);
        const expected: number[] = [];
        let now = NOW;
        for (const hour of hours) {
          now += hour * HOUR;
          for (let count = 0; count < 200; count++) put(stream, '', now);
          expected.push(...Array.from({ length: 200 }, () => now));
          const kept = expected.filter((time) => time > now - 24 * HOUR);
          expect(stream.shards[0]?.all(now).map(({ arrivedAt }) => arrivedAt)).toEqual(kept);
        }
      }),
      { numRuns: 20 },
    );
  });
});

describe('the streams', () => {
  it('find a stream by its ARN, whatever its account and its region are', () => {
    const streams = createStreams();
    const stream = streams.declare('arn:aws:kinesis:eu-west-1:123456789012:stream/clicks', NOW);
    expect(stream.arn).toBe('arn:aws:kinesis:eu-central-1:012345678912:stream/clicks');
    expect(streams.findByArn(stream.arn)).toBe(stream);
    expect(streams.declare(stream.arn, NOW)).toBe(stream);
    const table = streams.declare(TABLE_ARN, NOW);
    expect(table).toMatchObject({ kind: 'dynamodb', name: 'orders', label: '2026-01-01T00:00:00.000' });
    expect(streams.findByArn(TABLE_ARN)).toBe(table);
  });

  it.each([
    ['', 1, 'ValidationException'],
    ['a b', 1, 'ValidationException'],
    ['a'.repeat(129), 1, 'ValidationException'],
    ['views', 0, 'ValidationException'],
    ['views', 1001, 'LimitExceededException'],
    ['clicks', 1, 'ResourceInUseException'],
  ])('do not create %o with %i shards', (name, shards, code) => {
    const streams = createStreams();
    streams.create('clicks', NOW);
    expect(() => streams.create(name, NOW, shards)).toThrow(expect.objectContaining({ code }));
  });
});

describe('the stream of a table', () => {
  const keys = { id: { S: '1' } };

  function createTable() {
    const stream = createStreams().declare(TABLE_ARN, NOW);
    if (stream.kind !== 'dynamodb') throw new Error('it is not a stream of DynamoDB');
    return stream;
  }

  it('has changes with the images that their kind has', () => {
    const table = createTable();
    table.put({ eventName: 'INSERT', keys, newImage: keys }, NOW);
    table.put({ eventName: 'MODIFY', keys, newImage: keys, oldImage: keys }, NOW);
    table.put({ eventName: 'REMOVE', keys, oldImage: keys }, NOW);
    const [shard] = table.shards;
    const records = shard?.all(NOW).map((record) => table.eventRecord(shard, record).record);
    expect(records).toMatchObject([
      { eventName: 'INSERT', eventSource: 'aws:dynamodb', dynamodb: { Keys: keys, NewImage: keys, SizeBytes: 6 } },
      { eventName: 'MODIFY', dynamodb: { NewImage: keys, OldImage: keys, StreamViewType: 'NEW_AND_OLD_IMAGES' } },
      { eventName: 'REMOVE', dynamodb: { OldImage: keys, ApproximateCreationDateTime: NOW / 1000 } },
    ]);
  });

  it.each([
    ['INSERT', { oldImage: keys }],
    ['INSERT', { newImage: keys, oldImage: keys }],
    ['MODIFY', { newImage: keys }],
    ['REMOVE', { newImage: keys }],
  ] as const)('rejects %s with %o', (eventName, images) => {
    expect(() => createTable().put({ eventName, keys, ...images }, NOW)).toThrow(`${eventName} needs`);
  });

  it('rejects items of more than 400 KB', () => {
    // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html
    const image = (size: number) => ({ a: { S: 'x'.repeat(size) } });
    const put = (size: number) => createTable().put({ eventName: 'INSERT', keys, newImage: image(size) }, NOW);
    expect(put(400 * 1024 - 1)).toHaveProperty('shardId');
    expect(() => put(400 * 1024)).toThrow('maximum allowed size');
  });

  it('has iterators that expire after 15 minutes', () => {
    // https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_GetShardIterator.html
    const table = createTable();
    const iterator = table.iterator({ shardId: table.shards[0]?.id ?? '', type: 'LATEST' }, NOW);
    expect(table.readIterator(iterator, undefined, NOW + 15 * MINUTE - 1).records).toEqual([]);
    const error = expect.objectContaining({ code: 'ExpiredIteratorException' });
    expect(() => table.readIterator(iterator, undefined, NOW + 15 * MINUTE)).toThrow(error);
  });
});

describe('a hash key', () => {
  it('is the MD5 of the partition key as a number', () => {
    expect(hashKeyOf('')).toBe(0xd41d8cd98f00b204e9800998ecf8427en);
  });
});
