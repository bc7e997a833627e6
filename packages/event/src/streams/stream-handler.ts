import type { SQSBatchResponse } from 'aws-lambda';
import type { FailedRecord } from '../batch/batch-error.ts';
import { type AllFailed, reportFailures, throwFailures } from '../batch/batch-response.ts';
import type { BatchPayload, BatchRecord, FailRecord } from '../batch/run-batch.ts';
import { EventHandler, type HandlerInit } from '../handler/event-handler.ts';
import { isPartialBatchResponseOn, type StaticSettings, settingsOf } from '../handler/settings.ts';
import { type ParameterAt, type StandardSchema, validate } from '../payload/schema.ts';
import { copyOf, stateOf, type TumblingWindow, type WindowState, windowOf } from './tumbling-window.ts';

interface StreamSettings {
  readonly schema: StandardSchema;
  readonly partialBatchResponse: boolean;
  readonly allFailed: AllFailed;
}

/**
 * All records of an invocation come from one shard. The stream is retried from the first failure, so that ends the
 * batch.
 */
const shardOrder = { kind: 'in-order', groupOf: () => 'shard' } as const;

const Base: typeof EventHandler & StaticSettings<StreamSettings> = EventHandler;

/** Common to Kinesis and DynamoDB: the records of a shard, handled in order, and tumbling windows. */
export abstract class StreamHandler<
  Data,
  Item extends { readonly eventSourceARN?: string | undefined },
  Runtime extends object,
> extends Base<Item, Runtime> {
  /** Only a type, for `registerEventHandler` to check the schema; there is no such member. */
  declare readonly '~payload'?: Data & ParameterAt<0, this['onRecord']> & BatchPayload<this['onBatch']>;

  /** The state that the invocations of a tumbling window share: change it in `onRecord`. */
  state: WindowState;

  /** The id of the record whose handling began last, and the state before it. */
  #before: { readonly id: string | undefined; readonly state: WindowState } | undefined;

  constructor(init: HandlerInit) {
    super(init);
    this.state = stateOf(init.event);
  }

  /** Handles one record. */
  abstract onRecord(data: Data, record: Item): unknown;

  /**
   * Handles a batch at once, instead of `onRecord`: call `fail` for each record that failed. If this throws, all of them
   * failed. The stream is retried from the first one that failed. In a tumbling window, whose state would count the
   * others twice, the whole batch is.
   *
   * @param records the records, each with its data as `payload`
   */
  onBatch?(records: readonly BatchRecord<Data, Item>[], fail: FailRecord): void | Promise<void>;

  /** Decodes the data of a record. The prefix `~` keeps the name from clashing with a method of a user's class. */
  protected abstract '~decode'(record: Item): unknown;

  /** Called at the end of a tumbling window, after its last records. The state is dropped unless you override this. */
  onWindowEnd(_state: WindowState, _window: TumblingWindow): unknown {
    return undefined;
  }

  override async process(): Promise<unknown> {
    const failures = await this['~tryAll'](this.records, shardOrder);
    const window = windowOf(this.event);
    if (failures.length === 0 && window?.isFinalInvokeForWindow) await this.onWindowEnd(this.state, window);
    const isPartial = this.#isPartialBatchResponseOn() && !(window && this['~onBatch']);
    if (!isPartial) throwFailures({ size: this.records.length, failures });
    const report = isPartial ? this.#report(failures) : undefined;
    return window === undefined
      ? report
      : { state: failures.length === 0 ? this.state : this.#stateBefore(failures[0]?.id), ...report };
  }

  override async processRecord(record: Item): Promise<void> {
    const id = this.idOf(record);
    // User records that came in one record have one id. Only a window needs the state.
    if (windowOf(this.event) && (this.#before === undefined || this.#before.id !== id))
      this.#before = { id, state: copyOf(this.state) };
    // registerEventHandler checks the output of the schema against Data; without a schema, the user asserts it.
    await this.onRecord((await this.#read(record)) as Data, record);
  }

  protected override async '~toBatchRecord'(record: Item): Promise<BatchRecord> {
    return { ...record, payload: await this.#read(record) };
  }

  /** The state before the first record that will be retried, which must not count it: `onRecord` may have changed it. */
  #stateBefore(id: string | undefined): WindowState {
    return this.#before !== undefined && this.#before.id === id ? this.#before.state : this.state;
  }

  #read(record: Item): Promise<unknown> {
    return validate(settingsOf<StreamSettings>(this).schema, this['~decode'](record));
  }

  /** Reports the first failure. Records of one id came in one record of the stream, and fail together. */
  #report(failures: readonly FailedRecord[]): SQSBatchResponse {
    const ids = new Set(this.records.map((record, index) => this.idOf(record) ?? index));
    const first = failures.slice(0, 1);
    return reportFailures({ size: ids.size, failures: first }, settingsOf<StreamSettings>(this).allFailed);
  }

  #isPartialBatchResponseOn(): boolean {
    const { partialBatchResponse } = settingsOf<StreamSettings>(this);
    return partialBatchResponse ?? isPartialBatchResponseOn(this.records.map(({ eventSourceARN }) => eventSourceARN));
  }
}
