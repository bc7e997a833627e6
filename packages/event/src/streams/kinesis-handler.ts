import type { KinesisStreamRecord } from 'aws-lambda';
import { EventHandler, type Invocation } from '../handler/event-handler.ts';
import { isPartialBatchResponseOn } from '../handler/settings.ts';
import { isObject } from '../payload/json.ts';
import { type BodyKind, decodeText, decodeUtf8, InvalidPayloadError } from '../payload/payload.ts';
import { type ParameterAt, type StandardSchema, validate } from '../payload/schema.ts';
import { EVENT_KINESIS } from '../source/event-source.ts';
import { notOverridden } from '../source/unhandled-event.ts';
import {
  answerStream,
  shardOrder,
  stateOf,
  type TumblingWindow,
  type WindowState,
  windowOf,
} from './tumbling-window.ts';

// A mapped type has no declaration: a subclass may set what it names with or without the word `override`.
type Settings = { readonly [Name in 'schema']?: StandardSchema } & {
  readonly [Name in 'body']?: BodyKind | 'bytes';
} & {
  readonly [Name in 'partialBatchResponse']?: boolean;
};

const Base: typeof EventHandler & Settings = EventHandler;

/**
 * Handles records of Amazon Kinesis (https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html): extend it and
 * override `onRecord`. Records are handled in order. The first failure stops the batch and fails the invocation; with a
 * partial batch response, only that record and those after it come again.
 *
 * Statics that a subclass may set: `schema` (a Standard Schema that decoded data is to fit), `body` (`'json'`, `'text'`
 * or `'bytes'`; by default what isn't UTF-8 is bytes, what begins with `{` or `[` and parses is JSON, all else text),
 * `partialBatchResponse` (true where the event source mapping has `ReportBatchItemFailures`; by default
 * `ALR_PARTIAL_BATCH_RESPONSE` tells).
 */
export class KinesisHandler<Data = unknown, Runtime extends object = object> extends Base<
  KinesisStreamRecord,
  Runtime
> {
  static override readonly source: typeof EVENT_KINESIS = EVENT_KINESIS;

  /** The type of the data, for the types of `registerEventHandler`; there is no such member. */
  declare readonly '~payload'?: Data & ParameterAt<0, this['onRecord']>;

  /** What is kept over the invocations of a tumbling window: change it in `onRecord`. */
  state: WindowState;

  constructor(invocation: Invocation) {
    super({ ...invocation, records: invocation.records.map(nest) });
    this.state = stateOf(invocation.event);
  }

  /** Handles one record; `data` is what it carries, decoded. */
  onRecord(_data: Data, _record: KinesisStreamRecord): unknown {
    throw notOverridden(this, 'KinesisHandler', 'onRecord');
  }

  /** Called at the end of a tumbling window, once its last records are handled. By default the state is dropped. */
  onWindowEnd(_state: WindowState, _window: TumblingWindow): unknown {
    return undefined;
  }

  override async process(): Promise<unknown> {
    const { partialBatchResponse } = this.#settings;
    const failures = await this.tryRecords(this.records, (record) => this.processRecord(record), shardOrder);
    const window = windowOf(this.event);
    if (failures.length === 0 && window?.isFinalInvokeForWindow) await this.onWindowEnd(this.state, window);
    const isPartial =
      partialBatchResponse ?? isPartialBatchResponseOn(this.records.map((record) => record.eventSourceARN));
    return answerStream({ size: this.records.length, failures }, isPartial, window && this.state);
  }

  override async processRecord(record: KinesisStreamRecord): Promise<void> {
    const { schema, body } = this.#settings;
    const data = await validate(schema, decodeData(record.kinesis.data, body));
    // What the schema gives is of the data's type, as registerEventHandler checks; without one it is the user's word.
    await this.onRecord(data as Data, record);
  }

  protected override idOf(record: KinesisStreamRecord): string | undefined {
    return record.kinesis.sequenceNumber;
  }

  get #settings(): Settings {
    return this.constructor as typeof KinesisHandler;
  }
}

function decodeData(base64: unknown, kind: BodyKind | 'bytes' | undefined): unknown {
  if (typeof base64 !== 'string') throw new InvalidPayloadError('The record has no data');
  const bytes = Buffer.from(base64, 'base64');
  if (kind === 'bytes') return bytes;
  const text = decodeUtf8(bytes);
  if (text !== undefined) return decodeText(text, kind);
  if (kind === undefined) return bytes;
  throw new InvalidPayloadError(`The data is not UTF-8, as static body = '${kind}' says it is`);
}

/** EventBridge Pipes sends the members of `kinesis` beside the others: they go where an event source mapping has them. */
function nest(record: unknown): unknown {
  if (!isObject(record) || isObject(record.kinesis)) return record;
  const { data, partitionKey, sequenceNumber, approximateArrivalTimestamp, kinesisSchemaVersion, ...members } = record;
  const kinesis = { data, partitionKey, sequenceNumber, approximateArrivalTimestamp, kinesisSchemaVersion };
  return { ...members, kinesis };
}
