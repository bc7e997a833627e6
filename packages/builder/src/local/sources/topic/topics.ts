import { type ArnScope, arnOf, isSameResource } from '../../../aws/arn.ts';
import type { Journal } from '../journal.ts';
import { type FilterScope, filterPolicy } from './filter-policy.ts';
import { KeptTopics } from './kept-topics.ts';
import { type Subscription, Topic, type TopicOptions, type TopicSettings } from './topic.ts';
import { invalidParameter, TopicError } from './topic-error.ts';

export interface TopicsOptions extends Pick<TopicOptions, 'newId' | 'deliver'> {
  readonly scope: ArnScope;
  /** Whether there is such a function or queue. */
  readonly hasEndpoint: (kind: Subscription['kind'], arn: string) => boolean;
  /** Where their state is kept. Undefined if it is not. */
  readonly journal?: Journal | undefined;
}

/** The settings of a subscription, which can be changed. */
export interface SubscriptionSettings {
  /** JSON. */
  readonly filterPolicy?: string | undefined;
  readonly filterScope?: FilterScope | undefined;
  readonly isRaw?: boolean | undefined;
  /** JSON: what happens to a message whose subscriber does not exist. */
  readonly redrivePolicy?: string | undefined;
}

/** Who subscribes, with which settings. */
export interface SubscribeInput extends SubscriptionSettings {
  readonly kind: Subscription['kind'];
  readonly endpoint: string;
  /** Whether it is one of the configuration. It replaces that of a client. Default: false. */
  readonly isDeclared?: boolean | undefined;
}

/** https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html */
const topicName = /^[\w-]{1,256}$/;

/** All topics, by name. */
export class Topics {
  readonly #options: TopicsOptions;
  readonly #topics = new Map<string, Topic>();
  readonly #kept: KeptTopics | undefined;

  constructor(options: TopicsOptions) {
    this.#options = options;
    this.#kept = options.journal && new KeptTopics(options.journal);
    for (const each of this.#kept?.restore() ?? []) {
      const subscriptions = each.subscriptions.map(({ filterScope, ...subscription }) => ({
        ...subscription,
        isDeclared: false,
        ...filterOf(subscription.filterText, filterScope),
      }));
      this.#add(each.name, each.stored.settings).restore(each, subscriptions);
    }
  }

  /** Sorted by name. */
  get all(): readonly Topic[] {
    return [...this.#topics.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  find(name: string): Topic | undefined {
    return this.#topics.get(name);
  }

  /** @param arn whatever its account and its region are, which can have been others in an earlier run */
  findByArn(arn: string): Topic | undefined {
    const topic = this.#topics.get(arn.slice(arn.lastIndexOf(':') + 1));
    return topic && isSameResource(topic.arn, arn) ? topic : undefined;
  }

  /**
   * Creates a topic. An existing one is returned, if it has the attributes and the tags that are given.
   *
   * @throws {TopicError} the name or an attribute is invalid, or an existing topic has other attributes or tags
   */
  create(
    name: string,
    attributes: Readonly<Record<string, string>> = {},
    tags: Readonly<Record<string, string>> = {},
  ): Topic {
    const { FifoTopic: fifo } = attributes;
    const isFifo = name.endsWith('.fifo');
    const stem = isFifo ? name.slice(0, -'.fifo'.length) : name;
    if (!topicName.test(stem)) throw invalidParameter('Topic Name');
    if (isFifo !== (fifo === 'true')) {
      throw invalidParameter(
        'Fifo Topic names must end with .fifo and must be made up of only uppercase and lowercase ASCII letters, numbers, underscores, and hyphens, and must be between 1 and 256 characters long, and only they can have FifoTopic.',
      );
    }
    const existing = this.#topics.get(name);
    if (existing === undefined) return this.#add(name, { attributes, tags });
    if (!contains(existing.attributes, attributes)) {
      throw invalidParameter('Attributes Reason: Topic already exists with different attributes');
    }
    if (!contains(existing.settings.tags, tags)) {
      throw invalidParameter('Tags Reason: Topic already exists with different tags');
    }
    return existing;
  }

  delete(name: string): void {
    this.#topics.get(name)?.dispose();
    this.#topics.delete(name);
    this.#kept?.removeTopic(name);
  }

  /**
   * Subscribes a function or a queue. An existing subscription of it is returned, if
   * it has the attributes that are given.
   *
   * @throws {TopicError} there is no such subscriber, the topic cannot deliver to it, the filter is invalid, or
   *   an existing subscription has other attributes
   */
  subscribe(topic: Topic, input: SubscribeInput): Subscription {
    const { kind, endpoint } = input;
    if (!this.#options.hasEndpoint(kind, endpoint)) {
      throw invalidParameter(`Endpoint Reason: there is no ${kind} ${endpoint}`);
    }
    checkKind(topic, input);
    const known = [...topic.subscriptions.values()].find((each) => each.kind === kind && each.endpoint === endpoint);
    const { isDeclared = false } = input;
    if (known !== undefined && (known.isDeclared || !isDeclared)) {
      if (!isDeclared) checkSame(known, input);
      return known;
    }
    if (known !== undefined) topic.removeSubscription(known.arn);
    const subscription = {
      arn: `${topic.arn}:${this.#options.newId()}`,
      kind,
      endpoint,
      isRaw: input.isRaw ?? false,
      isDeclared,
      deadLetterArn: deadLetterArnOf(input.redrivePolicy),
      ...filterOf(input.filterPolicy, input.filterScope),
    };
    topic.setSubscription(subscription);
    return subscription;
  }

  /**
   * Changes a subscription.
   *
   * @throws {TopicError} the filter or the redrive policy is invalid
   */
  change({ arn }: Subscription, input: SubscriptionSettings): void {
    const { topic, subscription } = this.existingSubscription(arn);
    const { filterText, filter, isRaw, deadLetterArn } = subscription;
    const { redrivePolicy } = input;
    topic.setSubscription({
      ...subscription,
      isRaw: input.isRaw ?? isRaw,
      deadLetterArn: redrivePolicy === undefined ? deadLetterArn : deadLetterArnOf(redrivePolicy),
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

  #add(name: string, settings: TopicSettings): Topic {
    const { newId, deliver, scope } = this.#options;
    const arn = arnOf(scope, 'sns', name);
    const topic = new Topic({ name, arn, settings, newId, deliver, kept: this.#kept?.topic(name) });
    this.#topics.set(name, topic);
    return topic;
  }
}

function contains(known: Readonly<Record<string, string>>, given: Readonly<Record<string, string>>): boolean {
  return Object.entries(given).every(([name, value]) => known[name] === value);
}

/** @throws {TopicError} such a subscriber would not get the messages */
function checkKind({ isFifo }: Topic, { kind, endpoint }: SubscribeInput): void {
  if (!isFifo && endpoint.endsWith('.fifo')) {
    throw invalidParameter('Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics');
  }
  if (isFifo && kind === 'function') {
    throw invalidParameter('Protocol Reason: a FIFO topic delivers to queues only, not to functions');
  }
}

/** @throws {TopicError} the subscription has other attributes than these, or one of these is invalid */
function checkSame({ isRaw, filter, filterText, deadLetterArn }: Subscription, input: SubscribeInput): void {
  filterOf(input.filterPolicy, input.filterScope);
  const scope = filter?.scope ?? 'MessageAttributes';
  const pairs = [
    [input.isRaw, isRaw],
    [compact(input.filterPolicy), compact(filterText)],
    [input.filterScope, scope],
    [deadLetterArnOf(input.redrivePolicy), deadLetterArn],
  ] as const;
  if (pairs.some(([given, known]) => given !== undefined && given !== known)) {
    throw invalidParameter('Attributes Reason: Subscription already exists with different attributes');
  }
}

/** JSON without whitespace. */
function compact(json: string | undefined): string | undefined {
  return json ? JSON.stringify(JSON.parse(json)) : undefined;
}

/** @throws {TopicError} it is not a redrive policy */
function deadLetterArnOf(policy: string | undefined): string | undefined {
  if (policy === undefined || policy === '') return undefined;
  const fields = parsed(policy) as { readonly deadLetterTargetArn?: unknown } | null;
  const arn = fields?.deadLetterTargetArn;
  if (typeof arn === 'string' && arn.includes(':sqs:')) return arn;
  throw invalidParameter('RedrivePolicy: deadLetterTargetArn is an invalid arn');
}

/** @throws {TopicError} it is not JSON */
function parsed(policy: string): unknown {
  try {
    return JSON.parse(policy);
  } catch {
    throw invalidParameter('RedrivePolicy: failed to parse JSON');
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
