import type { DynamoDBRecord } from 'aws-lambda';
import { EventHandler, type Invocation } from '../handler/event-handler.ts';
import { isPartialBatchResponseOn } from '../handler/settings.ts';
import { InvalidPayloadError } from '../payload/payload.ts';
import { type ParameterAt, type StandardSchema, validate } from '../payload/schema.ts';
import { EVENT_DYNAMODB } from '../source/event-source.ts';
import { notOverridden } from '../source/unhandled-event.ts';
import { decodeItem } from './attribute-value.ts';
import {
  answerStream,
  shardOrder,
  stateOf,
  type TumblingWindow,
  type WindowState,
  windowOf,
} from './tumbling-window.ts';

/** A change of an item, decoded; which images there are is a setting of the stream. */
export interface DynamoDBChange<Item = Readonly<Record<string, unknown>>> {
  /** The attributes that make the item's key. */
  readonly Keys?: Readonly<Record<string, unknown>>;
  /** The item after the change; absent where it was removed. */
  readonly NewImage?: Item;
  /** The item before the change; absent where it is new. */
  readonly OldImage?: Item;
}

// A mapped type has no declaration: a subclass may set what it names with or without the word `override`.
type Settings = { readonly [Name in 'schema']?: StandardSchema } & {
  readonly [Name in 'partialBatchResponse']?: boolean;
};

const Base: typeof EventHandler & Settings = EventHandler;

/**
 * Handles changes of an Amazon DynamoDB table (https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html): extend it
 * and override `onRecord`. Records are handled in order. The first failure stops the batch and fails the invocation;
 * with a partial batch response, only that record and those after it come again.
 *
 * Statics that a subclass may set: `schema` (a Standard Schema that decoded changes are to fit), `partialBatchResponse`
 * (true where the event source mapping has `ReportBatchItemFailures`; by default `ALR_PARTIAL_BATCH_RESPONSE` tells).
 */
export class DynamoDBHandler<Data = DynamoDBChange, Runtime extends object = object> extends Base<
  DynamoDBRecord,
  Runtime
> {
  static override readonly source: typeof EVENT_DYNAMODB = EVENT_DYNAMODB;

  /** The type of the data, for the types of `registerEventHandler`; there is no such member. */
  declare readonly '~payload'?: Data & ParameterAt<0, this['onRecord']>;

  /** What is kept over the invocations of a tumbling window: change it in `onRecord`. */
  state: WindowState;

  constructor(invocation: Invocation) {
    super(invocation);
    this.state = stateOf(invocation.event);
  }

  /** Handles one record; `data` is the change, decoded, and `record.eventName` tells `INSERT`, `MODIFY` or `REMOVE`. */
  onRecord(_data: Data, _record: DynamoDBRecord): unknown {
    throw notOverridden(this, 'DynamoDBHandler', 'onRecord');
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

  override async processRecord(record: DynamoDBRecord): Promise<void> {
    const data = await validate(this.#settings.schema, decodeChange(record));
    // What the schema gives is of the data's type, as registerEventHandler checks; without one it is the user's word.
    await this.onRecord(data as Data, record);
  }

  protected override idOf(record: DynamoDBRecord): string | undefined {
    return record.dynamodb?.SequenceNumber;
  }

  get #settings(): Settings {
    return this.constructor as typeof DynamoDBHandler;
  }
}

function decodeChange({ dynamodb }: DynamoDBRecord): DynamoDBChange {
  if (dynamodb === undefined) throw new InvalidPayloadError('The record has no change of an item');
  const { Keys, NewImage, OldImage } = dynamodb;
  return {
    ...(Keys && { Keys: decodeItem(Keys) }),
    ...(NewImage && { NewImage: decodeItem(NewImage) }),
    ...(OldImage && { OldImage: decodeItem(OldImage) }),
  };
}
