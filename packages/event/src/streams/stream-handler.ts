import { reportFailures, throwFailures } from '../batch/batch-response.ts';
import { EventHandler, type HandlerInit } from '../handler/event-handler.ts';
import { isPartialBatchResponseOn, type StaticSettings, settingsOf } from '../handler/settings.ts';
import { type ParameterAt, type StandardSchema, validate } from '../payload/schema.ts';
import { stateOf, type TumblingWindow, type WindowState, windowOf } from './tumbling-window.ts';

interface StreamSettings {
  readonly schema: StandardSchema;
  readonly partialBatchResponse: boolean;
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
  declare readonly '~payload'?: Data & ParameterAt<0, this['onRecord']>;

  /** The state that the invocations of a tumbling window share: change it in `onRecord`. */
  state: WindowState;

  constructor(init: HandlerInit) {
    super(init);
    this.state = stateOf(init.event);
  }

  /** Handles one record. */
  abstract onRecord(data: Data, record: Item): unknown;

  /** Decodes the data of a record. The prefix `~` keeps the name from clashing with a method of a user's class. */
  protected abstract '~decode'(record: Item): unknown;

  /** Called at the end of a tumbling window, after its last records. The state is dropped unless you override this. */
  onWindowEnd(_state: WindowState, _window: TumblingWindow): unknown {
    return undefined;
  }

  override async process(): Promise<unknown> {
    const failures = await this.tryRecords(this.records, (record) => this.processRecord(record), shardOrder);
    const window = windowOf(this.event);
    if (failures.length === 0 && window?.isFinalInvokeForWindow) await this.onWindowEnd(this.state, window);
    const size = this.records.length;
    const isPartial = this.#isPartialBatchResponseOn();
    if (!isPartial) throwFailures({ size, failures });
    const report = isPartial ? reportFailures({ size, failures: failures.slice(0, 1) }) : undefined;
    return window === undefined ? report : { state: this.state, ...report };
  }

  override async processRecord(record: Item): Promise<void> {
    const data = await validate(settingsOf<StreamSettings>(this).schema, this['~decode'](record));
    // registerEventHandler checks the output of the schema against Data; without a schema, the user asserts it.
    await this.onRecord(data as Data, record);
  }

  #isPartialBatchResponseOn(): boolean {
    const { partialBatchResponse } = settingsOf<StreamSettings>(this);
    return partialBatchResponse ?? isPartialBatchResponseOn(this.records.map(({ eventSourceARN }) => eventSourceARN));
  }
}
