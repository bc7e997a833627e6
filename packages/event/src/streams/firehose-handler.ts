import { type AllFailed, throwFailures } from '../batch/batch-response.ts';
import { type RecordFailure, RecordNotStartedError } from '../batch/run-records.ts';
import { EventHandler, type HandlerInit } from '../handler/event-handler.ts';
import { type StaticSettings, settingsOf } from '../handler/settings.ts';
import { type DataFormat, decodeData } from '../payload/binary-payload.ts';
import { isObject } from '../payload/json.ts';
import { InvalidPayloadError } from '../payload/payload.ts';
import { type ParameterAt, type StandardSchema, validate } from '../payload/schema.ts';
import { EVENT_FIREHOSE } from '../source/event-source.ts';
import { notOverridden, UnhandledEventError } from '../source/unhandled-event.ts';
import {
  type EncodedResult,
  encodeResult,
  type FirehoseRecord,
  type FirehoseResult,
  unchanged,
} from './firehose-result.ts';

interface FirehoseSettings {
  readonly schema: StandardSchema;
  readonly payloadFormat: DataFormat;
  readonly concurrency: number;
  readonly allFailed: AllFailed;
}

/** The largest response that Lambda passes on (https://docs.aws.amazon.com/firehose/latest/dev/data-transformation.html). */
const MOST_BYTES = 6 * 1024 * 1024;

/** The transformed records of an invocation are larger than a response may be. */
class FirehoseSizeError extends Error {
  override get name(): string {
    return 'FirehoseSizeError';
  }
}

const Base: typeof EventHandler & StaticSettings<FirehoseSettings> = EventHandler;

/**
 * Transforms the records of an Amazon Data Firehose stream
 * (https://docs.aws.amazon.com/firehose/latest/dev/data-transformation.html): extend it and override `onRecord`, which
 * returns the transformed record. A record whose method throws is reported as `ProcessingFailed`, and Firehose delivers
 * it to its error output. The invocation fails, and Firehose retries all records, if every record failed or if there was
 * no time to start some of them. Records that do not fit into a response of 6 MB fail too.
 *
 * Static settings of a subclass:
 *
 * - `schema`: a Standard Schema that decoded data must match.
 * - `payloadFormat`: `'json'`, `'text'` or `'bytes'`. By default, data that is not UTF-8 is bytes, a JSON object or
 *   array is decoded, and other data is text.
 * - `concurrency`: how many records are handled at a time, 1 by default.
 * - `allFailed`: what happens if every record failed: `'throw'`, the default, fails the invocation, and `'report'` reports
 *   them.
 *
 * @example
 * class Cleaner extends FirehoseHandler<Click> {
 *   override onRecord(click: Click) {
 *     return click.isBot ? { result: 'Dropped' as const } : `${JSON.stringify({ page: click.page })}\n`;
 *   }
 * }
 */
export class FirehoseHandler<Data = unknown, Runtime extends object = object> extends Base<FirehoseRecord, Runtime> {
  static override readonly source: typeof EVENT_FIREHOSE = EVENT_FIREHOSE;

  /** Only a type, for `registerEventHandler` to check the schema; there is no such member. */
  declare readonly '~payload'?: Data & ParameterAt<0, this['onRecord']>;

  constructor(init: HandlerInit) {
    super({ ...init, records: init.records.flatMap(recordsOf) });
  }

  /**
   * Transforms one record.
   *
   * @param data the decoded data
   * @param record the record as it came
   * @returns the new data, or `{ result: 'Ok', data, metadata }`, `{ result: 'Dropped' }` or
   * `{ result: 'ProcessingFailed' }`
   */
  onRecord(_data: Data, _record: FirehoseRecord): FirehoseResult | Promise<FirehoseResult> {
    throw notOverridden(this, 'FirehoseHandler', 'onRecord');
  }

  override async process(): Promise<unknown> {
    const { concurrency = 1, allFailed } = settingsOf<FirehoseSettings>(this);
    const results: (EncodedResult | undefined)[] = this.records.map(() => undefined);
    let free = MOST_BYTES - sizeOf({ records: this.records.map(failed) });
    const transform = async (record: FirehoseRecord, index: number) => {
      const result = await this.processRecord(record);
      const added = sizeOf(result) - sizeOf(failed(record));
      if (added > free) {
        throw new FirehoseSizeError(
          'the transformed records exceed the 6 MB of a response: lower the buffer size that the stream has for the function',
        );
      }
      free -= added;
      results[index] = result;
    };
    const failures = await this.tryRecords(this.records, transform, { kind: 'any', concurrency });
    if (isRetried(failures, this.records.length, allFailed)) throwFailures({ size: this.records.length, failures });
    for (const { index } of failures) results[index] = failed(this.records[index] as FirehoseRecord);
    // The records that are left are unhandled ones, which only caused a warning.
    return { records: results.map((result, index) => result ?? unchanged(this.records[index] as FirehoseRecord)) };
  }

  override async processRecord(record: FirehoseRecord): Promise<EncodedResult> {
    const { schema, payloadFormat } = settingsOf<FirehoseSettings>(this);
    const member = record.data === undefined && record.kafkaRecordValue !== undefined ? 'kafkaRecordValue' : 'data';
    const data = await validate(schema, decodeData(record[member], payloadFormat));
    // registerEventHandler checks the output of the schema against Data; without a schema, the user asserts it.
    return encodeResult(await this.onRecord(data as Data, record), record.recordId, member);
  }

  protected override idOf({ recordId }: FirehoseRecord): string | undefined {
    return recordId;
  }
}

/**
 * Whether Firehose should send all records again: those that were not started have a chance to succeed, and those that
 * nothing handles may have a method after the next deployment.
 */
function isRetried(failures: readonly RecordFailure[], size: number, allFailed: AllFailed = 'throw'): boolean {
  const isUntried = failures.some(
    ({ error }) => error instanceof RecordNotStartedError || error instanceof UnhandledEventError,
  );
  return isUntried || (failures.length === size && allFailed !== 'report');
}

function recordsOf(event: unknown): readonly unknown[] {
  if (isObject(event) && Array.isArray(event.records)) return event.records;
  throw new InvalidPayloadError('the event of the stream has no list of records');
}

function failed({ recordId }: FirehoseRecord): EncodedResult {
  return { recordId, result: 'ProcessingFailed' };
}

function sizeOf(value: object): number {
  return Buffer.byteLength(JSON.stringify(value));
}
