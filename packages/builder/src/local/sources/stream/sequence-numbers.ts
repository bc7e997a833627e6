/** The digits of the time in a sequence number: milliseconds since 1970. */
const TIME_DIGITS = 13;

/**
 * Makes sequence numbers, which grow. All of them have the same number of digits, so they can be compared as texts. AWS
 * does not document their content; ours have the time, which makes them grow over restarts too, and a number.
 */
export class SequenceNumbers {
  readonly #prefix: string;
  readonly #digits: number;
  #time: number;
  #count = 0;

  /**
   * @param prefix what all begin with
   * @param digits their length
   * @param startedAt they are greater than those that were made earlier
   */
  constructor(prefix: string, digits: number, startedAt: number) {
    this.#prefix = prefix;
    this.#digits = digits;
    this.#time = startedAt;
  }

  next(now: number): string {
    if (now > this.#time) {
      this.#time = now;
      this.#count = 0;
    }
    this.#count += 1;
    return this.#format(this.#time, this.#count);
  }

  /** Those that are made from now on are greater than this one. */
  startAfter(sequenceNumber: string): void {
    const time = Number(sequenceNumber.slice(this.#prefix.length, this.#prefix.length + TIME_DIGITS));
    if (time < this.#time) return;
    this.#time = time + 1;
    this.#count = 0;
  }

  /** Less than all that are made at this time or later. */
  before(time: number): string {
    return this.#format(time, 0);
  }

  #format(time: number, count: number): string {
    const start = this.#prefix + String(time).padStart(TIME_DIGITS, '0');
    return start + String(count).padStart(this.#digits - start.length, '0');
  }
}
