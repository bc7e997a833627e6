import { randomUUID } from 'node:crypto';
import { type ArnScope, arnOf, isSameResource } from '../../../aws/arn.ts';
import type { Journal } from '../journal.ts';
import type { DeadLetter, RedrivenQueue } from './dead-letters.ts';
import { KeptQueues } from './kept/kept-queues.ts';
import { MoveTask, type MoveTaskOptions } from './move-task.ts';
import { Queue } from './queue.ts';
import { invalidParameter, QueueError } from './queue-error.ts';
import type { QueueFault } from './queue-types.ts';
import { Recent } from './recent.ts';

/** What queues depend on. */
export interface QueuesOptions {
  readonly scope: ArnScope;
  /** Default: random ids, as on AWS. */
  readonly newId?: () => string;
  readonly hasFault?: (kind: QueueFault) => boolean;
  /** By how many milliseconds a new message comes late. Default: in time. */
  readonly lateness?: () => number;
  readonly onDeadLetter?: (letter: DeadLetter) => void;
  /** Called when a message stays in a queue, because its dead-letter queue does not exist. */
  readonly onStays?: (queue: RedrivenQueue, target: string) => void;
  /** Called before a client creates a queue that was deleted less than 60 seconds ago, which AWS rejects. Can throw. */
  readonly onRecreate?: (name: string) => void;
  /** Where their state is kept. Undefined if it is not. */
  readonly journal?: Journal | undefined;
}

/** How to move messages out of a dead-letter queue. */
export interface MoveOptions {
  readonly sourceArn: string;
  readonly destinationArn?: string | undefined;
  readonly maxPerSecond?: number | undefined;
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-queues.html */
const namePattern = /^[\w-]{1,80}$/;
const FIFO_SUFFIX = '.fifo';
const MAX_NAME_LENGTH = 80;
/** How many finished tasks `ListMessageMoveTasks` can return. */
const MAX_TASKS = 10;
/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteQueue.html */
const DELETION_MS = 60_000;

/** All queues, and what moves messages between them. It has no clock: its methods get the time. */
export class Queues {
  readonly #options: QueuesOptions;
  readonly #newId: () => string;
  readonly #queues = new Map<string, Queue>();
  /** The names of the queues that were deleted recently. */
  readonly #deleted = new Recent<true>(DELETION_MS);
  /** By the name of their source, newest first. */
  readonly #tasks = new Map<string, MoveTask[]>();
  readonly #kept: KeptQueues | undefined;
  readonly #taskOptions: MoveTaskOptions = {
    find: (arn) => this.findByArn(arn),
    onChanged: (task) => this.#kept?.putTask(task),
  };

  constructor(options: QueuesOptions) {
    this.#options = options;
    this.#newId = options.newId ?? randomUUID;
    this.#kept = options.journal && new KeptQueues(options.journal);
    this.#restore();
  }

  /** In the order in which they were created. */
  get all(): readonly Queue[] {
    return [...this.#queues.values()];
  }

  /** When something changes by itself next: a message becomes visible, or is moved. */
  get nextDue(): number | undefined {
    const dues = [...this.#queues.values(), ...[...this.#tasks.values()].flat()].map(({ nextDue }) => nextDue);
    return dues.reduce(
      (first, due) => (first === undefined || (due !== undefined && due < first) ? due : first),
      undefined,
    );
  }

  /**
   * Creates a queue. An existing one with the same attributes is returned.
   *
   * @param now if a client creates it
   * @throws {QueueError} the name or an attribute is invalid, or there is a queue with other attributes
   */
  create(name: string, attributes: Readonly<Record<string, string>>, now?: number): Queue {
    checkName(name, attributes);
    const existing = this.#queues.get(name);
    if (existing === undefined) {
      if (now !== undefined && this.#deleted.get(name, now)) this.#options.onRecreate?.(name);
      const queue = this.#newQueue(name);
      queue.configure(attributes);
      this.#queues.set(name, queue);
      return queue;
    }
    const other = existing.findDifference(attributes);
    if (other === undefined) return existing;
    const message = `A queue already exists with the same name and a different value for attribute ${other}`;
    throw new QueueError('QueueNameExists', message);
  }

  find(name: string): Queue | undefined {
    return this.#queues.get(name);
  }

  /** @param arn whatever its account and its region are, which can have been others in an earlier run */
  findByArn(arn: string): Queue | undefined {
    const queue = this.#queues.get(arn.slice(arn.lastIndexOf(':') + 1));
    return queue && isSameResource(queue.arn, arn) ? queue : undefined;
  }

  delete(name: string, now: number): void {
    this.#queues.get(name)?.dispose();
    this.#kept?.removeQueue(name);
    if (this.#queues.delete(name)) this.#deleted.set(name, true, now);
  }

  /** The queues whose dead-letter queue this is. */
  sourcesOf({ arn }: Queue): Queue[] {
    return this.all.filter(({ settings }) => settings.redrive && isSameResource(settings.redrive.target, arn));
  }

  /** @throws {QueueError} a queue does not exist, the source is not a dead-letter queue, or is being emptied already */
  startMoveTask({ sourceArn, destinationArn, maxPerSecond }: MoveOptions, now: number): MoveTask {
    const source = this.#existing(sourceArn);
    const destination = destinationArn === undefined ? undefined : this.#existing(destinationArn);
    if (this.sourcesOf(source).length === 0) {
      throw invalidParameter('Source queue must be configured as a Dead Letter Queue.');
    }
    const tasks = this.#tasks.get(source.name) ?? [];
    if (tasks.some(({ status }) => status === 'RUNNING')) {
      const message =
        'There is already a task running. Only one active task is allowed for a source queue arn at a given time.';
      throw new QueueError('UnsupportedOperation', message);
    }
    const task = new MoveTask(this.#newId(), { source, destination, maxPerSecond }, this.#taskOptions, now);
    const all = [task, ...tasks];
    this.#tasks.set(source.name, all.slice(0, MAX_TASKS));
    for (const old of all.slice(MAX_TASKS)) this.#kept?.removeTask(old);
    task.advance(now);
    return task;
  }

  /** @throws {QueueError} there is no such queue */
  moveTasks(sourceArn: string): readonly MoveTask[] {
    return this.#tasks.get(this.#existing(sourceArn).name) ?? [];
  }

  /** @throws {QueueError} there is no such task, or it has ended */
  cancelMoveTask(handle: string): MoveTask {
    const task = [...this.#tasks.values()].flat().find((each) => each.handle === handle);
    if (task?.status !== 'RUNNING') {
      throw new QueueError('ResourceNotFoundException', `There is no running task ${handle}.`);
    }
    task.cancel();
    return task;
  }

  /** Moves what has become due. */
  advance(now: number): void {
    for (const tasks of this.#tasks.values()) for (const task of tasks) task.advance(now);
  }

  /** Takes the state that an earlier run has left. */
  #restore(): void {
    const { queues = [], tasks = [] } = this.#kept?.restore() ?? {};
    for (const each of queues) {
      const queue = this.#newQueue(each.name);
      queue.restore(each);
      this.#queues.set(each.name, queue);
    }
    for (const stored of tasks.toReversed()) {
      const task = MoveTask.restore(stored, this.#taskOptions);
      if (task === undefined) {
        this.#kept?.removeTask(stored);
        continue;
      }
      const { name } = task.input.source;
      this.#tasks.set(name, [...(this.#tasks.get(name) ?? []), task]);
    }
  }

  #newQueue(name: string): Queue {
    const { scope, hasFault, lateness, onDeadLetter, onStays } = this.#options;
    return new Queue({
      name,
      arn: arnOf(scope, 'sqs', name),
      newId: this.#newId,
      find: (target) => this.findByArn(target),
      hasFault,
      lateness,
      onDeadLetter,
      onStays,
      kept: this.#kept?.queue(name),
    });
  }

  #existing(arn: string): Queue {
    const queue = this.findByArn(arn);
    if (queue !== undefined) return queue;
    throw new QueueError(
      'ResourceNotFoundException',
      `The resource that you specified for the ARN ${arn} does not exist.`,
    );
  }
}

function checkName(name: string, attributes: Readonly<Record<string, string>>): void {
  const isFifo = name.endsWith(FIFO_SUFFIX);
  const stem = isFifo ? name.slice(0, -FIFO_SUFFIX.length) : name;
  if (!namePattern.test(stem) || name.length > MAX_NAME_LENGTH) {
    throw invalidParameter('Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length');
  }
  const { FifoQueue: fifo } = attributes;
  if (isFifo && fifo !== 'true') {
    throw invalidParameter(
      'The name of a FIFO queue can only be used with the attribute FifoQueue, which must be true.',
    );
  }
  if (!isFifo && fifo === 'true') throw invalidParameter('The name of a FIFO queue must end with .fifo.');
}
