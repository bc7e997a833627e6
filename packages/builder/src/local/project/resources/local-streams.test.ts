import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createShardMapping } from '../../../../test/streams.ts';
import { Clock } from '../../clock/clock.ts';
import { openData } from '../../data/local-data.ts';
import { SourceFaults } from '../../sources/source-faults.ts';
import type { KinesisStream } from '../../sources/stream/kinesis-stream.ts';
import { LocalStreams } from './local-streams.ts';

const NOW = Date.UTC(2026, 0, 1);
const SECOND = 1000;
const TABLE_ARN = 'arn:aws:dynamodb:eu-west-1:123456789012:table/orders/stream/2026-01-01T00:00:00.000';
const scope = { partition: 'aws', region: 'eu-central-1', account: '012345678912' };
const READER = 'main';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'alr-streams-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Opens what an earlier run has left. */
function open(start = NOW) {
  const data = openData({ folder: join(folder, 'data'), reset: false, warn: expect.fail });
  const clock = new Clock({ start });
  const faults = new SourceFaults([], () => {});
  const local = new LocalStreams({ scope, clock, faults, journal: data?.journal });
  const close = () => {
    local.close();
    clock.close();
    data?.close();
  };
  return { local, journal: data?.journal, close };
}

function put(stream: KinesisStream, text: string, now = NOW) {
  return stream.put({ partitionKey: 'a', data: Buffer.from(text) }, now).sequenceNumber;
}

function textsOf(stream: KinesisStream | undefined, now = NOW): string[] {
  const records = stream?.shards.flatMap((shard) => shard.all(now)) ?? [];
  return records.map(({ content }) => Buffer.from(content.data).toString());
}

describe('the streams of another run', () => {
  it('have the same shards and records, and sequence numbers that go on to grow', () => {
    const first = open();
    const stream = first.local.create('clicks', 2);
    stream.setMaxRecordKib(2048);
    first.local.streams.keep(stream);
    const number = put(stream, 'a', NOW + SECOND);
    const table = first.local.declare(TABLE_ARN);
    if (table.kind !== 'dynamodb') throw new Error('it is not a table');
    const keys = { id: { S: '1' } };
    table.put({ eventName: 'INSERT', keys, newImage: keys }, NOW);
    first.close();

    // The clock of the machine can have been set back.
    const second = open(NOW - SECOND);
    const again = second.local.create('clicks');
    expect(again.shards).toHaveLength(2);
    expect(again.maxRecordKib).toBe(2048);
    expect(textsOf(again)).toEqual(['a']);
    expect(put(again, 'b', NOW) > number).toBe(true);
    const tableAgain = second.local.declare(TABLE_ARN);
    expect(tableAgain.shards[0]?.all(NOW)).toMatchObject([{ content: { eventName: 'INSERT', newImage: keys } }]);
    second.close();
  });

  it('have neither records that have expired nor those of a stream that was deleted', () => {
    const first = open();
    put(first.local.create('clicks'), 'old');
    put(first.local.create('clicks'), 'new', NOW + SECOND);
    const deleted = first.local.create('views');
    put(deleted, 'deleted');
    first.local.streams.delete(deleted);
    expect(textsOf(first.local.streams.find('clicks'), NOW + 86_400_000)).toEqual(['new']);
    first.close();

    const second = open(NOW + 86_400_000);
    expect(second.local.streams.find('views')).toBeUndefined();
    expect(textsOf(second.local.create('clicks'))).toEqual(['new']);
    expect(textsOf(second.local.create('views'))).toEqual([]);
    second.close();
  });

  it('are read from where the reader was', () => {
    const first = open();
    const stream = first.local.create('clicks', 1);
    const mapping = createShardMapping(stream, { batchSize: 2 }, NOW);
    const keep = ({ shardId }: { shardId: string }) =>
      first.local.keep(READER, stream, shardId, () => mapping.checkpointOf(shardId));
    for (const text of ['1', '2', '3', '4']) put(stream, text);
    const done = mapping.take(NOW, true);
    if (done === undefined) throw new Error('there is no batch');
    mapping.settle(done, { kind: 'succeeded' }, NOW);
    const running = mapping.take(NOW, true);
    if (running === undefined) throw new Error('there is no batch');
    keep(running);
    first.close();

    const second = open();
    const again = second.local.create('clicks');
    const checkpoints = second.local.checkpointsOf(READER, again);
    const batch = createShardMapping(again, { batchSize: 2 }, NOW, checkpoints).take(NOW, true);
    expect(batch?.records.map(({ sequenceNumber }) => sequenceNumber)).toEqual(
      running.records.map(({ sequenceNumber }) => sequenceNumber),
    );
    expect(batch?.attempt).toBe(2);
    expect(second.local.checkpointsOf('another', again)).toEqual(new Map());
    second.close();
  });

  it('deliver each record, in the order of its shard, whenever the emulator starts again', async () => {
    const programs = fc.array(fc.constantFrom('put', 'put', 'succeed', 'fail', 'restart'), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(programs, async (program) => {
        let run = open();
        let stream = run.local.create('clicks', 1);
        const settings = { batchSize: 3, retries: 3 };
        let mapping = createShardMapping(stream, settings, NOW);
        const [shardId = ''] = stream.shards.map(({ id }) => id);
        const acknowledged: string[] = [];
        const finished = new Set<string>();
        let now = NOW;
        const keep = () => run.local.keep(READER, stream, shardId, () => mapping.checkpointOf(shardId));
        const invoke = async (outcome: 'succeed' | 'fail') => {
          now = Math.max(now, mapping.nextDue ?? now);
          const batch = mapping.take(now, true);
          if (batch === undefined) return;
          const numbers = batch.records.map(({ sequenceNumber }) => sequenceNumber);
          // It begins with the first record that is not done.
          const open = acknowledged.filter((number) => !finished.has(number));
          expect(numbers).toEqual(open.slice(0, numbers.length));
          keep();
          const { discarded } = mapping.settle(
            batch,
            outcome === 'succeed' ? { kind: 'succeeded' } : { kind: 'failed', reason: 'it failed' },
            now,
          );
          keep();
          await run.journal?.committed;
          if (outcome === 'succeed' || discarded !== undefined) for (const number of numbers) finished.add(number);
        };
        for (const step of [...program, 'restart'] as const) {
          if (step === 'put') {
            now += SECOND;
            const number = put(stream, 'x', now);
            await run.journal?.committed;
            acknowledged.push(number);
          } else if (step === 'restart') {
            run.close();
            run = open(now);
            stream = run.local.create('clicks');
            mapping = createShardMapping(stream, settings, now, run.local.checkpointsOf(READER, stream));
          } else await invoke(step);
        }
        while (finished.size < acknowledged.length) await invoke('succeed');
        run.local.streams.delete(stream);
        run.close();
        rmSync(join(folder, 'data'), { recursive: true });
      }),
      { numRuns: 15 },
    );
  });
});
