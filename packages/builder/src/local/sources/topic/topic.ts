import { type SnsNotification, snsEnvelope, snsRecord } from '../../../events/samples/sns.ts';
import type { MessageAttributes } from '../queue/message/message-attributes.ts';
import { Recent } from '../queue/recent.ts';
import { type FilterPolicy, passesFilter } from './filter-policy.ts';
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
}

/** What one subscriber gets. */
export type TopicDelivery =
  | { readonly kind: 'function'; readonly endpoint: string; readonly event: object }
  | { readonly kind: 'queue'; readonly endpoint: string; readonly message: QueueDelivery };

/** A message for a queue. */
export interface QueueDelivery {
  readonly body: string;
  readonly attributes: MessageAttributes;
  readonly groupId: string | undefined;
  readonly deduplicationId: string | undefined;
}

export interface TopicOptions {
  readonly name: string;
  readonly arn: string;
  readonly contentBasedDeduplication: boolean;
  readonly newId: () => string;
  readonly deliver: (delivery: TopicDelivery, now: number) => void;
}

/** What SNS returns for a message. */
export interface PublishedMessage {
  readonly messageId: string;
  readonly sequenceNumber: string | undefined;
}

/** https://docs.aws.amazon.com/sns/latest/dg/fifo-message-dedup.html */
const DEDUPLICATION_MS = 300_000;
/** A queue accepts ten attributes; SNS discards the message for a raw subscriber that has more. */
const MAX_RAW_ATTRIBUTES = 10;

/** A topic of SNS, standard or FIFO. It has no clock: its methods get the time, in milliseconds since 1970. */
export class Topic {
  readonly name: string;
  readonly arn: string;
  readonly isFifo: boolean;
  readonly contentBasedDeduplication: boolean;
  readonly subscriptions = new Map<string, Subscription>();
  readonly #options: TopicOptions;
  readonly #published = new Recent<PublishedMessage>(DEDUPLICATION_MS);
  #sequence = 10_000_000_000_000_000_000n;

  constructor(options: TopicOptions) {
    this.#options = options;
    this.name = options.name;
    this.arn = options.arn;
    this.isFifo = options.name.endsWith('.fifo');
    this.contentBasedDeduplication = options.contentBasedDeduplication;
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
    for (const subscription of this.subscriptions.values()) {
      if (!passesFilter(subscription.filter, message)) continue;
      const delivery = this.#deliveryTo(subscription, message, published.messageId, now);
      if (delivery !== undefined) this.#options.deliver(delivery, now);
    }
    return published;
  }

  #deliveryTo(
    { arn, kind, endpoint, isRaw }: Subscription,
    { message, subject, attributes, texts, groupId, deduplicationId }: TopicMessage,
    messageId: string,
    now: number,
  ): TopicDelivery | undefined {
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
    if (kind === 'function') return { kind, endpoint, event: { Records: [snsRecord(notification)] } };
    if (!isRaw) {
      const body = JSON.stringify(snsEnvelope(notification));
      return { kind, endpoint, message: { body, attributes: {}, groupId, deduplicationId } };
    }
    if (Object.keys(attributes).length > MAX_RAW_ATTRIBUTES) return undefined;
    return { kind, endpoint, message: { body: text, attributes, groupId, deduplicationId } };
  }

  #nextSequenceNumber(): string | undefined {
    if (!this.isFifo) return undefined;
    this.#sequence += 1n;
    return String(this.#sequence);
  }
}
