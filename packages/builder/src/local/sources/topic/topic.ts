import { type SnsNotification, snsEnvelope, snsRecord } from '../../../events/samples/sns.ts';
import type { MessageAttributes } from '../queue/message/message-attributes.ts';
import { Recent } from '../queue/recent.ts';
import { type FilterPolicy, passesFilter } from './filter-policy.ts';
import type { KeptTopic, RestoredTopic, StoredTopic } from './kept-topics.ts';
import { type PublishInput, type TopicMessage, topicMessage } from './topic-message.ts';

/** Who gets the messages of a topic. */
export interface Subscription {
  readonly arn: string;
  readonly kind: 'function' | 'queue';
  /** The ARN of the function or queue. */
  readonly endpoint: string;
  readonly filter: FilterPolicy | undefined;
  /** The policy as it was set, if there is one. */
  readonly filterText: string | undefined;
  /** A queue gets the text alone, instead of JSON that describes the notification. */
  readonly isRaw: boolean;
  /** The ARN of the queue that gets what cannot be delivered. */
  readonly deadLetterArn?: string | undefined;
  /** Whether it is one of the configuration, which is not kept. */
  readonly isDeclared: boolean;
}

/** What one subscriber gets. */
export type TopicDelivery = {
  readonly endpoint: string;
  /** What happens if there is no such subscriber. Undefined: the message is lost. */
  readonly deadLetter: DeadNotification | undefined;
} & (
  | { readonly kind: 'function'; readonly event: object }
  | { readonly kind: 'queue'; readonly message: QueueDelivery }
);

/** A message for the dead-letter queue of a subscription. */
export interface DeadNotification {
  /** The ARN of the queue. */
  readonly arn: string;
  readonly message: QueueDelivery;
}

/** A message for a queue. */
export interface QueueDelivery {
  readonly body: string;
  readonly attributes: MessageAttributes;
  readonly groupId: string | undefined;
  readonly deduplicationId: string | undefined;
}

/** What a topic was created with. */
export interface TopicSettings {
  /** As SNS names them. Only `ContentBasedDeduplication` has an effect here. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
}

export interface TopicOptions {
  readonly name: string;
  readonly arn: string;
  readonly settings: TopicSettings;
  readonly newId: () => string;
  readonly deliver: (delivery: TopicDelivery, now: number, topic: Topic) => void;
  /** Where its state is kept. Undefined if it is not. */
  readonly kept?: KeptTopic | undefined;
}

/** What SNS returns for a message. */
export interface PublishedMessage {
  readonly messageId: string;
  readonly sequenceNumber: string | undefined;
}

/** https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html */
const standardDefaults = { DisplayName: '', SignatureVersion: '1', TracingConfig: 'PassThrough' };
const fifoDefaults = { ...standardDefaults, FifoTopic: 'true', ContentBasedDeduplication: 'false' };
/** https://docs.aws.amazon.com/sns/latest/dg/fifo-message-dedup.html */
const DEDUPLICATION_MS = 300_000;
/** How many sequence numbers are given before it is noted again how many there have been. */
const RESERVED_NUMBERS = 1000n;

/** A topic of SNS, standard or FIFO. It has no clock: its methods get the time, in milliseconds since 1970. */
export class Topic {
  readonly name: string;
  readonly arn: string;
  readonly isFifo: boolean;
  readonly settings: TopicSettings;
  readonly contentBasedDeduplication: boolean;
  readonly #subscriptions = new Map<string, Subscription>();
  readonly #options: TopicOptions;
  readonly #published: Recent<PublishedMessage>;
  #sequence = 10_000_000_000_000_000_000n;
  #reserved = this.#sequence;

  constructor(options: TopicOptions) {
    this.#options = options;
    this.name = options.name;
    this.arn = options.arn;
    this.isFifo = options.name.endsWith('.fifo');
    this.settings = options.settings;
    this.contentBasedDeduplication = this.attributes.ContentBasedDeduplication === 'true';
    this.#published = new Recent(DEDUPLICATION_MS, options.kept?.published);
    options.kept?.put(this);
  }

  /** Its attributes, with the defaults of SNS. */
  get attributes(): Readonly<Record<string, string>> {
    const defaults = this.isFifo ? fifoDefaults : standardDefaults;
    return { ...defaults, ...this.settings.attributes };
  }

  /** By their ARNs. */
  get subscriptions(): ReadonlyMap<string, Subscription> {
    return this.#subscriptions;
  }

  /** Its state without the subscriptions. */
  get stored(): StoredTopic {
    return { settings: this.settings, nextSequence: String(this.#reserved) };
  }

  /**
   * Takes the state that an earlier run has left.
   *
   * @param subscriptions those of clients
   */
  restore({ stored, published }: RestoredTopic, subscriptions: readonly Subscription[]): void {
    this.#sequence = BigInt(stored.nextSequence);
    this.#reserved = this.#sequence;
    this.#published.restore(published);
    for (const each of subscriptions) this.#subscriptions.set(each.arn, each);
  }

  /** Adds or changes a subscription. */
  setSubscription(subscription: Subscription): void {
    this.#subscriptions.set(subscription.arn, subscription);
    if (!subscription.isDeclared) this.#options.kept?.putSubscription(subscription);
  }

  removeSubscription(arn: string): void {
    this.#subscriptions.delete(arn);
    this.#options.kept?.removeSubscription(arn);
  }

  /** Forgets everything, because it is deleted. */
  dispose(): void {
    for (const arn of this.#subscriptions.keys()) this.removeSubscription(arn);
    this.#published.clear();
  }

  /**
   * Delivers a message to each subscriber whose filter it passes.
   *
   * @throws {TopicError} the message is invalid
   */
  publish(input: PublishInput, now: number): PublishedMessage {
    const message = topicMessage(input, this);
    const { deduplicationId } = message;
    const known = deduplicationId === undefined ? undefined : this.#published.get(deduplicationId, now);
    if (known !== undefined) return known;
    const published = { messageId: this.#options.newId(), sequenceNumber: this.#nextSequenceNumber() };
    if (deduplicationId !== undefined) this.#published.set(deduplicationId, published, now);
    for (const subscription of this.#subscriptions.values()) {
      if (!passesFilter(subscription.filter, message)) continue;
      this.#options.deliver(this.#deliveryTo(subscription, message, published.messageId, now), now, this);
    }
    return published;
  }

  #deliveryTo(
    { arn, kind, endpoint, isRaw, deadLetterArn }: Subscription,
    { message, subject, attributes, texts, groupId, deduplicationId }: TopicMessage,
    messageId: string,
    now: number,
  ): TopicDelivery {
    const text = texts?.[kind === 'queue' ? 'sqs' : 'lambda'] ?? message;
    const notification: SnsNotification = {
      messageId,
      topicArn: this.arn,
      subscriptionArn: arn,
      region: this.arn.split(':')[3] ?? '',
      subject: subject ?? null,
      message: text,
      time: new Date(now),
      attributes: Object.fromEntries(
        Object.entries(attributes).map(([name, { DataType, StringValue, BinaryValue }]) => {
          const Value = StringValue ?? Buffer.from(BinaryValue ?? []).toString('base64');
          return [name, { Type: DataType, Value }];
        }),
      ),
    };
    // A standard queue of a FIFO topic does not accept the id for deduplication.
    const ids = { groupId, deduplicationId: endpoint.endsWith('.fifo') ? deduplicationId : undefined };
    const toQueue = isRaw
      ? { body: text, attributes, ...ids }
      : { body: JSON.stringify(snsEnvelope(notification)), attributes: {}, ...ids };
    const deadLetter = deadLetterArn === undefined ? undefined : { arn: deadLetterArn, message: toQueue };
    if (kind === 'queue') return { kind, endpoint, message: toQueue, deadLetter };
    return { kind, endpoint, event: { Records: [snsRecord(notification)] }, deadLetter };
  }

  #nextSequenceNumber(): string | undefined {
    if (!this.isFifo) return undefined;
    if (this.#sequence === this.#reserved) {
      this.#reserved += RESERVED_NUMBERS;
      this.#options.kept?.put(this);
    }
    this.#sequence += 1n;
    return String(this.#sequence);
  }
}
