import type { Collection, Journal } from '../../journal.ts';
import type { Receipt } from '../deliveries.ts';
import type { StoredMessage } from '../message/stored-message.ts';
import type { MoveTask, StoredMoveTask } from '../move-task.ts';
import type { StoredNotes } from '../queue-notes.ts';
import type { QueueSettings } from '../queue-settings.ts';
import type { SentMessage } from '../queue-types.ts';
import type { KeptValues, Remembered } from '../recent.ts';
import { decodeMessage, encodeMessage, type KeptMessage } from './encode-message.ts';

/** A queue as it is kept, without its messages. */
export interface StoredQueue extends StoredNotes {
  readonly settings: QueueSettings;
  readonly purgedAt: number | undefined;
  /** More than the order of each message that it has had. */
  readonly nextOrder: number;
}

/** What a queue says when it changes. */
export interface KeptQueue {
  put(queue: { readonly stored: StoredQueue }): void;
  readonly messages: KeptMessages;
  readonly deduplicated: KeptValues<SentMessage>;
  readonly attempts: KeptValues<readonly Receipt[]>;
}

/** The messages of a queue that are kept. */
export interface KeptMessages {
  put(message: StoredMessage): void;
  remove(message: StoredMessage): void;
}

/** A queue that an earlier run has left. */
export interface RestoredQueue {
  readonly name: string;
  readonly stored: StoredQueue;
  /** In the order in which they came into the queue. */
  readonly messages: readonly StoredMessage[];
  readonly deduplicated: readonly (readonly [key: string, value: Remembered<SentMessage>])[];
  /** What receivers of a FIFO queue got, by the ids of their attempts. */
  readonly attempts: readonly (readonly [id: string, receipts: Remembered<readonly Receipt[]>])[];
}

/** The queues in a journal. What belongs to a queue has its name and a blank before its own id. */
export class KeptQueues {
  readonly #queues: Collection<{ readonly stored: StoredQueue }, StoredQueue>;
  readonly #messages: Collection<StoredMessage, KeptMessage>;
  readonly #deduplicated: Collection<Remembered<SentMessage>, Remembered<SentMessage>>;
  readonly #attempts: Collection<Remembered<readonly Receipt[]>, Remembered<readonly Receipt[]>>;
  readonly #tasks: Collection<MoveTask, StoredMoveTask>;

  constructor(journal: Journal) {
    this.#queues = journal.collection('queue', ({ stored }) => ({ value: stored }));
    this.#messages = journal.collection('message', encodeMessage);
    this.#deduplicated = journal.collection('deduplicated-message', (value) => ({ value }));
    this.#attempts = journal.collection('receive-attempt', (value) => ({ value }));
    this.#tasks = journal.collection('move-task', ({ stored }) => ({ value: stored }));
  }

  /** What an earlier run has left. To be called once. */
  restore(): { readonly queues: readonly RestoredQueue[]; readonly tasks: readonly StoredMoveTask[] } {
    const messages = new Map<string, StoredMessage[]>();
    for (const item of this.#messages.restore()) {
      const [queue, id] = splitId(item.id);
      listOf(messages, queue).push(decodeMessage(id, item));
    }
    const deduplicated = byQueue(this.#deduplicated);
    const attempts = byQueue(this.#attempts);
    const queues = this.#queues.restore().map(({ id: name, value: stored }) => ({
      name,
      stored,
      messages: listOf(messages, name).sort((a, b) => a.arrival.order - b.arrival.order),
      deduplicated: listOf(deduplicated, name),
      attempts: listOf(attempts, name),
    }));
    return { queues, tasks: this.#tasks.restore().map(({ value }) => value) };
  }

  queue(name: string): KeptQueue {
    const idOf = (id: string) => `${name} ${id}`;
    return {
      put: (queue) => this.#queues.put(name, queue),
      messages: {
        put: (message) => this.#messages.put(idOf(message.id), message),
        remove: (message) => this.#messages.remove(idOf(message.id)),
      },
      deduplicated: valuesIn(this.#deduplicated, idOf),
      attempts: valuesIn(this.#attempts, idOf),
    };
  }

  removeQueue(name: string): void {
    this.#queues.remove(name);
  }

  putTask(task: MoveTask): void {
    this.#tasks.put(task.handle, task);
  }

  removeTask({ handle }: Pick<MoveTask, 'handle'>): void {
    this.#tasks.remove(handle);
  }
}

/** What belongs to the queues, by their names. */
function byQueue<Value>(kept: Collection<Remembered<Value>, Remembered<Value>>) {
  const values = new Map<string, [key: string, value: Remembered<Value>][]>();
  for (const { id, value } of kept.restore()) {
    const [queue, key] = splitId(id);
    listOf(values, queue).push([key, value]);
  }
  return values;
}

/** The values that belong to a queue. */
function valuesIn<Value>(
  kept: Collection<Remembered<Value>, Remembered<Value>>,
  idOf: (key: string) => string,
): KeptValues<Value> {
  return { put: (key, value) => kept.put(idOf(key), value), remove: (key) => kept.remove(idOf(key)) };
}

function splitId(id: string): [queue: string, id: string] {
  const blank = id.indexOf(' ');
  return [id.slice(0, blank), id.slice(blank + 1)];
}

function listOf<Item>(lists: Map<string, Item[]>, name: string): Item[] {
  const list = lists.get(name) ?? [];
  lists.set(name, list);
  return list;
}
