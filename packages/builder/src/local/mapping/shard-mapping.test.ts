import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createShardMapping, createStreams } from '../../../test/streams.ts';
import type { KinesisStream } from '../sources/stream/kinesis-stream.ts';
import type { BatchOutcome } from './batch-outcome.ts';
import type { ShardMapping, ShardMappingSettings } from './shard-mapping.ts';
import type { ShardBatch } from './shard-types.ts';

const NOW = Date.UTC(2026, 0, 1);
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const succeeded: BatchOutcome = { kind: 'succeeded' };
const failed: BatchOutcome = { kind: 'failed', reason: 'it failed' };

function createMapping(settings: Partial<ShardMappingSettings> = {}, shards = 1) {
  const stream = createStreams().create('clicks', NOW, shards);
  return { stream, mapping: createShardMapping(stream, settings, NOW) };
}

/** Puts records whose data are these texts. */
function put(stream: KinesisStream, texts: readonly string[], now = NOW, key = 'a') {
  return texts.map((text) => stream.put({ partitionKey: key, data: Buffer.from(text) }, now).sequenceNumber);
}

interface ParsedRecord {
  readonly kinesis: { readonly data: string; readonly sequenceNumber: string };
}

function textsOf(batch: Pick<ShardBatch, 'event'> | undefined): string[] | undefined {
  const event = batch && (JSON.parse(batch.event) as { Records: ParsedRecord[] });
  return event?.Records.map(({ kinesis }) => Buffer.from(kinesis.data, 'base64').toString());
}

function numbersOf(records: ShardBatch['records']): string[] {
  return records.map(({ sequenceNumber }) => sequenceNumber);
}

function take(mapping: ShardMapping, now = NOW): ShardBatch {
  const batch = mapping.take(now, true);
  if (batch === undefined) throw new Error('there is no batch');
  return batch;
}

function partial(batch: ShardBatch, ...texts: string[]): BatchOutcome {
  const all = textsOf(batch) ?? [];
  return {
    kind: 'partial',
    failedIds: new Set(texts.map((text) => batch.records[all.indexOf(text)]?.sequenceNumber ?? '')),
  };
}

describe('a batch', () => {
  it('has the records of one shard, in their order', () => {
    const { stream, mapping } = createMapping();
    put(stream, ['1', '2', '3']);
    const batch = take(mapping);
    expect(textsOf(batch)).toEqual(['1', '2', '3']);
    expect(batch).toMatchObject({ shardId: 'shardId-000000000000', attempt: 1 });
  });

  it('has at most batch_size records', () => {
    // https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-parameters.html
    const { stream, mapping } = createMapping({ batchSize: 2 });
    put(stream, ['1', '2', '3']);
    const first = take(mapping);
    expect(textsOf(first)).toEqual(['1', '2']);
    mapping.settle(first, succeeded, NOW);
    expect(textsOf(take(mapping))).toEqual(['3']);
  });

  it('has at most 6 MiB', () => {
    // https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventsourcemapping.html
    const { stream, mapping } = createMapping();
    put(
      stream,
      Array.from({ length: 10 }, () => 'x'.repeat(1_000_000)),
    );
    const sizes: number[] = [];
    for (let batch = mapping.take(NOW, true); batch !== undefined; batch = mapping.take(NOW, true)) {
      expect(Buffer.byteLength(batch.event)).toBeLessThanOrEqual(6 * 1024 * 1024);
      sizes.push(batch.records.length);
      mapping.settle(batch, succeeded, NOW);
    }
    expect(sizes).toEqual([4, 4, 2]);
  });

  it('waits for its window, or until it is full', () => {
    const { stream, mapping } = createMapping({ batchSize: 3, batchWindow: 5 });
    put(stream, ['1']);
    expect(mapping.take(NOW, true)).toBeUndefined();
    expect(mapping.nextDue).toBe(NOW + 5 * SECOND);
    put(stream, ['2'], NOW + SECOND);
    expect(mapping.take(NOW + SECOND, true)).toBeUndefined();
    const first = take(mapping, NOW + 5 * SECOND);
    expect(textsOf(first)).toEqual(['1', '2']);
    mapping.settle(first, succeeded, NOW + 5 * SECOND);
    put(stream, ['3', '4', '5', '6'], NOW + 6 * SECOND);
    expect(textsOf(take(mapping, NOW + 6 * SECOND))).toEqual(['3', '4', '5']);
  });

  it('waits until the function is free, and then is not due at a time', () => {
    const { stream, mapping } = createMapping();
    put(stream, ['1']);
    expect(mapping.take(NOW, false)).toBeUndefined();
    expect(mapping.nextDue).toBeUndefined();
    expect(textsOf(take(mapping))).toEqual(['1']);
  });

  it('is the only one of its shard that runs', () => {
    const { stream, mapping } = createMapping();
    put(stream, ['1']);
    const first = take(mapping);
    put(stream, ['2']);
    expect(mapping.take(NOW, true)).toBeUndefined();
    mapping.settle(first, succeeded, NOW);
    expect(textsOf(take(mapping))).toEqual(['2']);
  });

  it('begins at new records with LATEST, and at the oldest with TRIM_HORIZON', () => {
    const stream = createStreams().create('clicks', NOW, 1);
    put(stream, ['old']);
    const latest = createShardMapping(stream, { startingPosition: 'LATEST' }, NOW);
    const horizon = createShardMapping(stream, { startingPosition: 'TRIM_HORIZON' }, NOW);
    put(stream, ['new']);
    expect(textsOf(take(latest))).toEqual(['new']);
    expect(textsOf(take(horizon))).toEqual(['old', 'new']);
  });
});

describe('a batch that fails', () => {
  it('blocks its shard, and no other one', () => {
    // https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html
    const { stream, mapping } = createMapping({}, 2);
    const putAt = (text: string, explicitHashKey: string) =>
      stream.put({ partitionKey: 'a', data: Buffer.from(text), explicitHashKey }, NOW);
    putAt('poison', '0');
    mapping.settle(take(mapping), failed, NOW);
    putAt('behind it', '0');
    putAt('elsewhere', String(2n ** 128n - 1n));
    expect(textsOf(take(mapping))).toEqual(['elsewhere']);
    expect(mapping.take(NOW, true)).toBeUndefined();
  });

  it('is retried as it was, after 1 second, doubling up to 5 minutes', () => {
    const { stream, mapping } = createMapping();
    put(stream, ['1']);
    mapping.settle(take(mapping), failed, NOW);
    put(stream, ['2']);
    const waits: number[] = [];
    let now = NOW;
    for (let count = 0; count < 11; count++) {
      const due = mapping.nextDue ?? Number.NaN;
      waits.push((due - now) / SECOND);
      expect(mapping.take(due - 1, true)).toBeUndefined();
      const batch = take(mapping, due);
      expect(textsOf(batch)).toEqual(['1']);
      expect(batch.attempt).toBe(count + 2);
      mapping.settle(batch, failed, due);
      now = due;
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
  });

  it.each([0, 2])('is given up after %i retries', (retries) => {
    const { stream, mapping } = createMapping({ retries });
    put(stream, ['1', '2']);
    let now = NOW;
    for (let count = 0; count < retries; count++) {
      expect(mapping.settle(take(mapping, now), failed, now).discarded).toBeUndefined();
      now = mapping.nextDue ?? now;
    }
    const { discarded } = mapping.settle(take(mapping, now), failed, now);
    expect(discarded).toMatchObject({ condition: 'RetryAttemptsExhausted', deliveries: retries + 1 });
    expect(discarded?.records).toHaveLength(2);
    put(stream, ['3'], now);
    expect(textsOf(take(mapping, now))).toEqual(['3']);
  });

  it('is retried until its records expire, if nothing else is configured', () => {
    const { stream, mapping } = createMapping();
    put(stream, ['1']);
    let now = NOW;
    for (let batch = mapping.take(now, true); batch !== undefined; batch = mapping.take(now, true)) {
      mapping.settle(batch, failed, now);
      now = mapping.nextDue ?? now;
      const [discard] = mapping.discardOld(now);
      if (discard !== undefined) expect(discard).toMatchObject({ condition: 'RecordAgeExceeded' });
    }
    expect(now).toBe(NOW + 24 * HOUR);
  });

  it('is given up at the maximum age of its records, one by one', () => {
    const { stream, mapping } = createMapping({ maxAge: 60 });
    put(stream, ['1']);
    put(stream, ['2'], NOW + 30 * SECOND);
    let now = NOW + 30 * SECOND;
    mapping.settle(take(mapping, now), failed, now);
    now = NOW + 60 * SECOND;
    expect(mapping.discardOld(now)).toMatchObject([{ condition: 'RecordAgeExceeded', deliveries: 1 }]);
    const batch = take(mapping, now);
    expect(textsOf(batch)).toEqual(['2']);
    mapping.settle(batch, failed, now);
    expect(mapping.nextDue).toBeLessThanOrEqual(NOW + 90 * SECOND);
  });

  it('is not given to the function if its records are too old already', () => {
    const { stream, mapping } = createMapping({ maxAge: 60 });
    put(stream, ['1']);
    expect(mapping.discardOld(NOW + MINUTE)).toMatchObject([{ condition: 'RecordAgeExceeded', deliveries: 0 }]);
    expect(mapping.take(NOW + MINUTE, true)).toBeUndefined();
  });

  it('is split in two with bisect, in order, which does not count as a retry', () => {
    // https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
    const { stream, mapping } = createMapping({ bisect: true, retries: 0 });
    put(stream, ['1', '2', 'poison', '4']);
    const deliveries: (string[] | undefined)[] = [];
    const discards: number[] = [];
    for (let batch = mapping.take(NOW, true); batch !== undefined; batch = mapping.take(NOW, true)) {
      const texts = textsOf(batch);
      deliveries.push(texts);
      const { discarded } = mapping.settle(batch, texts?.includes('poison') === true ? failed : succeeded, NOW);
      if (discarded !== undefined) discards.push(discarded.records.length);
    }
    expect(deliveries).toEqual([['1', '2', 'poison', '4'], ['1', '2'], ['poison', '4'], ['poison'], ['4']]);
    expect(discards).toEqual([1]);
  });
});

describe('a report', () => {
  it('of failed records moves on to the first of them, and delivers it again with all after it', () => {
    // https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-batchfailurereporting.html
    const { stream, mapping } = createMapping();
    const numbers = put(stream, ['1', '2', '3', '4']);
    const batch = take(mapping);
    expect(mapping.settle(batch, partial(batch, '4', '2'), NOW)).toMatchObject({ returned: 3, retryAt: NOW + SECOND });
    expect([...mapping.checkpoints.values()]).toMatchObject([{ position: numbers[0] }]);
    expect(textsOf(take(mapping, NOW + SECOND))).toEqual(['2', '3', '4']);
  });

  it('counts as a failed attempt, after which the rest is given up', () => {
    const { stream, mapping } = createMapping({ retries: 0 });
    put(stream, ['1', '2', '3']);
    const batch = take(mapping);
    const { discarded } = mapping.settle(batch, partial(batch, '2'), NOW);
    expect(discarded?.records).toEqual(batch.records.slice(1));
  });

  it('replaces the split of bisect: only what is left of the batch is retried', () => {
    const { stream, mapping } = createMapping({ bisect: true });
    put(stream, ['1', '2', '3', '4']);
    const batch = take(mapping);
    mapping.settle(batch, partial(batch, '2'), NOW);
    expect(textsOf(take(mapping, NOW + SECOND))).toEqual(['2', '3', '4']);
  });
});

describe('a filter', () => {
  const filter = ['{"data":{"kind":["a"]}}'];

  it('lets matching records through, by their decoded data, and counts the others as processed', () => {
    // https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis-filtering.html
    const { stream, mapping } = createMapping({ filter, batchSize: 2 });
    const numbers = put(stream, [
      '{"kind":"b"}',
      '{"kind":"a","n":1}',
      'not JSON',
      '{"kind":"a","n":2}',
      '{"kind":"c"}',
    ]);
    const batch = take(mapping);
    expect(textsOf(batch)).toEqual(['{"kind":"a","n":1}', '{"kind":"a","n":2}']);
    mapping.settle(batch, succeeded, NOW);
    expect(mapping.take(NOW, true)).toBeUndefined();
    expect([...mapping.checkpoints.values()]).toMatchObject([{ position: numbers.at(-1) }]);
  });

  it('can be about the partition key', () => {
    const { stream, mapping } = createMapping({ filter: ['{"partitionKey":["b"]}'] });
    put(stream, ['1'], NOW, 'a');
    put(stream, ['2'], NOW, 'b');
    expect(textsOf(take(mapping))).toEqual(['2']);
  });
});

describe('any program', () => {
  /** What happens to a batch: it succeeds, fails, or reports one of its records. */
  const outcomes = fc.array(fc.oneof(fc.constant('success' as const), fc.constant('failure' as const), fc.nat(10)), {
    maxLength: 80,
  });
  const settings = fc.record({
    batchSize: fc.integer({ min: 1, max: 6 }),
    batchWindow: fc.constantFrom(0, 3),
    bisect: fc.boolean(),
    retries: fc.option(fc.nat(3), { nil: undefined }),
    maxAge: fc.constantFrom(undefined, 60, 600),
  });
  const puts = fc.array(fc.record({ key: fc.constantFrom('a', 'b', 'c', 'd'), after: fc.constantFrom(0, 0, 1, 70) }), {
    minLength: 1,
    maxLength: 40,
  });

  it('keeps the order of each shard, loses no record, and never moves past one that has failed', () => {
    fc.assert(
      fc.property(settings, puts, outcomes, fc.boolean(), (input, records, script, restarts) => {
        const stream = createStreams().create('clicks', NOW, 2);
        let mapping = createShardMapping(stream, input, NOW);
        /** By shard: all sequence numbers in their order, and those that are done. */
        const all = new Map(stream.shards.map(({ id }) => [id, [] as string[]]));
        const done = new Map(stream.shards.map(({ id }) => [id, new Set<string>()]));
        const delivered = new Set<string>();
        const isDone = (shardId: string, numbers: readonly string[]) => {
          for (const number of numbers) done.get(shardId)?.add(number);
        };
        const openOf = (shardId: string) =>
          (all.get(shardId) ?? []).filter((number) => !done.get(shardId)?.has(number));
        let [now, step] = [NOW, 0];

        const work = () => {
          for (;;) {
            for (const { shardId, records: given } of mapping.discardOld(now)) isDone(shardId, numbersOf(given));
            // Both shards can have a batch at the same time.
            const batches = [mapping.take(now, true), mapping.take(now, true)].filter((batch) => batch !== undefined);
            if (batches.length === 0) return;
            expect(mapping.take(now, true)).toBeUndefined();
            expect(new Set(batches.map(({ shardId }) => shardId)).size).toBe(batches.length);
            if (restarts && step++ % 5 === 4) {
              mapping = createShardMapping(stream, input, now, mapping.checkpoints);
              continue;
            }
            for (const batch of batches) check(batch);
            for (const batch of batches) settle(batch, numbersOf(batch.records));
          }
        };
        const check = ({ shardId, records: given }: ShardBatch) => {
          const numbers = numbersOf(given);
          for (const number of numbers) delivered.add(number);
          expect(numbers.length).toBeLessThanOrEqual(input.batchSize);
          // It begins with the first record that is not done, and has no gap.
          expect(numbers).toEqual(openOf(shardId).slice(0, numbers.length));
        };
        const settle = (batch: ShardBatch, numbers: readonly string[]) => {
          const outcome = script[step++] ?? 'success';
          const reported = typeof outcome === 'number' ? outcome % numbers.length : undefined;
          const result = mapping.settle(
            batch,
            reported !== undefined
              ? { kind: 'partial', failedIds: new Set(numbers.slice(reported, reported + 1)) }
              : outcome === 'success'
                ? succeeded
                : failed,
            now,
          );
          isDone(batch.shardId, outcome === 'success' ? numbers : numbers.slice(0, reported ?? 0));
          if (result.discarded !== undefined) isDone(batch.shardId, numbersOf(result.discarded.records));
          for (const [shardId, { position }] of mapping.checkpoints) {
            const [first] = openOf(shardId);
            if (first !== undefined) expect(position < first).toBe(true);
          }
        };

        for (const { key, after } of records) {
          now += after * SECOND;
          const { shardId, sequenceNumber } = stream.put({ partitionKey: key, data: Buffer.from('x') }, now);
          all.get(shardId)?.push(sequenceNumber);
          work();
        }
        for (let count = 0; count < 2000; count++) {
          work();
          now = Math.max(now, mapping.nextDue ?? now);
        }
        for (const [shardId, numbers] of all) expect([...(done.get(shardId) ?? [])].toSorted()).toEqual(numbers);
        if (input.maxAge === undefined) expect(delivered.size).toBe(records.length);
      }),
      { numRuns: 60 },
    );
  });
});
