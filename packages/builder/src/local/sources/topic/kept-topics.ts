import type { Collection, Journal } from '../journal.ts';
import type { KeptValues, Remembered } from '../queue/recent.ts';
import type { FilterScope } from './filter-policy.ts';
import type { PublishedMessage, Subscription, TopicSettings } from './topic.ts';

/** A topic as it is kept. */
export interface StoredTopic {
  readonly settings: TopicSettings;
  /** More than each sequence number that it has given. A bigint, which JSON does not have. */
  readonly nextSequence: string;
}

/** A subscription of a client as it is kept. */
export interface StoredSubscription
  extends Pick<Subscription, 'kind' | 'endpoint' | 'filterText' | 'isRaw' | 'deadLetterArn'> {
  readonly filterScope: FilterScope | undefined;
}

/** What a topic says when it changes. */
export interface KeptTopic {
  put(topic: { readonly stored: StoredTopic }): void;
  putSubscription(subscription: Subscription): void;
  removeSubscription(arn: string): void;
  readonly published: KeptValues<PublishedMessage>;
}

/** A topic that an earlier run has left. */
export interface RestoredTopic {
  readonly name: string;
  readonly stored: StoredTopic;
  readonly subscriptions: readonly (StoredSubscription & { readonly arn: string })[];
  readonly published: readonly (readonly [key: string, value: Remembered<PublishedMessage>])[];
}

/** The topics in a journal. */
export class KeptTopics {
  readonly #topics: Collection<{ readonly stored: StoredTopic }, StoredTopic>;
  /** By their ARNs, which contain that of the topic. */
  readonly #subscriptions: Collection<Subscription, StoredSubscription>;
  /** By the name of the topic, a blank and the deduplication id. */
  readonly #published: Collection<Remembered<PublishedMessage>, Remembered<PublishedMessage>>;

  constructor(journal: Journal) {
    this.#topics = journal.collection('topic', ({ stored }) => ({ value: stored }));
    this.#subscriptions = journal.collection('subscription', (subscription) => {
      const { kind, endpoint, filterText, isRaw, deadLetterArn, filter } = subscription;
      return { value: { kind, endpoint, filterText, isRaw, deadLetterArn, filterScope: filter?.scope } };
    });
    this.#published = journal.collection('deduplicated-notification', (value) => ({ value }));
  }

  /** What an earlier run has left. To be called once. */
  restore(): readonly RestoredTopic[] {
    const subscriptions = this.#subscriptions.restore().map(({ id, value }) => ({ ...value, arn: id }));
    const published = this.#published.restore();
    return this.#topics.restore().map(({ id: name, value: stored }) => ({
      name,
      stored,
      subscriptions: subscriptions.filter(({ arn }) => arn.split(':').at(-2) === name),
      published: published
        .filter(({ id }) => id.startsWith(`${name} `))
        .map(({ id, value }) => [id.slice(name.length + 1), value] as const),
    }));
  }

  topic(name: string): KeptTopic {
    const idOf = (key: string) => `${name} ${key}`;
    return {
      put: (topic) => this.#topics.put(name, topic),
      putSubscription: (subscription) => this.#subscriptions.put(subscription.arn, subscription),
      removeSubscription: (arn) => this.#subscriptions.remove(arn),
      published: {
        put: (key, value) => this.#published.put(idOf(key), value),
        remove: (key) => this.#published.remove(idOf(key)),
      },
    };
  }

  removeTopic(name: string): void {
    this.#topics.remove(name);
  }
}
