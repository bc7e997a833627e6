import { invalidArgument, StreamError } from './stream-error.ts';

/** Where an iterator begins. */
export type IteratorType = 'AT_SEQUENCE_NUMBER' | 'AFTER_SEQUENCE_NUMBER' | 'AT_TIMESTAMP' | 'TRIM_HORIZON' | 'LATEST';

/** A position in a shard of a stream, as clients have it. */
export interface ShardIterator {
  /** The ARN. */
  readonly stream: string;
  /** When the stream was created: another stream of the same name has other iterators. */
  readonly createdAt: number;
  readonly shardId: string;
  readonly position: string;
  readonly issuedAt: number;
}

/** Writes an iterator as the opaque text that clients send back. */
export function formatIterator({ stream, createdAt, shardId, position, issuedAt }: ShardIterator): string {
  return Buffer.from(JSON.stringify([stream, createdAt, shardId, position, issuedAt])).toString('base64');
}

/**
 * Reads an iterator.
 *
 * @param lifetimeMs how long it is valid
 * @throws {StreamError} it is not one, or has expired
 */
export function parseIterator(text: string, lifetimeMs: number, now: number): ShardIterator {
  const iterator = fieldsOf(text);
  if (iterator === undefined) throw invalidArgument('Invalid ShardIterator.');
  if (now - iterator.issuedAt >= lifetimeMs) throw expired(iterator.issuedAt, lifetimeMs, now);
  return iterator;
}

/** The ARN of the stream of an iterator; undefined if it is not one. */
export function streamOfIterator(text: string): string | undefined {
  return fieldsOf(text)?.stream;
}

export function expired(issuedAt: number, lifetimeMs: number, now: number): StreamError {
  const [created, current] = [issuedAt, now].map((time) => new Date(time).toUTCString());
  return new StreamError(
    'ExpiredIteratorException',
    `Iterator expired. The iterator was created at time ${created} while right now it is ${current} which is further in the future than the tolerated delay of ${lifetimeMs} milliseconds.`,
  );
}

function fieldsOf(text: string): ShardIterator | undefined {
  let fields: unknown;
  try {
    fields = JSON.parse(Buffer.from(text, 'base64').toString());
  } catch {
    return undefined;
  }
  if (!Array.isArray(fields)) return undefined;
  const [stream, createdAt, shardId, position, issuedAt] = fields as unknown[];
  const areTexts = typeof stream === 'string' && typeof shardId === 'string' && typeof position === 'string';
  if (!areTexts || typeof createdAt !== 'number' || typeof issuedAt !== 'number') return undefined;
  return { stream, createdAt, shardId, position, issuedAt };
}
