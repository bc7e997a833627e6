import type { KinesisStreamRecord } from 'aws-lambda';
import type { HandlerInit } from '../handler/event-handler.ts';
import { type StaticSettings, settingsOf } from '../handler/settings.ts';
import { type DataFormat, decodeData } from '../payload/binary-payload.ts';
import { isObject } from '../payload/json.ts';
import { logRecordsOf } from '../payload/log-data.ts';
import { type FormatSettings, formatOf } from '../payload/payload.ts';
import { EVENT_KINESIS, EVENT_LOGS } from '../source/event-source.ts';
import { notOverridden } from '../source/unhandled-event.ts';
import { userRecordsOf } from './aggregated-record.ts';
import { StreamHandler } from './stream-handler.ts';

/**
 * A record of a stream, or one of the user records that the Kinesis Producer Library aggregated in it. A user record has
 * its own data and keys, and everything else of the record that it came in.
 */
export type KinesisRecord = KinesisStreamRecord & {
  readonly kinesis: {
    /** The position in the aggregated record, from 0; absent if the record is not aggregated. */
    readonly subSequenceNumber?: number;
    /** Only of a user record, if its producer set one. */
    readonly explicitHashKey?: string;
  };
};

const Base: typeof StreamHandler & StaticSettings<FormatSettings<DataFormat>> = StreamHandler;

/**
 * Handles Amazon Kinesis records (https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html): extend it and
 * override `onRecord`. Records are handled in order. The first failure stops the batch and fails the invocation; with a
 * partial batch response, only that record and those after it are retried. Records that the Kinesis Producer Library
 * has aggregated are split into user records, all of which are retried if one of them fails.
 *
 * Static settings of a subclass:
 *
 * - `schema`: a Standard Schema that decoded data must match.
 * - `payloadFormat`: `'json'`, `'text'` or `'bytes'`. By default, data that is not UTF-8 is bytes, a JSON object or
 *   array is decoded, and other data is text.
 * - `partialBatchResponse`: true if the event source mapping has `ReportBatchItemFailures`. The default is
 *   `ALR_PARTIAL_BATCH_RESPONSE`.
 */
export class KinesisHandler<Data = unknown, Runtime extends object = object> extends Base<
  Data,
  KinesisRecord,
  Runtime
> {
  static override readonly source: typeof EVENT_KINESIS = EVENT_KINESIS;

  constructor(init: HandlerInit) {
    super({ ...init, records: init.records.map(nest).flatMap(deaggregate) });
  }

  /** Handles one record; `data` is its decoded payload. */
  override onRecord(_data: Data, _record: KinesisRecord): unknown {
    throw notOverridden(this, 'KinesisHandler', 'onRecord');
  }

  protected override '~decode'(record: KinesisRecord): unknown {
    return decodeData(record.kinesis.data, formatOf(settingsOf<FormatSettings<DataFormat>>(this)));
  }

  override async processRecord(record: KinesisRecord): Promise<void> {
    const logs = this.invocation.handlerOf(EVENT_LOGS) && logRecordsOf(record.kinesis.data);
    if (logs?.length === 0)
      this.logger.info(
        `record ${this.idOf(record)} of ${this.source} is a control message of CloudWatch Logs: skipped`,
      );
    return logs ? this.forward(EVENT_LOGS, logs) : super.processRecord(record);
  }

  protected override idOf(record: KinesisRecord): string | undefined {
    return record.kinesis.sequenceNumber;
  }
}

/** The user records of an aggregated record; any other record as it is. */
function deaggregate(record: unknown): unknown {
  if (!isObject(record) || !isObject(record.kinesis)) return record;
  const { kinesis } = record;
  const users = typeof kinesis.data === 'string' ? userRecordsOf(kinesis.data) : undefined;
  return users === undefined
    ? record
    : users.map(({ data, ...keys }, subSequenceNumber) => ({
        ...record,
        kinesis: { ...kinesis, ...keys, data: data.toString('base64'), subSequenceNumber },
      }));
}

/**
 * EventBridge Pipes flattens the members of `kinesis` into the record: this restores the form of an event source
 * mapping.
 */
function nest(record: unknown): unknown {
  if (!isObject(record) || isObject(record.kinesis)) return record;
  const { data, partitionKey, sequenceNumber, approximateArrivalTimestamp, kinesisSchemaVersion, ...members } = record;
  const kinesis = { data, partitionKey, sequenceNumber, approximateArrivalTimestamp, kinesisSchemaVersion };
  return { ...members, kinesis };
}
