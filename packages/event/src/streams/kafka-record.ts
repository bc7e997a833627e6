import { isObject } from '../payload/json.ts';
import { decodeUtf8, InvalidPayloadError } from '../payload/payload.ts';

/** A key or header: text, or bytes if it is not UTF-8. */
export type KafkaBytes = string | Uint8Array;

/** The schema that a key or value has in a schema registry. */
export interface KafkaSchemaMetadata {
  readonly dataFormat: string;
  readonly schemaId: string;
}

/** A record as Lambda sends it. */
export interface RawKafkaRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  /** In milliseconds since 1970. */
  readonly timestamp: number;
  readonly timestampType: 'CREATE_TIME' | 'LOG_APPEND_TIME';
  /** In base64. */
  readonly key?: string | null;
  /** In base64; absent or null in a tombstone, which deletes the key from a compacted topic. */
  readonly value?: string | null;
  /** An object for each header, with its bytes as numbers. */
  readonly headers?: readonly Readonly<Record<string, readonly number[] | null>>[] | null;
  /** Only if the event source mapping has a schema registry. */
  readonly keySchemaMetadata?: KafkaSchemaMetadata | null;
  /** Only if the event source mapping has a schema registry. */
  readonly valueSchemaMetadata?: KafkaSchemaMetadata | null;
}

/** A record with decoded key and headers. */
export interface KafkaRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  /** In milliseconds since 1970. */
  readonly timestamp: number;
  readonly timestampType: 'CREATE_TIME' | 'LOG_APPEND_TIME';
  /** Absent if the producer set none. */
  readonly key?: KafkaBytes;
  /** In the order of the producer, who may repeat a name. */
  readonly headers: readonly (readonly [name: string, value: KafkaBytes])[];
  /** The topic and partition, as the event names them: `my-topic-0`. */
  readonly topicPartition: string;
  /** The record as it came. */
  readonly raw: RawKafkaRecord;
}

/**
 * The records of an event, of which an event source mapping has a list for each partition. Pipes sends only records.
 *
 * @throws {InvalidPayloadError} there are no records of that form
 */
export function kafkaRecordsOf(event: unknown): KafkaRecord[] {
  if (!isObject(event) || event.records === undefined) return [toRecord(event)];
  if (!isObject(event.records)) throw invalid();
  return Object.entries(event.records).flatMap(([name, records]) => {
    if (!Array.isArray(records)) throw invalid();
    return records.map((record: unknown) => toRecord(record, name));
  });
}

function toRecord(value: unknown, name?: string): KafkaRecord {
  // Anything else would be taken for a tombstone, since it has no value.
  if (!isObject(value) || typeof value.topic !== 'string' || typeof value.partition !== 'number') throw invalid();
  const raw = value as unknown as RawKafkaRecord;
  const { topic, partition, offset, timestamp, timestampType, key, headers } = raw;
  return {
    topic,
    partition,
    offset,
    timestamp,
    timestampType,
    ...(typeof key === 'string' && { key: textOrBytes(Buffer.from(key, 'base64')) }),
    headers: (headers ?? []).flatMap(readHeaders),
    topicPartition: name ?? `${topic}-${partition}`,
    raw,
  };
}

function invalid(): InvalidPayloadError {
  return new InvalidPayloadError('the event has no lists of Kafka records, each with its topic and partition');
}

/** The bytes come from Java, where they are signed. `Buffer.from` takes them as unsigned. */
function readHeaders(
  headers: Readonly<Record<string, readonly number[] | null>>,
): (readonly [name: string, value: KafkaBytes])[] {
  return Object.entries(headers).map(([name, bytes]) => [name, textOrBytes(Buffer.from(bytes ?? []))] as const);
}

function textOrBytes(bytes: Buffer): KafkaBytes {
  return decodeUtf8(bytes) ?? bytes;
}
