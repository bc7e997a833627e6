import { type ArnScope, nameOf } from '../../aws/arn.ts';
import type { QueueSettings } from '../../config/configuration.ts';
import { queueUrl } from '../aws/sqs/queue-url.ts';
import type { Clock } from '../clock/clock.ts';
import type { ClockTimer } from '../clock/function-clock.ts';
import type { LocalEventListener } from '../report/local-event.ts';
import type { ReceivedMessage } from '../sources/queue/message/received-message.ts';
import type { Queue } from '../sources/queue/queue.ts';
import { Queues } from '../sources/queue/queues.ts';
import { Waiters, type WaitInput } from '../sources/queue/waiters.ts';
import type { SourceFaults } from '../sources/source-faults.ts';

/** What takes messages from queues besides clients: the mapping of a trigger. */
export interface QueueConsumer {
  /** When it wants to look next, although nothing has changed. */
  readonly nextDue: number | undefined;
  /** Takes what it can take now. */
  take(now: number): void;
}

/** The queues, and the time that passes for them: messages become visible, and receivers stop to wait. */
export class LocalQueues {
  readonly queues: Queues;
  readonly #clock: Clock;
  readonly #waiters = new Map<Queue, Waiters>();
  readonly #consumers = new Set<QueueConsumer>();
  #timer: ClockTimer | undefined;
  #isServing = false;
  #isAgain = false;

  constructor(scope: ArnScope, clock: Clock, faults: SourceFaults, emit: LocalEventListener) {
    this.queues = new Queues({
      scope,
      hasFault: (kind) => faults.take('queue', kind),
      onDeadLetter: ({ messageId, receiveCount, queue, target }) =>
        emit({ type: 'dead-letter', messageId, receiveCount, queue: queue.name, target: target.name }),
    });
    this.#clock = clock;
  }

  /** Creates the queue of a trigger and its dead-letter queue, unless another trigger has done so. */
  declare({ name, retention, visibilityTimeout, receiveCount, dlq }: QueueSettings): Queue {
    const { arn: deadLetterTargetArn } = this.create(dlq.name, { MessageRetentionPeriod: String(dlq.retention) });
    return this.create(name, {
      MessageRetentionPeriod: String(retention),
      VisibilityTimeout: String(visibilityTimeout),
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: receiveCount }),
    });
  }

  /**
   * Creates a queue, or returns the one of this name, whose attributes stay.
   *
   * @param nameOrArn an ARN stands for a queue of its name on this machine
   */
  create(nameOrArn: string, attributes: Readonly<Record<string, string>> = {}): Queue {
    const name = nameOf(nameOrArn);
    const fifo = name.endsWith('.fifo') ? { FifoQueue: 'true' } : {};
    return this.queues.find(name) ?? this.queues.create(name, { ...attributes, ...fifo });
  }

  /** @param endpoint the address of the emulator that its client uses */
  urlOf(queue: Queue, endpoint: string): string {
    return queueUrl(queue, { endpoint });
  }

  addConsumer(consumer: QueueConsumer): void {
    this.#consumers.add(consumer);
    this.changed();
  }

  /** Receives messages, and waits for them. Resolves to none when the time is over, or the signal is aborted. */
  receive(queue: Queue, input: WaitInput, signal: AbortSignal): Promise<ReceivedMessage[]> {
    const waiters = this.#waiters.get(queue) ?? new Waiters(queue);
    this.#waiters.set(queue, waiters);
    return new Promise((resolve, reject) => {
      try {
        const stop = waiters.receive(input, this.#clock.now, resolve);
        signal.addEventListener('abort', () => {
          stop();
          resolve([]);
        });
        // What has become visible again later is due.
        this.changed();
      } catch (error) {
        reject(error);
      }
    });
  }

  /** To be called after each change: serves who waits, and looks again when something is due. */
  changed(): void {
    // A consumer can cause changes itself.
    this.#isAgain = true;
    if (this.#isServing) return;
    this.#isServing = true;
    try {
      while (this.#isAgain) {
        this.#isAgain = false;
        this.#serve(this.#clock.now);
      }
    } finally {
      this.#isServing = false;
    }
    this.#setTimer();
  }

  close(): void {
    this.#timer?.clear();
    for (const waiters of this.#waiters.values()) waiters.close();
    this.#consumers.clear();
  }

  #serve(now: number): void {
    this.queues.advance(now);
    for (const consumer of this.#consumers) consumer.take(now);
    for (const waiters of this.#waiters.values()) waiters.serve(now);
    // A queue that nobody has asked does not know yet that its messages are visible.
    for (const queue of this.queues.all) if ((queue.nextDue ?? now + 1) <= now) queue.counts(now);
  }

  #setTimer(): void {
    this.#timer?.clear();
    this.#timer = undefined;
    const dues = [this.queues, ...this.#waiters.values(), ...this.#consumers].map(({ nextDue }) => nextDue);
    const due = dues.reduce(
      (first, each) => (first === undefined || (each ?? first) < first ? each : first),
      undefined,
    );
    if (due !== undefined) this.#timer = this.#clock.at(due, () => this.changed());
  }
}
