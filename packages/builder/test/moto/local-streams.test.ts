import * as kinesis from '@aws-sdk/client-kinesis';
import { SQSClient } from '@aws-sdk/client-sqs';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { startTestLocal, type TestLocal } from '../local.ts';

// Runs the same operations against the streams of this machine and those of moto. What differs between the two, and why:
//
// - Sequence numbers are opaque, so only positions are compared.
// - The last hash key of moto is 2^128, which is one too many.
// - An iterator that is none makes moto fail without an error of Kinesis. Texts of errors are not compared.

interface Put {
  readonly key: string;
  readonly data: string;
}

type Step =
  | { readonly type: 'put' | 'putExplicit'; readonly record: Put }
  | { readonly type: 'putAll'; readonly records: readonly Put[] }
  | { readonly type: 'read'; readonly from: kinesis.ShardIteratorType; readonly limit: number; readonly index: number }
  | { readonly type: 'shards' | 'badStream' | 'badShard' | 'badIterator' | 'exists' };

const record = fc.record({
  key: fc.string({ minLength: 1, maxLength: 10, unit: 'grapheme' }),
  data: fc.string({ minLength: 1, maxLength: 5 }),
});
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ type: fc.constantFrom('put' as const, 'putExplicit' as const), record }),
  fc.record({ type: fc.constant('putAll' as const), records: fc.array(record, { minLength: 1, maxLength: 4 }) }),
  fc.record({
    type: fc.constant('read' as const),
    from: fc.constantFrom('TRIM_HORIZON', 'LATEST', 'AT_SEQUENCE_NUMBER', 'AFTER_SEQUENCE_NUMBER'),
    limit: fc.integer({ min: 1, max: 5 }),
    index: fc.nat(5),
  }),
  fc.record({ type: fc.constantFrom('shards', 'badStream', 'badShard', 'badIterator', 'exists') }),
);

let local: TestLocal;
let clients: readonly kinesis.KinesisClient[];

beforeAll(async () => {
  local = await startTestLocal();
  const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
  // Moto does not speak HTTP/2.
  const { requestHandler } = new SQSClient({ region: 'eu-central-1', credentials }).config;
  clients = [local.url, inject('motoUrl')].map((endpoint) => {
    return new kinesis.KinesisClient({ endpoint, region: 'eu-central-1', credentials, maxAttempts: 1, requestHandler });
  });
});
afterAll(() => local.close());

let streams = 0;

/** What a client sees of the steps. */
async function run(client: kinesis.KinesisClient, steps: readonly Step[], StreamName: string): Promise<unknown[]> {
  await client.send(new kinesis.CreateStreamCommand({ StreamName, ShardCount: 3 }));
  const shardIds = ['shardId-000000000000', 'shardId-000000000001', 'shardId-000000000002'];
  /** By shard. */
  const numbers = new Map<string, string[]>(shardIds.map((id) => [id, []]));
  const remember = ({ ShardId = '', SequenceNumber = '' }) => {
    numbers.get(ShardId)?.push(SequenceNumber);
    return ShardId;
  };
  const input = ({ key, data }: Put) => ({ PartitionKey: key, Data: Buffer.from(data) });

  async function perform(each: Step): Promise<unknown> {
    switch (each.type) {
      case 'put':
        return remember(await client.send(new kinesis.PutRecordCommand({ StreamName, ...input(each.record) })));
      case 'putExplicit': {
        const ExplicitHashKey = String((2n ** 128n * BigInt(each.record.data.length)) / 6n);
        return remember(
          await client.send(new kinesis.PutRecordCommand({ StreamName, ...input(each.record), ExplicitHashKey })),
        );
      }
      case 'putAll': {
        const Records = each.records.map(input);
        const result = await client.send(new kinesis.PutRecordsCommand({ StreamName, Records }));
        return { failed: result.FailedRecordCount, shards: result.Records?.map(remember) };
      }
      case 'read': {
        const ShardId = shardIds[each.index % shardIds.length] ?? '';
        const number = numbers.get(ShardId)?.[each.index];
        if (each.from.endsWith('NUMBER') && number === undefined) return undefined;
        const position = each.from.endsWith('NUMBER') ? { StartingSequenceNumber: number } : {};
        let { ShardIterator } = await client.send(
          new kinesis.GetShardIteratorCommand({ StreamName, ShardId, ShardIteratorType: each.from, ...position }),
        );
        const pages: unknown[] = [];
        for (let page = 0; page < 2; page++) {
          const { Records = [], NextShardIterator } = await client.send(
            new kinesis.GetRecordsCommand({ ShardIterator, Limit: each.limit }),
          );
          ShardIterator = NextShardIterator;
          pages.push(
            Records.map(({ PartitionKey, Data = [], SequenceNumber = '' }) => {
              const place = numbers.get(ShardId)?.indexOf(SequenceNumber);
              return { PartitionKey, data: Buffer.from(Data).toString(), place };
            }),
          );
        }
        return pages;
      }
      case 'shards': {
        const { Shards } = await client.send(new kinesis.ListShardsCommand({ StreamName }));
        return Shards?.map(({ ShardId, HashKeyRange }) => ({ ShardId, start: HashKeyRange?.StartingHashKey }));
      }
      case 'badStream':
        return client.send(new kinesis.DescribeStreamSummaryCommand({ StreamName: `${StreamName}-other` }));
      case 'badShard': {
        const ShardId = 'shardId-000000000009';
        return client.send(new kinesis.GetShardIteratorCommand({ StreamName, ShardId, ShardIteratorType: 'LATEST' }));
      }
      case 'badIterator':
        return client.send(new kinesis.GetRecordsCommand({ ShardIterator: 'AAAA' }));
      case 'exists':
        return client.send(new kinesis.CreateStreamCommand({ StreamName, ShardCount: 1 }));
    }
  }

  const results: unknown[] = [];
  for (const each of steps) {
    results.push(await perform(each).catch((error: Error) => ({ error: each.type === 'badIterator' || error.name })));
  }
  await client.send(new kinesis.DeleteStreamCommand({ StreamName }));
  return results;
}

describe.skipIf(inject('motoUrl') === '')('streams of this machine and of moto', () => {
  it('do the same', async () => {
    const program = fc.array(step, { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(program, async (steps) => {
        const name = `differential-${++streams}`;
        const [ours, moto] = await Promise.all(clients.map((client) => run(client, steps, name)));
        expect(ours).toEqual(moto);
      }),
      { numRuns: 10 },
    );
  });
});
