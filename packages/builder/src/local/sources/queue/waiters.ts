import type { ReceivedMessage } from './message/received-message.ts';
import type { Queue } from './queue.ts';
import { checkNumber } from './queue-error.ts';
import type { ReceiveInput } from './queue-types.ts';

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html */
const MAX_WAIT_SECONDS = 20;

/** A receiver that waits for messages: a long poll. */
interface Waiter {
  readonly input: ReceiveInput;
  readonly until: number;
  readonly deliver: (messages: ReceivedMessage[]) => void;
}

/** What a receiver asks for, and for how long. */
export interface WaitInput extends ReceiveInput {
  /** 0 to 20. Default: that of the queue. */
  readonly waitSeconds?: number | undefined;
}

/** The receivers that wait for messages of a queue, in the order in which they came. It has no clock. */
export class Waiters {
  readonly #queue: Queue;
  readonly #waiters = new Set<Waiter>();

  constructor(queue: Queue) {
    this.#queue = queue;
  }

  /** When the next one stops waiting. */
  get nextDue(): number | undefined {
    if (this.#waiters.size === 0) return undefined;
    return Math.min(...Array.from(this.#waiters, ({ until }) => until));
  }

  /**
   * Receives messages, immediately if there are any.
   *
   * @param deliver gets them, or none when the time is over
   * @returns stops waiting
   * @throws {QueueError} the input is invalid, or too many messages are in flight
   */
  receive(input: WaitInput, now: number, deliver: (messages: ReceivedMessage[]) => void): () => void {
    const { waitSeconds = this.#queue.settings.receiveWait } = input;
    checkNumber('WaitTimeSeconds', waitSeconds, 0, MAX_WAIT_SECONDS, ' of seconds');
    const waiting = { ...input, isWaiting: waitSeconds > 0 };
    const messages = this.#queue.receive(waiting, now);
    if (messages.length > 0 || waitSeconds === 0) {
      deliver(messages);
      return () => {};
    }
    const waiter = { input: waiting, until: now + waitSeconds * 1000, deliver };
    this.#waiters.add(waiter);
    return () => void this.#waiters.delete(waiter);
  }

  /** Delivers what has become visible, and ends the waits whose time is over. */
  serve(now: number): void {
    for (const waiter of this.#waiters) {
      const messages = this.#queue.receive(waiter.input, now);
      if (messages.length === 0 && waiter.until > now) continue;
      this.#waiters.delete(waiter);
      waiter.deliver(messages);
    }
  }

  /** Ends all waits without messages. */
  close(): void {
    for (const { deliver } of this.#waiters) deliver([]);
    this.#waiters.clear();
  }
}
