import type { Streams } from '../../sources/stream/streams.ts';

/** A fault of a stream. */
export type StreamFault = 'expired-iterator' | 'throttle';

/** What Kinesis on this machine depends on. */
export interface KinesisOptions {
  readonly streams: Streams;
  /** To be called after records were put. */
  readonly changed: () => void;
  /** Whether to do this now. Default: never. */
  readonly hasFault?: ((kind: StreamFault) => boolean) | undefined;
}
