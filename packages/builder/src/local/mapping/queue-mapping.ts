import { mappingDialect } from '../../events/patterns/dialects.ts';
import { matchEvent } from '../../events/patterns/match-event.ts';
import { parsePattern } from '../../events/patterns/parse-pattern.ts';
import type { EventPattern, JsonObject, JsonValue } from '../../events/patterns/pattern.ts';
import { type SqsRecord, sqsRecord } from '../../events/samples/sqs-record.ts';
import type { ReceivedMessage } from '../sources/queue/message/received-message.ts';
import { QueueError } from '../sources/queue/queue-error.ts';
import type { Choice } from '../sources/queue/queue-types.ts';
import type { BatchOutcome } from './batch-outcome.ts';
import type { BatchSource } from './batch-source.ts';
import { bytesInEvent, EMPTY_EVENT_BYTES, MAX_EVENT_BYTES, recordsEvent } from './records-event.ts';

/** How a function reads from a queue. */
export interface QueueMappingSettings {
  /** 1 to 10,000; at most 10 for a FIFO queue. */
  readonly batchSize: number;
  /** How long to collect messages, in seconds: 0 to 300. It has no effect on a FIFO queue. */
  readonly batchWindow: number;
  /** 2 to 1,000. Default: 5 batches at first, and then more. */
  readonly maximumConcurrency?: number | undefined;
  /** Whether the function reports the messages that have failed. */
  readonly acceptsReports: boolean;
  /** Patterns in JSON, of which a message must match one. Lambda deletes the others. Default: all match. */
  readonly filter?: readonly string[] | undefined;
}

/** Messages for one invocation. */
export interface QueueBatch {
  readonly messages: readonly ReceivedMessage[];
  /** The event, as JSON. */
  readonly event: string;
  /** Since when the messages have been hidden. */
  readonly takenAt: number;
  /** When the messages become visible again, unless they are deleted before. */
  readonly hiddenUntil: number;
}

/** What has become of the messages of a batch. */
export interface SettledBatch {
  /** They become visible again. */
  readonly returned: readonly ReceivedMessage[];
}

/** https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html */
const FIRST_CONCURRENCY = 5;
const CONCURRENCY_PER_MINUTE = 300;
const LAST_CONCURRENCY = 1250;
const MINUTE_MS = 60_000;

/**
 * Lambda's event source mapping of a queue: which messages go into which invocation, and what becomes of them. It has no
 * clock: its methods get the time.
 */
export class QueueMapping {
  readonly queue: BatchSource;
  readonly settings: QueueMappingSettings;
  readonly #patterns: readonly EventPattern[] | undefined;
  #running = 0;
  #discarded = 0;
  /** Since when at least one batch has been running. */
  #busySince = 0;
  /** Set when the first message of the next batch becomes visible, if there is a window. */
  #windowEnd: number | undefined;
  #isWindowOver = false;

  constructor(queue: BatchSource, settings: QueueMappingSettings) {
    this.queue = queue;
    this.settings = settings;
    const { filter = [] } = settings;
    if (filter.length > 0) {
      this.#patterns = filter.map((json) => parsePattern(JSON.parse(json) as JsonValue, mappingDialect).pattern);
    }
  }

  /** How many messages did not match the filter, and were deleted. */
  get discarded(): number {
    return this.#discarded;
  }

  /** When the window of the next batch ends. Undefined if it has ended, and the batch waits for the function. */
  get nextDue(): number | undefined {
    return this.#isWindowOver ? undefined : this.#windowEnd;
  }

  /**
   * Takes the next batch, if there is one.
   *
   * @param isFree whether the function can process it; if not, the window still passes
   */
  take(now: number, isFree: boolean): QueueBatch | undefined {
    while (this.#isComplete(now) && isFree && this.hasRoom(now)) {
      this.#windowEnd = undefined;
      const batch = this.#collect(now);
      if (batch === undefined) continue;
      if (this.#running++ === 0) this.#busySince = now;
      return batch;
    }
    return undefined;
  }

  /** Whether another batch may run. */
  hasRoom(now: number): boolean {
    return this.#running < this.#concurrency(now);
  }

  /** Deletes the messages of a batch that were processed. The others become visible again when their timeout ends. */
  settle({ messages }: QueueBatch, outcome: BatchOutcome, now: number): SettledBatch {
    this.#running -= 1;
    const isDone = ({ messageId }: ReceivedMessage) =>
      outcome.kind === 'succeeded' || (outcome.kind === 'partial' && !outcome.failedIds.has(messageId));
    return { returned: messages.filter((message) => !(isDone(message) && this.#delete(message, now))) };
  }

  /** How many batches may run at once. */
  #concurrency(now: number): number {
    const { maximumConcurrency = LAST_CONCURRENCY } = this.settings;
    const minutes = this.#running === 0 ? 0 : Math.floor((now - this.#busySince) / MINUTE_MS);
    return Math.min(maximumConcurrency, FIRST_CONCURRENCY + CONCURRENCY_PER_MINUTE * minutes);
  }

  /** Whether there are messages, and nothing to wait for. */
  #isComplete(now: number): boolean {
    const { batchSize, batchWindow } = this.settings;
    const { count, bytes } = this.queue.backlog(now);
    const hasMessage = count > 0 && this.queue.first(now) !== undefined;
    if (!hasMessage) this.#windowEnd = undefined;
    else this.#windowEnd ??= now + (this.queue.isFifo ? 0 : batchWindow * 1000);
    this.#isWindowOver =
      hasMessage && (count >= batchSize || bytes >= MAX_EVENT_BYTES || now >= (this.#windowEnd ?? now));
    return this.#isWindowOver;
  }

  /** Takes as many messages as fit into an event. Undefined if none of them matches the filter. */
  #collect(now: number): QueueBatch | undefined {
    const records = new Map<string, string>();
    let bytes = EMPTY_EVENT_BYTES;
    const choose = (message: ReceivedMessage): Choice => {
      const record = sqsRecord(message, this.queue.arn);
      const json = JSON.stringify(record);
      if (this.#patterns !== undefined && !matchesAny(this.#patterns, record)) {
        this.#discarded += 1;
        return 'discard';
      }
      const length = bytesInEvent(json);
      if (records.size > 0 && bytes + length > MAX_EVENT_BYTES) return 'stop';
      records.set(message.messageId, json);
      bytes += length;
      return 'take';
    };
    const messages = this.queue.takeBatch(this.settings.batchSize, choose, now);
    if (messages.length === 0) return undefined;
    const takenAt = this.queue.hiddenSince?.(messages) ?? now;
    const hiddenUntil = takenAt + this.queue.settings.visibilityTimeout * 1000;
    const event = recordsEvent(messages.map(({ messageId }) => records.get(messageId) ?? ''));
    return { messages, event, takenAt, hiddenUntil };
  }

  /** Deletes a message. Returns false if its handle has expired in the meantime. */
  #delete({ receiptHandle, messageId }: ReceivedMessage, now: number): boolean {
    try {
      return this.queue.remove(receiptHandle, now, messageId);
    } catch (error) {
      if (error instanceof QueueError) return false;
      throw error;
    }
  }
}

/**
 * Whether a record matches a filter. Lambda compares the fields of a body that is JSON:
 * https://docs.aws.amazon.com/lambda/latest/dg/with-sqs-filtering.html
 */
function matchesAny(patterns: readonly EventPattern[], record: SqsRecord): boolean {
  const event = { ...record, body: parsed(record.body) } as JsonObject;
  return patterns.some((pattern) => matchEvent(pattern, event));
}

function parsed(body: string): JsonValue {
  try {
    return JSON.parse(body) as JsonValue;
  } catch {
    return body;
  }
}
