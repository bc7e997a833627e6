import type { Queue } from './queue.ts';
import { checkNumber } from './queue-error.ts';

/** What to move out of a dead-letter queue. */
export interface MoveTaskInput {
  readonly source: Queue;
  /** Default: the queue that each message has come from. */
  readonly destination?: Queue | undefined;
  /** 1 to 500. Default: all at once. */
  readonly maxPerSecond?: number | undefined;
}

/** The states of a task in the words of SQS. */
export type MoveTaskStatus = 'RUNNING' | 'COMPLETED' | 'CANCELLED' | 'FAILED';

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html */
const MAX_PER_SECOND = 500;
const SECOND_MS = 1000;

/**
 * Moves the visible messages of a dead-letter queue back, where they count as new: they have another id, and have never
 * been received. It has no clock: its methods get the time.
 */
export class MoveTask {
  readonly handle: string;
  readonly input: MoveTaskInput;
  readonly startedAt: number;
  /** How many messages there were to move. */
  readonly toMove: number;
  status: MoveTaskStatus = 'RUNNING';
  failureReason: string | undefined;
  moved = 0;
  readonly #find: (arn: string) => Queue | undefined;
  #nextAt: number;

  /** @throws {QueueError} the rate is invalid */
  constructor(handle: string, input: MoveTaskInput, find: (arn: string) => Queue | undefined, now: number) {
    const { source, maxPerSecond } = input;
    if (maxPerSecond !== undefined) {
      checkNumber('MaxNumberOfMessagesPerSecond', maxPerSecond, 1, MAX_PER_SECOND, '');
    }
    this.handle = handle;
    this.input = input;
    this.startedAt = now;
    this.toMove = source.counts(now).visible;
    this.#find = find;
    this.#nextAt = now;
  }

  /** When it moves messages next. */
  get nextDue(): number | undefined {
    return this.status === 'RUNNING' ? this.#nextAt : undefined;
  }

  /** Moves as many messages as it may have moved by now. */
  advance(now: number): void {
    const { maxPerSecond = Number.POSITIVE_INFINITY } = this.input;
    while (this.status === 'RUNNING' && this.#nextAt <= now) {
      for (let count = 0; count < maxPerSecond && this.status === 'RUNNING'; count++) this.#moveOne(now);
      this.#nextAt += SECOND_MS;
    }
  }

  cancel(): void {
    this.status = 'CANCELLED';
  }

  #moveOne(now: number): void {
    const { source, destination } = this.input;
    const message = source.first(now);
    if (message === undefined || this.moved === this.toMove) {
      this.status = 'COMPLETED';
      return;
    }
    const { deadLetterSource } = message.arrival;
    const target = destination ?? (deadLetterSource === undefined ? undefined : this.#find(deadLetterSource));
    if (target === undefined) {
      this.status = 'FAILED';
      const hasSource = deadLetterSource !== undefined;
      this.failureReason = hasSource ? 'AWS.SimpleQueueService.NonExistentQueue' : 'CouldNotDetermineMessageSource';
      return;
    }
    source.takeOut(message);
    target.acceptMoved(message, now);
    this.moved += 1;
  }
}
