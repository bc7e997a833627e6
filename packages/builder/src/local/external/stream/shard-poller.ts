import type { ShardMapping } from '../../mapping/shard-mapping.ts';
import type { PersistentCalls } from '../persistent-calls.ts';
import { Wakeup } from '../wakeup.ts';
import { JsonServiceError } from './aws-json-client.ts';
import type { ExternalStream, ShardStart } from './external-stream.ts';
import type { ReadRecords } from './read-records.ts';

/** How often a shard is read, as Lambda does: https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html */
const PAUSE_MS = 1000;

/** What reading a shard depends on. */
export interface ShardPollerOptions {
  readonly stream: ExternalStream;
  readonly start: ShardStart;
  readonly records: ReadRecords;
  readonly mapping: ShardMapping;
  readonly calls: PersistentCalls;
  /** Invokes the function with what is complete. */
  readonly take: (now: number) => void;
}

/** Reads one shard of a stream elsewhere, in order, as far as the mapping has room for its records. */
export class ShardPoller {
  readonly #options: ShardPollerOptions;
  readonly #startedAt = Date.now();
  readonly #wakeup = new Wakeup();
  #iterator: string | undefined;
  #last: string | undefined;
  #hasEnded = false;
  #start: ShardStart;

  constructor(options: ShardPollerOptions) {
    this.#options = options;
    this.#start = options.start;
  }

  /** To be called when the function may have become free, or a batch has ended. */
  changed(): void {
    this.#wakeup.wake();
  }

  /** Reads until the shard has ended, and all of its records are done, or the signal is aborted. */
  async run(signal: AbortSignal): Promise<void> {
    const { mapping, records, take } = this.#options;
    const stop = () => this.changed();
    signal.addEventListener('abort', stop);
    let nextRead = 0;
    while (!signal.aborted) {
      take(Date.now());
      if (this.#hasEnded && this.#isDone()) break;
      const now = Date.now();
      const reads = !this.#hasEnded && records.room > 0;
      if (reads && now >= nextRead) {
        await this.#read(signal);
        nextRead = Date.now() + PAUSE_MS;
        continue;
      }
      const dues = [mapping.nextDue, reads ? nextRead : undefined].filter((due) => due !== undefined);
      await this.#wakeup.wait(dues.length === 0 ? undefined : Math.max(0, Math.min(...dues) - now));
    }
    signal.removeEventListener('abort', stop);
  }

  async #read(signal: AbortSignal): Promise<void> {
    const { stream, records, calls } = this.#options;
    const read = await calls.run(
      'read',
      async () => {
        this.#iterator ??= await stream.iterator(records.id, this.#start, signal);
        try {
          return await stream.read(records.id, this.#iterator, records.room, signal);
        } catch (error) {
          if (!(error instanceof JsonServiceError) || !/^(Expired|Trimmed)/.test(error.name)) throw error;
          this.#begin(error.name.startsWith('Trimmed'));
          return { records: [], nextIterator: undefined, isAgain: true };
        }
      },
      signal,
    );
    if (read === undefined || 'isAgain' in read) return;
    // If reading has begun again at the oldest record, those that are not new are left out.
    const isNew = ({ arrivedAt }: { readonly arrivedAt: number }) => {
      return (
        this.#options.start.type !== 'LATEST' || this.#start.type !== 'TRIM_HORIZON' || arrivedAt >= this.#startedAt
      );
    };
    records.add(read.records.filter(isNew));
    this.#last = read.records.at(-1)?.sequenceNumber ?? this.#last;
    this.#iterator = read.nextIterator;
    this.#hasEnded = read.nextIterator === undefined;
  }

  /** Gets another iterator: iterators expire after some minutes, for example while the shard waits for a retry. */
  #begin(isTrimmed: boolean): void {
    this.#iterator = undefined;
    this.#start =
      this.#last === undefined || isTrimmed
        ? { type: 'TRIM_HORIZON' }
        : { type: 'AFTER_SEQUENCE_NUMBER', sequenceNumber: this.#last };
  }

  #isDone(): boolean {
    const { mapping, records } = this.#options;
    const { position, parts } = mapping.checkpointOf(records.id);
    return parts.length === 0 && position === (this.#last ?? position);
  }
}
