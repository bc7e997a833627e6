import type { StoredMessage } from './message/stored-message.ts';
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

/** A task as it is kept. */
export interface StoredMoveTask {
  readonly handle: string;
  readonly source: string;
  readonly destination: string | undefined;
  readonly maxPerSecond: number | undefined;
  readonly startedAt: number;
  readonly toMove: number;
  readonly status: MoveTaskStatus;
  readonly failureReason: string | undefined;
  readonly moved: number;
  readonly nextAt: number;
}

/** What a task depends on. */
export interface MoveTaskOptions {
  /** Finds a queue by its ARN. */
  readonly find: (arn: string) => Queue | undefined;
  readonly onChanged: (task: MoveTask) => void;
}

/** The states of a task in the words of SQS. */
export type MoveTaskStatus = 'RUNNING' | 'COMPLETED' | 'CANCELLED' | 'FAILED';

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html */
const MAX_PER_SECOND = 500;
const SECOND_MS = 1000;
/** Why a task fails whose queue was deleted. */
const NO_QUEUE = 'AWS.SimpleQueueService.NonExistentQueue';
/** Why a task fails if a message was sent to the dead-letter queue itself. */
export const NO_SOURCE = 'CouldNotDetermineMessageSource';

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
  readonly #options: MoveTaskOptions;
  #nextAt: number;

  /** @throws {QueueError} the rate is invalid */
  constructor(handle: string, input: MoveTaskInput, options: MoveTaskOptions, now: number) {
    const { source, maxPerSecond } = input;
    if (maxPerSecond !== undefined) {
      checkNumber('MaxNumberOfMessagesPerSecond', maxPerSecond, 1, MAX_PER_SECOND, '');
    }
    this.handle = handle;
    this.input = input;
    this.startedAt = now;
    this.toMove = source.counts(now).visible;
    this.#options = options;
    this.#nextAt = now;
    options.onChanged(this);
  }

  get stored(): StoredMoveTask {
    const { handle, input, startedAt, toMove, status, failureReason, moved } = this;
    return {
      handle,
      source: input.source.arn,
      destination: input.destination?.arn,
      maxPerSecond: input.maxPerSecond,
      startedAt,
      toMove,
      status,
      failureReason,
      moved,
      nextAt: this.#nextAt,
    };
  }

  /** A task that an earlier run has left. Undefined if one of its queues has been deleted. */
  static restore(stored: StoredMoveTask, options: MoveTaskOptions): MoveTask | undefined {
    const source = options.find(stored.source);
    const destination = stored.destination === undefined ? undefined : options.find(stored.destination);
    if (source === undefined || (stored.destination !== undefined && destination === undefined)) return undefined;
    const { handle, maxPerSecond, startedAt, toMove, status, failureReason, moved, nextAt } = stored;
    const task = new MoveTask(handle, { source, destination, maxPerSecond }, options, startedAt);
    Object.assign(task, { toMove, status, failureReason, moved });
    task.#nextAt = nextAt;
    return task;
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
      this.#options.onChanged(this);
    }
  }

  cancel(): void {
    this.status = 'CANCELLED';
    this.#options.onChanged(this);
  }

  #moveOne(now: number): void {
    const { source, destination } = this.input;
    const isDeleted = (queue: Queue | undefined) => queue !== undefined && this.#options.find(queue.arn) !== queue;
    if (isDeleted(source) || isDeleted(destination)) {
      this.#fail(NO_QUEUE);
      return;
    }
    const message = source.first(now);
    if (message === undefined || this.moved === this.toMove) {
      this.status = 'COMPLETED';
      return;
    }
    const failure = moveMessage(message, this.input, this.#options.find, now);
    if (failure === undefined) this.moved += 1;
    else this.#fail(failure);
  }

  #fail(reason: string): void {
    this.status = 'FAILED';
    this.failureReason = reason;
  }
}

/** Moves a message to the queue that it has come from, or to another one. Returns why that is not possible, as SQS does. */
export function moveMessage(
  message: StoredMessage,
  { source, destination }: MoveTaskInput,
  find: MoveTaskOptions['find'],
  now: number,
): string | undefined {
  const { deadLetterSource } = message.arrival;
  const target = destination ?? (deadLetterSource === undefined ? undefined : find(deadLetterSource));
  if (target === undefined) return deadLetterSource === undefined ? NO_SOURCE : NO_QUEUE;
  source.takeOut(message);
  target.acceptMoved(message, now);
  return undefined;
}
