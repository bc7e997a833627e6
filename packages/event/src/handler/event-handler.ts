import type { Context, Logger } from '@alr/context';
import { BatchError, type FailedRecord } from '../batch/batch-error.ts';
import { throwFailures } from '../batch/batch-response.ts';
import { type BatchRecord, type FailRecord, rejectResult, runBatch } from '../batch/run-batch.ts';
import {
  type RecordFailure,
  RecordNotStartedError,
  type RecordOrder,
  runRecords,
  withBlockedRecords,
} from '../batch/run-records.ts';
import { acceptUnhandled, notOverridden } from '../source/unhandled-event.ts';

/** What a handler is constructed with. */
export interface HandlerInit {
  readonly event: unknown;
  /** The source of the records, as `detectSource` returns it. */
  readonly source: string;
  readonly records: readonly unknown[];
  readonly context: Context;
  readonly logger: Logger;
  /** The Runtime object that received the event. */
  readonly runtime: object;
  /** Whether an event that nothing handles fails, or is logged as a warning. */
  readonly unhandled: 'fail' | 'warn';
  /** The handler for a source's records found inside a message; undefined if they are the payload of the message. */
  readonly handlerOf: (source: string) => EventHandler | undefined;
}

type BatchMethod = (records: readonly BatchRecord[], fail: FailRecord) => unknown;

/** One record at a time; a failure does not keep the others from being tried. */
const oneByOne = { kind: 'any', concurrency: 1 } as const;

/**
 * The base class of all handler classes, and the class to extend for a source that has none. Override `processRecord`,
 * or `process` to handle the event as a whole. One instance is made for each invocation.
 *
 * @typeParam Item the type of the event's records
 * @typeParam Runtime the class that extends `Runtime`, for access to what its `init` opened
 */
export class EventHandler<Item = unknown, Runtime extends object = object> {
  /** The source whose events the class handles. */
  declare static readonly source?: string;

  /** The event as it came. It is never changed. */
  readonly event: unknown;
  readonly context: Context;
  readonly logger: Logger;
  /** The source of the records: an `EVENT_` constant, or another name that `detectSource` returns. */
  readonly source: string;
  /**
   * The records of the event, or the event itself if it is not a batch. Empty in a handler that receives its records
   * from inside messages.
   */
  readonly records: readonly Item[];
  /** The Runtime object that received the event. */
  readonly runtime: Runtime;
  /** What the handler was constructed with. */
  protected readonly invocation: HandlerInit;

  constructor(init: HandlerInit) {
    this.invocation = init;
    this.event = init.event;
    this.context = init.context;
    this.logger = init.logger;
    this.source = init.source;
    // By registering the class for its source with a Runtime class, the user asserts both of these types.
    this.records = init.records as readonly Item[];
    this.runtime = init.runtime as Runtime;
  }

  /**
   * Handles the event. The result is the response to the invocation; undefined sends none. By default, `processRecord`
   * handles each record.
   *
   * @throws {BatchError} a record failed
   */
  async process(): Promise<unknown> {
    await this.processAll(this.records);
    return undefined;
  }

  /** Handles one record, either of the event or found inside a message. */
  processRecord(_record: Item): unknown {
    throw notOverridden(this, 'EventHandler', 'processRecord');
  }

  /**
   * Calls a function for each record of the event, one after the other. A failure does not stop the others; only an
   * abort of `context.signal` does.
   *
   * @throws {BatchError} one of the calls failed
   */
  async each(fn: (record: Item, index: number) => unknown): Promise<void> {
    throwFailures({ size: this.records.length, failures: await this.tryRecords(this.records, fn) });
  }

  /** The id of a record in errors and batch responses; undefined if it has none. */
  protected idOf(_record: Item): string | undefined {
    return undefined;
  }

  /** Forwards records found inside a message to the handler of their source. A failure does not stop the others. */
  protected async forward(source: string, records: readonly object[]): Promise<void> {
    await this.invocation.handlerOf(source)?.processAll(records);
  }

  /** Calls a function for each record, and logs and returns the failures. */
  protected async tryRecords(
    records: readonly Item[],
    fn: (record: Item, index: number) => unknown,
    order: RecordOrder<Item> = oneByOne,
  ): Promise<FailedRecord[]> {
    const run = async (record: Item, index: number) => {
      try {
        await this.orWarn(() => fn(record, index));
      } catch (error) {
        // Records inside a message have been logged, each with its stack.
        if (!(error instanceof BatchError)) this.#logFailure(records, { index, error });
        throw error;
      }
    };
    const failures = await runRecords(records, run, order, this.context);
    return failures.length === 0 ? [] : this.#identify(failures, records);
  }

  #identify(failures: readonly RecordFailure[], records: readonly Item[]): FailedRecord[] {
    const unstarted = failures.filter(({ error }) => error instanceof RecordNotStartedError);
    if (unstarted.length > 0) this.logger.warn(`${unstarted.length} of ${records.length} records were not started`);
    return failures.map((failure) => ({ ...failure, id: this.#idAt(records, failure.index) }));
  }

  /**
   * A record as `onBatch` gets it, a new object; undefined if the record is skipped. Only the classes that offer
   * `onBatch` have this method.
   */
  protected '~toBatchRecord'?(record: Item): BatchRecord | undefined | Promise<BatchRecord | undefined>;

  /** The user's method for a whole batch. A class without `~toBatchRecord` may use the name for something else. */
  protected get '~onBatch'(): BatchMethod | undefined {
    return this['~toBatchRecord'] && (this as { readonly onBatch?: BatchMethod }).onBatch;
  }

  /** Handles records one by one, or at once if the class has `onBatch`. Logs and returns the failures. */
  protected async '~tryAll'(
    records: readonly Item[],
    order: RecordOrder<Item> = oneByOne,
  ): Promise<readonly FailedRecord[]> {
    return this['~onBatch']
      ? this.#tryAtOnce(records, order)
      : this.tryRecords(records, (record) => this.processRecord(record), order);
  }

  async #tryAtOnce(records: readonly Item[], order: RecordOrder<Item>): Promise<readonly FailedRecord[]> {
    const batch: (BatchRecord | undefined)[] = records.map(() => undefined);
    const read = async (record: Item, index: number) => {
      batch[index] = await this['~toBatchRecord']?.(record);
    };
    const unread = await this.tryRecords(records, read, order);
    const failures = [...unread, ...(await this.#tryBatch(records, batch))];
    const all = withBlockedRecords(failures, records, order);
    if (all.length > failures.length)
      this.logger.warn(
        `${all.length - failures.length} records are retried together with an earlier one of their group`,
      );
    return all.map((failure) => ({ ...failure, id: this.#idAt(records, failure.index) }));
  }

  /** Calls `onBatch` with the records that could be read, and logs and returns those that failed. */
  async #tryBatch(
    records: readonly Item[],
    batch: readonly (BatchRecord | undefined)[],
  ): Promise<readonly RecordFailure[]> {
    const { reported, rest } = await runBatch(batch, (passed, fail) =>
      this.orWarn(async () => rejectResult(await this['~onBatch']?.call(this, passed, fail))),
    );
    for (const failure of reported) this.#logFailure(records, failure);
    if (rest === undefined) return reported;
    this.logger.error(`onBatch() failed, and with it ${rest.failures.length} records of ${this.source}:`, rest.error);
    return [...reported, ...rest.failures];
  }

  #idAt(records: readonly Item[], index: number): string | undefined {
    return this.idOf(records[index] as Item) || undefined;
  }

  #logFailure(records: readonly Item[], { index, error }: RecordFailure): void {
    const { envelopes } = records[index] as { readonly envelopes?: readonly { readonly messageId: string }[] };
    const message = envelopes?.[0] ? ` in the message ${envelopes[0].messageId}` : '';
    this.logger.error(`record ${this.#idAt(records, index) ?? `#${index}`} of ${this.source}${message} failed:`, error);
  }

  /** Runs a step, and applies `unhandledEvents` of the Runtime class if nothing handles its event. */
  protected async orWarn(run: () => unknown): Promise<void> {
    try {
      await run();
    } catch (error) {
      acceptUnhandled(error, this.invocation);
    }
  }

  private async processAll(records: readonly Item[]): Promise<void> {
    throwFailures({ size: records.length, failures: await this['~tryAll'](records) });
  }
}
