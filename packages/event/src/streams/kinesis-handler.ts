import type { KinesisStreamRecord } from 'aws-lambda';
import type { HandlerInit } from '../handler/event-handler.ts';
import { type StaticSettings, settingsOf } from '../handler/settings.ts';
import { isObject } from '../payload/json.ts';
import {
  decodeText,
  decodeUtf8,
  type FormatSettings,
  formatOf,
  InvalidPayloadError,
  type PayloadFormat,
} from '../payload/payload.ts';
import { EVENT_KINESIS } from '../source/event-source.ts';
import { notOverridden } from '../source/unhandled-event.ts';
import { StreamHandler } from './stream-handler.ts';

type DataFormat = PayloadFormat | 'bytes';

const Base: typeof StreamHandler & StaticSettings<FormatSettings<DataFormat>> = StreamHandler;

/**
 * Handles Amazon Kinesis records (https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html): extend it and
 * override `onRecord`. Records are handled in order. The first failure stops the batch and fails the invocation; with a
 * partial batch response, only that record and those after it are retried.
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
  KinesisStreamRecord,
  Runtime
> {
  static override readonly source: typeof EVENT_KINESIS = EVENT_KINESIS;

  constructor(init: HandlerInit) {
    super({ ...init, records: init.records.map(nest) });
  }

  /** Handles one record; `data` is its decoded payload. */
  override onRecord(_data: Data, _record: KinesisStreamRecord): unknown {
    throw notOverridden(this, 'KinesisHandler', 'onRecord');
  }

  protected override '~decode'(record: KinesisStreamRecord): unknown {
    return decodeData(record.kinesis.data, formatOf(settingsOf<FormatSettings<DataFormat>>(this)));
  }

  protected override idOf(record: KinesisStreamRecord): string | undefined {
    return record.kinesis.sequenceNumber;
  }
}

function decodeData(base64: unknown, format: DataFormat | undefined): unknown {
  if (typeof base64 !== 'string') throw new InvalidPayloadError('The record has no data');
  const bytes = Buffer.from(base64, 'base64');
  if (format === 'bytes') return bytes;
  const text = decodeUtf8(bytes);
  if (text !== undefined) return decodeText(text, format);
  if (format === undefined) return bytes;
  throw new InvalidPayloadError(`The data is not UTF-8, but static payloadFormat is '${format}'`);
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
