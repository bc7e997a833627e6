import { type ArnScope, nameOf } from '../../../aws/arn.ts';
import type { QueueSettings } from '../../../config/configuration.ts';
import { queueUrl } from '../../aws/sqs/queue-url.ts';
import type { Clock } from '../../clock/clock.ts';
import { earliest, Serving } from '../../clock/serving.ts';
import type { LocalEventListener } from '../../report/local-event.ts';
import type { Journal } from '../../sources/journal.ts';
import type { ReceivedMessage } from '../../sources/queue/message/received-message.ts';
import type { Queue } from '../../sources/queue/queue.ts';
import { QueueError } from '../../sources/queue/queue-error.ts';
import { Queues } from '../../sources/queue/queues.ts';
import { Waiters, type WaitInput } from '../../sources/queue/waiters.ts';
import type { SourceFaults } from '../../sources/source-faults.ts';
import { Readers } from './readers.ts';

/** What takes messages from queues besides clients: the mapping of a trigger. */
export interface QueueConsumer {
  /** When it wants to look next, although nothing has changed. */
  readonly nextDue: number | undefined;
  /** How many messages did not match its filter, and were deleted. */
  readonly discarded: number;
  /** Takes what it can take now. */
  take(now: number): void;
}

/** What queues depend on. */
export interface LocalQueuesOptions {
  readonly scope: ArnScope;
  readonly clock: Clock;
  readonly faults: SourceFaults;
  /** Undefined if nothing is kept. */
  readonly journal: Journal | undefined;
  /** Whether a queue cannot be created again right after its deletion, as on AWS. */
  readonly isStrict: boolean;
  readonly emit: LocalEventListener;
}

/** AWS's words. */
const DELETED_RECENTLY =
  'You must wait 60 seconds after deleting a queue before you can create another with the same name.';

/** The queues, and the time that passes for them: messages become visible, and receivers stop to wait. */
export class LocalQueues {
  readonly queues: Queues;
  readonly faults: SourceFaults;
  readonly #clock: Clock;
  readonly #emit: LocalEventListener;
  readonly #waiters = new Map<Queue, Waiters>();
  readonly #readers: Readers<Queue, QueueConsumer>;
  /** Those that this run has created or configured. */
  readonly #declared = new Set<Queue>();
  /** The warnings that are not repeated. */
  readonly #reported = new Set<string>();
  readonly #serving: Serving;

  constructor({ scope, clock, faults, journal, isStrict, emit }: LocalQueuesOptions) {
    this.#emit = emit;
    this.queues = new Queues({
      scope,
      journal,
      hasFault: (kind) => faults.take('queue', kind),
      lateness: () => faults.lateness('queue', 'late') ?? 0,
      onDeadLetter: ({ messageId, receiveCount, queue, target }) =>
        emit({ type: 'dead-letter', messageId, receiveCount, queue: queue.name, target: target.name }),
      onStays: ({ name: queue }, target) => {
        this.#warnOnce(
          `the dead-letter queue ${nameOf(target)} of the queue ${queue} does not exist: messages that were received too often are delivered again and again`,
        );
      },
      onRecreate: (queue) => {
        if (isStrict) throw new QueueError('QueueDeletedRecently', DELETED_RECENTLY);
        this.#warnOnce(`the queue ${queue} is created right after its deletion, which AWS rejects for 60 seconds`);
      },
    });
    this.#readers = new Readers((name) => this.queues.find(name));
    this.faults = faults;
    this.#clock = clock;
    this.#serving = new Serving(clock, { serve: (now) => this.#serve(now), nextDue: () => this.#nextDue });
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
   * Creates a queue, or returns the one of this name. One that an earlier run has left gets the attributes, because the
   * configuration can have changed. The attributes of any other one stay.
   *
   * @param nameOrArn an ARN stands for a queue of its name on this machine
   */
  create(nameOrArn: string, attributes: Readonly<Record<string, string>> = {}): Queue {
    const name = nameOf(nameOrArn);
    const fifo = name.endsWith('.fifo') ? { FifoQueue: 'true' } : {};
    const existing = this.queues.find(name);
    const queue = existing ?? this.queues.create(name, { ...attributes, ...fifo });
    if (existing !== undefined && !this.#declared.has(existing)) existing.configure(attributes);
    this.#declared.add(queue);
    return queue;
  }

  /** @param endpoint the address of the emulator that its client uses */
  urlOf(queue: Queue, endpoint: string): string {
    return queueUrl(queue, { endpoint });
  }

  /** How many messages did not match the filters of the consumers. */
  get discarded(): number {
    return this.#readers.consumers.reduce((sum, { discarded }) => sum + discarded, 0);
  }

  /** Lets a consumer read a queue, and another one a queue of the same name that replaces it. */
  addReader<Consumer extends QueueConsumer>(queue: Queue, create: (queue: Queue) => Consumer): Consumer {
    const consumer = this.#readers.add(queue.name, queue, create);
    this.changed();
    return consumer;
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
    this.#serving.changed();
  }

  close(): void {
    this.#serving.stop();
    for (const waiters of this.#waiters.values()) waiters.close();
    this.#readers.clear();
  }

  #serve(now: number): void {
    this.#readers.connect();
    this.queues.advance(now);
    for (const consumer of this.#readers.consumers) consumer.take(now);
    for (const [queue, waiters] of this.#waiters) {
      if (this.queues.find(queue.name) === queue) waiters.serve(now);
      else this.#dismiss(queue, waiters);
    }
    // A queue that nobody has asked does not know yet that its messages are visible.
    for (const queue of this.queues.all) if ((queue.nextDue ?? now + 1) <= now) queue.counts(now);
  }

  /** Ends the waits for messages of a queue that was deleted. */
  #dismiss(queue: Queue, waiters: Waiters): void {
    waiters.close();
    this.#waiters.delete(queue);
  }

  #warnOnce(message: string): void {
    if (this.#reported.has(message)) return;
    this.#reported.add(message);
    this.#emit({ type: 'warning', message });
  }

  get #nextDue(): number | undefined {
    return earliest([this.queues, ...this.#waiters.values(), ...this.#readers.consumers].map(({ nextDue }) => nextDue));
  }
}
