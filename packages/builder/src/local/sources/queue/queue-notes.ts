import { invalidParameter } from './queue-error.ts';

/** When a queue was created and configured, in milliseconds since 1970. */
export interface QueueTimes {
  readonly created: number;
  readonly modified: number;
}

/** What is known about a queue, and does not affect its messages. */
export interface StoredNotes {
  readonly tags: Readonly<Record<string, string>>;
  readonly times: QueueTimes | undefined;
  readonly isRead: boolean;
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-queue-tags.html */
const MAX_TAGS = 50;

/** @throws {QueueError} there are too many tags */
export function checkTags(queue: string, tags: Readonly<Record<string, string>>): void {
  if (Object.keys(tags).length > MAX_TAGS) throw invalidParameter(`Too many tags added for queue ${queue}.`);
}

/** The tags of a queue, its times, and whether a trigger reads it. */
export class QueueNotes {
  readonly #queue: string;
  readonly #onChanged: () => void;
  #stored: StoredNotes = { tags: {}, times: undefined, isRead: false };

  /** @param queue its name */
  constructor(queue: string, onChanged: () => void) {
    this.#queue = queue;
    this.#onChanged = onChanged;
  }

  get stored(): StoredNotes {
    return this.#stored;
  }

  get tags(): Readonly<Record<string, string>> {
    return this.#stored.tags;
  }

  /** Whether a trigger reads it, or has read it in an earlier run. */
  get isRead(): boolean {
    return this.#stored.isRead;
  }

  /** Takes what an earlier run has left. */
  restore({ tags, times, isRead }: StoredNotes): void {
    this.#stored = { tags, times, isRead };
  }

  /** @throws {QueueError} there are too many tags */
  addTags(tags: Readonly<Record<string, string>>): void {
    const all = { ...this.tags, ...tags };
    checkTags(this.#queue, all);
    this.#change({ tags: all });
  }

  removeTags(keys: readonly string[]): void {
    this.#change({ tags: Object.fromEntries(Object.entries(this.tags).filter(([key]) => !keys.includes(key))) });
  }

  /** When it was created and configured. A queue of the configuration is as old as its first description. */
  times(now: number): QueueTimes {
    const { times = { created: now, modified: now } } = this.#stored;
    if (times !== this.#stored.times) this.#change({ times });
    return times;
  }

  /** Notes that a client has configured it. */
  touch(now: number): void {
    this.#change({ times: { ...this.times(now), modified: now } });
  }

  markRead(): void {
    if (!this.isRead) this.#change({ isRead: true });
  }

  #change(change: Partial<StoredNotes>): void {
    this.#stored = { ...this.#stored, ...change };
    this.#onChanged();
  }
}
