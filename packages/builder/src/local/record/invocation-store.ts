import type { InvocationRecord } from './invocation-record.ts';

/** How many records are kept. */
const MAX_RECORDS = 1000;
/** How many bytes of events, responses and logs are kept. */
const MAX_BYTES = 256 * 1024 * 1024;

interface Entry {
  readonly bytes: number;
  readonly read: () => InvocationRecord;
}

/** The last invocations, oldest first. */
export class InvocationStore {
  readonly #entries: Entry[] = [];
  #bytes = 0;
  #count = 0;

  /** How many invocations have ended. */
  get count(): number {
    return this.#count;
  }

  /** A new list for each reader, which does not change. */
  get records(): readonly InvocationRecord[] {
    return this.#entries.map(({ read }) => read());
  }

  /**
   * Adds an invocation that has ended.
   *
   * @param create creates the record. It is called when the records are first read, which most runs never do
   * @param bytes roughly how much memory the record takes
   */
  add(create: () => InvocationRecord, bytes: number): void {
    let record: InvocationRecord | undefined;
    const read = () => {
      record ??= create();
      return record;
    };
    this.#entries.push({ bytes, read });
    this.#bytes += bytes;
    this.#count++;
    while (this.#entries.length > 1 && (this.#entries.length > MAX_RECORDS || this.#bytes > MAX_BYTES)) {
      this.#bytes -= this.#entries.shift()?.bytes ?? 0;
    }
  }
}
