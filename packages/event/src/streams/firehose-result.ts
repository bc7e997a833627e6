import type { FirehoseRecordMetadata, FirehoseRecordTransformationStatus } from 'aws-lambda';
import { isObject } from '../payload/json.ts';

/** A record of a Firehose stream. Its data is in `data`, or in `kafkaRecordValue` if the source is Amazon MSK. */
export interface FirehoseRecord {
  readonly recordId: string;
  /** In milliseconds since 1970. */
  readonly approximateArrivalTimestamp: number;
  /** In base64. */
  readonly data?: string;
  /** In base64. */
  readonly kafkaRecordValue?: string;
  /** Only if the source is a Kinesis stream. */
  readonly kinesisRecordMetadata?: FirehoseRecordMetadata;
  /** Only if the source is Amazon MSK. */
  readonly mskRecordMetadata?: {
    readonly offset: string;
    readonly partitionKey: string;
    readonly approximateArrivalTimestamp: string;
  };
}

/** Where Firehose delivers a record. */
export interface FirehoseMetadata {
  /** For dynamic partitioning: the values that the S3 prefix contains. */
  readonly partitionKeys?: Readonly<Record<string, string>>;
  /** For Apache Iceberg tables: the table, and what to do with its rows. */
  readonly otfMetadata?: {
    readonly destinationDatabaseName?: string;
    readonly destinationTableName?: string;
    readonly operation?: 'insert' | 'update' | 'delete';
  };
}

/**
 * A transformed record. A string or bytes alone are the data of a record that is `Ok`. The data is not in base64: the
 * handler class encodes it.
 */
export type FirehoseResult =
  | string
  | Uint8Array
  | {
      readonly result: 'Ok';
      /** A string or bytes as they are; anything else becomes JSON. */
      readonly data: unknown;
      readonly metadata?: FirehoseMetadata;
      /** Firehose's own form has this member. This form does not. */
      readonly recordId?: never;
    }
  | {
      /** `Dropped` for a record that is not to be delivered, `ProcessingFailed` for one that goes to the error output. */
      readonly result: 'Dropped' | 'ProcessingFailed';
      readonly data?: never;
      readonly metadata?: never;
      readonly recordId?: never;
    };

/** A record of the response, as Firehose expects it. */
export interface EncodedResult {
  readonly recordId: string;
  readonly result: FirehoseRecordTransformationStatus;
  /** In base64. */
  readonly data?: string;
  /** In base64, instead of `data`, if the source of the stream is Amazon MSK. */
  readonly kafkaRecordValue?: string;
  readonly metadata?: FirehoseMetadata;
}

/** `onRecord` returned something that is not a transformed record, so the record fails. */
class InvalidFirehoseResultError extends Error {
  override get name(): string {
    return 'InvalidFirehoseResultError';
  }
}

/**
 * Encodes what `onRecord` returned.
 *
 * @throws {InvalidFirehoseResultError} it is not a transformed record
 */
export function encodeResult(
  returned: FirehoseResult,
  recordId: string,
  member: 'data' | 'kafkaRecordValue',
): EncodedResult {
  if (typeof returned === 'string' || returned instanceof Uint8Array) {
    return { recordId, result: 'Ok', [member]: encode(returned) };
  }
  if (!isObject(returned)) throw notAResult('onRecord() returned no transformed record');
  if ('recordId' in returned)
    throw notAResult('onRecord() returned a record in the form of Firehose, whose data would be encoded twice');
  const { result, data, metadata } = returned;
  switch (result) {
    case 'Ok':
      if (data === undefined) throw notAResult("onRecord() returned the result 'Ok' without data");
      return { recordId, result, [member]: encode(data), ...(metadata && { metadata }) };
    case 'Dropped':
    case 'ProcessingFailed':
      return { recordId, result };
    default:
      throw notAResult('onRecord() returned an object without a known result');
  }
}

/** A record that is delivered as it came. */
export function unchanged({ recordId, data, kafkaRecordValue }: FirehoseRecord): EncodedResult {
  return { recordId, result: 'Ok', ...(data === undefined ? { kafkaRecordValue } : { data }) } as EncodedResult;
}

function notAResult(problem: string): InvalidFirehoseResultError {
  const advice =
    "return a string, bytes, { result: 'Ok', data }, { result: 'Dropped' } or { result: 'ProcessingFailed' }";
  return new InvalidFirehoseResultError(`${problem}: ${advice}`);
}

function encode(data: unknown): string {
  if (data instanceof Uint8Array) return Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('base64');
  const text = typeof data === 'string' ? data : JSON.stringify(data);
  if (text === undefined)
    throw notAResult(`onRecord() returned data of the type ${typeof data}, which JSON cannot have`);
  return Buffer.from(text, 'utf8').toString('base64');
}
