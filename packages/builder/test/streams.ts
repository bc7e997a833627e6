import { ShardMapping, type ShardMappingSettings } from '../src/local/mapping/shard-mapping.ts';
import type { KinesisStream } from '../src/local/sources/stream/kinesis-stream.ts';
import { Streams } from '../src/local/sources/stream/streams.ts';

/** Streams without records. */
export function createStreams(): Streams {
  return new Streams({ partition: 'aws', region: 'eu-central-1', account: '012345678912' });
}

/** A mapping with the defaults of `lambda.yaml`, except that it begins at the oldest record. */
export function createShardMapping(
  stream: Pick<KinesisStream, 'readers'>,
  settings: Partial<ShardMappingSettings> = {},
  now = 0,
  checkpoints?: ShardMapping['checkpoints'],
): ShardMapping {
  const defaults = { batchSize: 100, batchWindow: 0, bisect: false, acceptsReports: true } as const;
  return new ShardMapping(
    stream.readers,
    { ...defaults, startingPosition: 'TRIM_HORIZON', ...settings },
    now,
    checkpoints,
  );
}
