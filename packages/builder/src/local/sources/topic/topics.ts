import { type ArnScope, arnOf } from '../../../aws/arn.ts';
import { type FilterScope, filterPolicy } from './filter-policy.ts';
import { type Subscription, Topic, type TopicOptions } from './topic.ts';
import { invalidParameter, TopicError } from './topic-error.ts';

export interface TopicsOptions extends Pick<TopicOptions, 'newId' | 'deliver'> {
  readonly scope: ArnScope;
  /** Whether there is such a function or queue. */
  readonly hasEndpoint: (kind: Subscription['kind'], arn: string) => boolean;
}

/** The settings of a subscription, which can be changed. */
export interface SubscriptionSettings {
  /** JSON. */
  readonly filterPolicy?: string | undefined;
  readonly filterScope?: FilterScope | undefined;
  readonly isRaw?: boolean | undefined;
}

/** Who subscribes, with which settings. */
export interface SubscribeInput extends SubscriptionSettings {
  readonly kind: Subscription['kind'];
  readonly endpoint: string;
}

/** https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html */
const topicName = /^[\w-]{1,256}$/;

/** All topics, by name. */
export class Topics {
  readonly #options: TopicsOptions;
  readonly #topics = new Map<string, Topic>();

  constructor(options: TopicsOptions) {
    this.#options = options;
  }

  /** Sorted by name. */
  get all(): readonly Topic[] {
    return [...this.#topics.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  find(name: string): Topic | undefined {
    return this.#topics.get(name);
  }

  findByArn(arn: string): Topic | undefined {
    const topic = this.#topics.get(arn.slice(arn.lastIndexOf(':') + 1));
    return topic?.arn === arn ? topic : undefined;
  }

  /**
   * Creates a topic. An existing one is returned.
   *
   * @throws {TopicError} the name or an attribute is invalid
   */
  create(name: string, attributes: Readonly<Record<string, string>> = {}): Topic {
    const { FifoTopic: fifo, ContentBasedDeduplication: contentBased } = attributes;
    const isFifo = name.endsWith('.fifo');
    const stem = isFifo ? name.slice(0, -'.fifo'.length) : name;
    if (!topicName.test(stem)) throw invalidParameter('Topic Name');
    if (isFifo !== (fifo === 'true')) {
      throw invalidParameter(
        'Fifo Topic names must end with .fifo and must be made up of only uppercase and lowercase ASCII letters, numbers, underscores, and hyphens, and must be between 1 and 256 characters long, and only they can have FifoTopic.',
      );
    }
    const existing = this.#topics.get(name);
    if (existing !== undefined) return existing;
    const { newId, deliver, scope } = this.#options;
    const contentBasedDeduplication = contentBased === 'true';
    const topic = new Topic({ name, arn: arnOf(scope, 'sns', name), contentBasedDeduplication, newId, deliver });
    this.#topics.set(name, topic);
    return topic;
  }

  delete(name: string): void {
    this.#topics.delete(name);
  }

  /**
   * Subscribes a function or a queue. An existing subscription of it is returned.
   *
   * @throws {TopicError} there is no such subscriber, or the filter is invalid
   */
  subscribe(topic: Topic, input: SubscribeInput): Subscription {
    const { kind, endpoint } = input;
    if (!this.#options.hasEndpoint(kind, endpoint)) {
      throw invalidParameter(`Endpoint Reason: there is no ${kind} ${endpoint}`);
    }
    const known = [...topic.subscriptions.values()].find((each) => each.kind === kind && each.endpoint === endpoint);
    if (known !== undefined) return known;
    const subscription = {
      arn: `${topic.arn}:${this.#options.newId()}`,
      kind,
      endpoint,
      isRaw: input.isRaw ?? false,
      ...filterOf(input.filterPolicy, input.filterScope),
    };
    topic.subscriptions.set(subscription.arn, subscription);
    return subscription;
  }

  /**
   * Changes a subscription.
   *
   * @throws {TopicError} the filter is invalid
   */
  change({ arn }: Subscription, input: SubscriptionSettings): void {
    const { topic, subscription } = this.existingSubscription(arn);
    const { filterText, filter, isRaw } = subscription;
    topic.subscriptions.set(arn, {
      ...subscription,
      isRaw: input.isRaw ?? isRaw,
      ...filterOf(input.filterPolicy ?? filterText, input.filterScope ?? filter?.scope),
    });
  }

  /** @throws {TopicError} there is no such subscription */
  existingSubscription(arn: string): { readonly topic: Topic; readonly subscription: Subscription } {
    for (const topic of this.#topics.values()) {
      const subscription = topic.subscriptions.get(arn);
      if (subscription !== undefined) return { topic, subscription };
    }
    throw new TopicError('NotFoundException', 'Subscription does not exist');
  }
}

function filterOf(text: string | undefined, scope: FilterScope = 'MessageAttributes') {
  if (text === undefined || text === '') return { filter: undefined, filterText: undefined };
  try {
    return { filter: filterPolicy(JSON.parse(text), scope), filterText: text };
  } catch (error) {
    if (error instanceof SyntaxError) throw invalidParameter('FilterPolicy: failed to parse JSON');
    throw error;
  }
}
