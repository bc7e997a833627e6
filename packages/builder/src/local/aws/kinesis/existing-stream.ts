import type { KinesisStream } from '../../sources/stream/kinesis-stream.ts';
import { invalidArgument, StreamError } from '../../sources/stream/stream-error.ts';
import type { Streams } from '../../sources/stream/streams.ts';

/** How an operation names a stream. */
export interface StreamReference {
  readonly StreamName?: string | undefined;
  readonly StreamARN?: string | undefined;
}

/**
 * The stream that an operation is about. An ARN with another account or region means the local stream of its name.
 *
 * @throws {StreamError} it names none, or there is none
 */
export function existingStream(streams: Streams, { StreamName, StreamARN }: StreamReference): KinesisStream {
  if (StreamName === undefined && StreamARN === undefined) {
    throw invalidArgument('Either StreamName or StreamARN must be provided.');
  }
  const byArn = StreamARN === undefined ? undefined : streams.findByArn(StreamARN);
  const stream = byArn?.kind === 'kinesis' ? byArn : streams.find(StreamName ?? '');
  if (stream !== undefined) return stream;
  const names = streams.kinesis.map(({ name }) => name).join(', ') || 'no stream';
  throw new StreamError(
    'ResourceNotFoundException',
    `Stream ${StreamName ?? StreamARN} under account ${streams.account} not found. The emulator has ${names}`,
  );
}
