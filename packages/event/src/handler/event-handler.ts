import type { Context, Logger } from '@alr/context';
import type { FailedRecord } from '../batch/batch-error.ts';
import { throwFailures } from '../batch/batch-response.ts';
import { type Order, RecordNotStartedError, runRecords } from '../batch/run-records.ts';
import { notOverridden, UnhandledEventError } from '../source/unhandled-event.ts';

/** What a handler is made with. */
export interface Invocation {
  readonly event: unknown;
  /** Where the records come from, as `detectSource` tells. */
  readonly source: string;
  readonly records: readonly unknown[];
  readonly context: Context;
  readonly logger: Logger;
  /** The Runtime object that received the event. */
  readonly runtime: object;
  /** What an event that nobody handles comes to: an error, or a warning in the log. */
  readonly unhandled: 'fail' | 'warn';
  /** The handler of a source's records that are found inside of a message; undefined where they are its payload. */
  readonly handlerOf: (source: string) => EventHandler | undefined;
}

/** A class that handlers are made of. */
export interface EventHandlerClass {
  readonly source?: string;
  /** False where the class takes nothing that is found inside of messages. */
  readonly envelopes?: boolean;
  new (invocation: Invocation): EventHandler;
}

/** A failure keeps no other record from being tried. */
const oneByOne = { kind: 'any', concurrency: 1 } as const;

/**
 * What all handler classes have in common; the class to extend for a source that has none. Override `processRecord`, or
 * `process` for the event as a whole. One instance is made for each invocation.
 *
 * @typeParam Item the type of the event's records.
 * @typeParam Runtime the class that extends `Runtime`, for what its `init` opened.
 */
export class EventHandler<Item = unknown, Runtime extends object = object> {
  /** The source that the class is for. */
  declare static readonly source?: string;

  /** The event as it came; it is never changed. */
  readonly event: unknown;
  readonly context: Context;
  readonly logger: Logger;
  /** Where the records come from: an `EVENT_` constant, or what `detectSource` names. */
  readonly source: string;
  /** The records of the event; the event itself where it isn't a batch. None where they are found inside of messages. */
  readonly records: readonly Item[];
  /** The Runtime object that received the event. */
  readonly runtime: Runtime;
  protected readonly invocation: Invocation;

  constructor(invocation: Invocation) {
    this.invocation = invocation;
    this.event = invocation.event;
    this.context = invocation.context;
    this.logger = invocation.logger;
    this.source = invocation.source;
    // Who registers a class for a source, in a Runtime class, says with it what the records and the Runtime are.
    this.records = invocation.records as readonly Item[];
    this.runtime = invocation.runtime as Runtime;
  }

  /**
   * Handles the event; what it resolves to is the answer, undefined for none. By default every record is handed to
   * `processRecord`.
   *
   * @throws BatchError where a record failed.
   */
  async process(): Promise<unknown> {
    await this.processAll(this.records);
    return undefined;
  }

  /** Handles one record, be it of the event or found inside of a message. */
  processRecord(_record: Item): unknown {
    throw notOverridden(this, 'EventHandler', 'processRecord');
  }

  /**
   * Calls a function for each record of the event, one after the other. All are tried, unless `context.signal` aborts.
   *
   * @throws BatchError where one of them failed.
   */
  async each(fn: (record: Item, index: number) => unknown): Promise<void> {
    throwFailures({ size: this.records.length, failures: await this.tryRecords(this.records, fn) });
  }

  /** The id by which errors and answers name a record; undefined where it has none. */
  protected idOf(_record: Item): string | undefined {
    return undefined;
  }

  /** Hands records that were found inside of a message to their handler. All are tried. */
  protected async forward(source: string, records: readonly object[]): Promise<void> {
    await this.invocation.handlerOf(source)?.processAll(records);
  }

  /** Calls a function for each record, logs each failure, and tells which failed. */
  protected async tryRecords(
    records: readonly Item[],
    fn: (record: Item, index: number) => unknown,
    order: Order<Item> = oneByOne,
  ): Promise<FailedRecord[]> {
    const idAt = (index: number) => this.idOf(records[index] as Item) || undefined;
    const run = async (record: Item, index: number) => {
      try {
        await this.orWarn(() => fn(record, index));
      } catch (error) {
        this.logger.error(`Record ${idAt(index) ?? `#${index}`} of ${this.source} failed:`, error);
        throw error;
      }
    };
    const failures = await runRecords(records, run, order, this.context.signal);
    const unstarted = failures.filter(({ error }) => error instanceof RecordNotStartedError);
    if (unstarted.length > 0) this.logger.warn(`${unstarted.length} of ${records.length} records were not started`);
    return failures.map((failure) => ({ ...failure, id: idAt(failure.index) }));
  }

  /** Where the Runtime class says so, an event that nobody handles is logged instead of failing. */
  protected async orWarn(run: () => unknown): Promise<void> {
    try {
      await run();
    } catch (error) {
      if (this.invocation.unhandled !== 'warn' || !(error instanceof UnhandledEventError)) throw error;
      this.logger.warn(error.message);
    }
  }

  private async processAll(records: readonly Item[]): Promise<void> {
    const failures = await this.tryRecords(records, (record) => this.processRecord(record));
    throwFailures({ size: records.length, failures });
  }
}
