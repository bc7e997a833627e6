import type { InvocationRecord } from './invocation-record.ts';

/** How many records are kept. */
const MAX_RECORDS = 1000;
/** How many bytes of events, responses and logs are kept. */
const MAX_BYTES = 256 * 1024 * 1024;

/** The last invocations, oldest first. */
export class InvocationStore {
  #records: InvocationRecord[] = [];
  #sizes: number[] = [];
  #bytes = 0;
  #count = 0;

  /** How many there have been. */
  get count(): number {
    return this.#count;
  }

  get records(): readonly InvocationRecord[] {
    return this.#records;
  }

  /** @param bytes roughly how much memory it takes */
  add(record: InvocationRecord, bytes: number): void {
    // A new array, so that one which has been read does not change.
    this.#records = [...this.#records, record];
    this.#sizes.push(bytes);
    this.#bytes += bytes;
    this.#count++;
    while (this.#records.length > 1 && (this.#records.length > MAX_RECORDS || this.#bytes > MAX_BYTES)) {
      this.#records.shift();
      this.#bytes -= this.#sizes.shift() ?? 0;
    }
  }
}
