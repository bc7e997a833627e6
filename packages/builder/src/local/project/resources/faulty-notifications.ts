import type { Clock } from '../../clock/clock.ts';
import type { ClockTimer } from '../../clock/function-clock.ts';
import type { SourceFaults } from '../../sources/source-faults.ts';
import type { SourceDeliveries } from './source-deliveries.ts';

/** How long a notification waits for the next one, which overtakes it. */
const OVERTAKE_MS = 1000;

/**
 * Sends the notifications of buckets: once, in time and in order, unless faults are requested. S3 guarantees none of that:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/EventNotifications.html
 */
export class FaultyNotifications {
  readonly #clock: Clock;
  readonly #faults: SourceFaults;
  readonly #deliveries: SourceDeliveries;
  #held: { readonly send: () => void; readonly timer: ClockTimer } | undefined;

  constructor(clock: Clock, faults: SourceFaults, deliveries: SourceDeliveries) {
    this.#clock = clock;
    this.#faults = faults;
    this.#deliveries = deliveries;
  }

  send(deliver: () => void): void {
    const times = this.#faults.take('bucket', 'duplicate') ? 2 : 1;
    // What is sent later belongs to the same trace.
    const send = this.#deliveries.inPresentTrace(() => {
      for (let time = 0; time < times; time++) deliver();
    });
    const lateMs = this.#faults.lateness('bucket', 'late');
    if (lateMs !== undefined) this.#clock.at(this.#clock.now + lateMs, send);
    else if (this.#held !== undefined) {
      send();
      this.#release();
    } else if (this.#faults.take('bucket', 'reorder')) {
      const timer = this.#clock.at(this.#clock.now + OVERTAKE_MS, () => this.#release());
      this.#held = { send, timer };
    } else send();
  }

  #release(): void {
    const held = this.#held;
    this.#held = undefined;
    held?.timer.clear();
    held?.send();
  }
}
