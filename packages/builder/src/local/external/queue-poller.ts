import type { QueueMapping } from '../mapping/queue-mapping.ts';
import type { LocalEventListener } from '../report/local-event.ts';
import { type ExternalQueue, type FailedEntries, inEntries } from './external-queue.ts';
import { nextStep } from './next-step.ts';
import type { PersistentCalls } from './persistent-calls.ts';
import type { Handled, ReceivedMessages } from './received-messages.ts';
import { Wakeup } from './wakeup.ts';

/**
 * How long the last receive may take after its wait. It is not aborted before: SQS does not notice that, and could still
 * give it a message, which would be hidden until its visibility timeout ends: https://github.com/aws/aws-sdk-js/issues/2350
 */
const LAST_RESPONSE_MS = 2000;
/** A wait that is worth a word. */
const LONG_WAIT_MS = 1000;
/** How long calls may still be repeated when the emulator ends. */
const LAST_CALLS_MS = 5000;

/** What reads a queue depends on. */
export interface QueuePollerOptions {
  readonly queue: ExternalQueue;
  readonly calls: PersistentCalls;
  readonly messages: ReceivedMessages;
  readonly mapping: QueueMapping;
  /** How long a receive waits for messages, and so the end of the emulator for a receive. */
  readonly maxWaitSeconds: number;
  /** Invokes the function with what is complete. */
  readonly take: (now: number) => void;
  /** Whether the function can begin another invocation now. */
  readonly isFree: () => boolean;
  readonly emit: LocalEventListener;
}

/** Reads a queue elsewhere as Lambda does: receives messages while the function is free, and deletes them after it. */
export class QueuePoller {
  readonly #options: QueuePollerOptions;
  readonly #closing = new AbortController();
  /** Aborted when a receive is given up. */
  readonly #receiving = new AbortController();
  /** Aborted when deletions are given up. */
  readonly #ending = new AbortController();
  readonly #wakeup = new Wakeup();
  #running: Promise<void> | undefined;
  #deleting: Promise<void> | undefined;
  /** When the present receive gets its response at the latest. */
  #receivedAt: number | undefined;

  constructor(options: QueuePollerOptions) {
    this.#options = options;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** To be called when the function may have become free. */
  changed(): void {
    this.#wakeup.wake();
  }

  /** Deletes what has been processed. Resolves when it is deleted, or cannot be. */
  delete(): Promise<void> {
    if (!this.#options.messages.hasDeletions) return this.#deleting ?? Promise.resolve();
    this.#deleting ??= this.#delete();
    return this.#deleting;
  }

  /** Stops receiving, and returns the messages that no batch contains. */
  async stop(): Promise<void> {
    this.#closing.abort();
    this.changed();
    await this.#endReceive();
    const { messages } = this.#options;
    await this.#release(messages.giveBack(), AbortSignal.timeout(LAST_CALLS_MS));
  }

  /** Waits for the response to the present receive, if there is one. */
  async #endReceive(): Promise<void> {
    const { emit, mapping } = this.#options;
    const limitMs = Math.max(0, (this.#receivedAt ?? 0) - Date.now());
    const queue = mapping.queue.name;
    if (limitMs > LONG_WAIT_MS) emit({ type: 'last-receive', queue, limitMs });
    const limit = globalThis.setTimeout(() => {
      this.#receiving.abort();
      if (this.#receivedAt === undefined) return;
      const message = `the last receive of the queue ${queue} has not ended: a message that it gets stays hidden until its visibility timeout ends`;
      emit({ type: 'warning', message });
    }, limitMs + LAST_RESPONSE_MS);
    await this.#running;
    clearTimeout(limit);
  }

  /** To be called when no batch is running: deletes what has been processed, as far as that is possible soon. */
  async close(): Promise<void> {
    const limit = globalThis.setTimeout(() => this.#ending.abort(), LAST_CALLS_MS);
    await this.delete();
    clearTimeout(limit);
    this.#options.queue.close();
  }

  async #run(): Promise<void> {
    const { mapping, messages, maxWaitSeconds, take, isFree } = this.#options;
    const { signal } = this.#closing;
    while (!signal.aborted) {
      const now = Date.now();
      take(now);
      // Those that match no filter.
      const isDeleting = this.delete();
      const { count } = messages.backlog();
      const step = nextStep(
        {
          count,
          hiddenSince: messages.hiddenSince(),
          visibilityTimeoutMs: messages.settings.visibilityTimeout * 1000,
          batchSize: mapping.settings.batchSize,
          maxWaitSeconds,
          windowEnd: mapping.nextDue,
          isReady: isFree() && mapping.hasRoom(now),
        },
        now,
      );
      if (step.kind === 'wait') await this.#wakeup.wait(step.ms);
      else if (step.kind === 'release') await this.#release(messages.giveBack(), signal);
      else {
        // If messages cannot be deleted, more of them would be processed twice.
        await this.#untilClosing(isDeleting);
        await this.#receive(step.max, step.waitSeconds);
      }
    }
  }

  async #receive(max: number, waitSeconds: number): Promise<void> {
    const { queue, calls, messages } = this.#options;
    const { signal } = this.#closing;
    const call = () => {
      this.#receivedAt = Date.now() + waitSeconds * 1000;
      return queue.receive(max, waitSeconds, this.#receiving.signal).finally(() => {
        this.#receivedAt = undefined;
      });
    };
    const received = await calls.run('receive messages from', call, signal);
    if (received !== undefined) messages.add(received, Date.now());
  }

  /** Waits for something, but not when the emulator ends. */
  async #untilClosing(work: Promise<void>): Promise<void> {
    const { signal } = this.#closing;
    if (signal.aborted) return;
    const { promise: isClosing, resolve: stop } = Promise.withResolvers<void>();
    const onAbort = () => stop();
    signal.addEventListener('abort', onAbort);
    // The signal lives as long as the emulator.
    await Promise.race([work, isClosing]).finally(() => signal.removeEventListener('abort', onAbort));
  }

  async #delete(): Promise<void> {
    const { queue, messages, mapping } = this.#options;
    for (let due = messages.takeDeletions(); due.length > 0; due = messages.takeDeletions()) {
      const failed = await this.#callWithEntries('delete messages of', due, this.#ending.signal, (entries) =>
        queue.delete(entries, this.#ending.signal),
      );
      for (const { messageId, reason } of failed) {
        const message =
          `the message ${messageId} of the queue ${mapping.queue.name} was processed, but could not be deleted ` +
          `(${reason}): it will be delivered again`;
        this.#options.emit({ type: 'warning', message });
      }
    }
    // At once: what has to be deleted from now on needs another run.
    this.#deleting = undefined;
    this.changed();
  }

  /** If it does not work, they become visible again at the end of their visibility timeout. */
  async #release(released: readonly Handled[], signal: AbortSignal): Promise<void> {
    const { queue, emit, mapping } = this.#options;
    if (released.length === 0) return;
    await this.#callWithEntries('return messages to', released, signal, (entries) => queue.release(entries, signal));
    emit({ type: 'released', queue: mapping.queue.name, messages: released.length });
  }

  /** Makes a call for all messages, up to 10 at a time. Returns those that were rejected. */
  async #callWithEntries(
    action: string,
    messages: readonly Handled[],
    signal: AbortSignal,
    call: (entries: readonly Handled[]) => Promise<FailedEntries>,
  ): Promise<FailedEntries['rejected']> {
    const rejected: FailedEntries['rejected'][number][] = [];
    for (const entries of inEntries(messages)) {
      let remaining: readonly Handled[] = entries;
      const isDone = await this.#options.calls.run(
        action,
        async () => {
          const failed = await call(remaining);
          rejected.push(...failed.rejected);
          remaining = failed.again;
          if (remaining.length > 0) throw new UnfinishedEntriesError(`${remaining.length} of them failed`);
          return true;
        },
        signal,
      );
      if (isDone === undefined) rejected.push(...remaining.map((each) => ({ ...each, reason: 'the emulator ended' })));
    }
    return rejected;
  }
}

/** SQS has not processed some entries of a call, although they are valid. */
class UnfinishedEntriesError extends Error {
  override get name(): string {
    return 'UnfinishedEntriesError';
  }
}
