import type { BucketSettings, QueueSettings, Trigger } from '../../../config/configuration.ts';
import type { Bucket } from '../../sources/bucket/bucket.ts';
import type { Queue } from '../../sources/queue/queue.ts';
import type { AnyStream } from '../../sources/stream/streams.ts';
import type { Topic } from '../../sources/topic/topic.ts';
import type { ProjectFunction } from '../project-function.ts';
import type { LocalService, ServiceSources } from '../resources/local-services.ts';
import type { EventTarget } from '../resources/source-deliveries.ts';
import type { SourceWarnings } from '../resources/source-warnings.ts';
import { connectQueue } from './connect-queue.ts';
import { type ConnectOptions, connectStream, type StreamTriggerSettings } from './connect-stream.ts';

/** What triggers with a queue have in common. */
interface QueueTriggerSettings {
  readonly queue: QueueSettings;
  readonly filter: readonly string[];
  readonly enabled: boolean;
}

/** The triggers of all functions. Creates what they name, and connects it to the functions. */
export class SourceTriggers {
  /** The services that they use, so that the functions have to use the local ones. */
  readonly services = new Set<LocalService>();
  /** The queues that they read. */
  readonly queues = new Set<Queue>();
  /** The buckets whose events they get. */
  readonly buckets = new Set<Bucket>();
  /** The topics whose notifications they get. */
  readonly topics = new Set<Topic>();
  /** The streams that they read. */
  readonly streams = new Set<AnyStream>();
  /** The ARNs of the queues and streams where they accept reports of failures. */
  readonly reporting = new Set<string>();
  readonly #sources: ServiceSources;
  readonly #warnings: SourceWarnings;
  readonly #options: ConnectOptions;

  constructor(sources: ServiceSources, warnings: SourceWarnings, options: ConnectOptions) {
    this.#sources = sources;
    this.#warnings = warnings;
    this.#options = options;
  }

  /** Connects the triggers of a function, and creates the queue for its failed events. */
  connect(each: ProjectFunction): void {
    this.#createFailureQueue(each.setup.asynchronous?.onFailure);
    for (const trigger of each.setup.triggers) this.#connect(each, trigger);
  }

  #connect(each: ProjectFunction, trigger: Trigger): void {
    const { events } = this.#sources;
    const toFunction: EventTarget = { kind: 'function', arn: each.settings.functionArn };
    switch (trigger.type) {
      case 's3-direct':
        this.#notifyFrom(trigger, each, toFunction);
        break;
      case 'sqs':
        this.#connectQueue(trigger, each);
        break;
      case 's3-sqs':
        this.#notifyFrom(trigger, each, this.#connectQueue(trigger, each));
        break;
      case 'sns':
        this.services.add('sns');
        this.topics.add(events.subscribe(trigger, toFunction));
        break;
      case 'sns-sqs':
        this.services.add('sns');
        this.topics.add(events.subscribe(trigger, this.#connectQueue(trigger, each)));
        break;
      case 'eventbridge':
        this.services.add('events');
        if (this.#isEnabled(trigger.enabled && trigger.ruleState === 'ENABLED', `rule ${trigger.ruleName}`, each)) {
          events.addRule(trigger, toFunction);
        }
        break;
      case 'scheduler':
        if (this.#isEnabled(trigger.enabled, `schedule ${trigger.scheduleName}`, each)) {
          events.addSchedule(trigger, toFunction);
        }
        break;
      case 'kinesis':
      case 'dynamodb':
        this.#connectStream(trigger, each);
        break;
      default:
        break;
    }
  }

  /** Returns the queue as what events are sent to. */
  #connectQueue({ queue: settings, filter, enabled }: QueueTriggerSettings, each: ProjectFunction): EventTarget {
    const { queues } = this.#sources;
    this.services.add('sqs');
    const queue = queues.declare(settings);
    const target: EventTarget = { kind: 'queue', arn: queue.arn };
    this.queues.add(queue);
    if (!enabled) {
      queue.notes.markRead();
      this.#warnings.addDisabled(each, `the trigger of the queue ${queue.name} is not enabled: nothing reads it`);
      return target;
    }
    if (settings.partialBatchResponse) this.reporting.add(queue.arn);
    const trigger = connectQueue({ ...settings, filter }, queue, each, queues, this.#options);
    this.#warnings.add(() => trigger.checkVisibility());
    return target;
  }

  #connectStream(trigger: StreamTriggerSettings, each: ProjectFunction): void {
    const { type, stream: settings, enabled, onFailure } = trigger;
    this.services.add(type);
    this.#createFailureQueue(onFailure);
    const stream = this.#sources.streams.declare(settings.arn);
    this.streams.add(stream);
    if (!this.#isEnabled(enabled, `trigger of the stream ${stream.name}`, each)) return;
    if (settings.partialBatchResponse) this.reporting.add(stream.arn);
    connectStream(trigger, stream, each, this.#sources, this.#options);
  }

  #notifyFrom(settings: BucketSettings & Pick<Trigger, 'name'>, { key }: ProjectFunction, target: EventTarget): void {
    this.services.add('s3');
    const { event: events, prefix = '', suffix = '', name } = settings;
    const bucket = this.#sources.buckets.create(settings.bucket, this.#options.clock.now);
    this.buckets.add(bucket);
    bucket.declareRule({ id: `${key}-${name}`, target, events, prefix, suffix });
  }

  #createFailureQueue(onFailure: { readonly queue?: string | undefined } | undefined): void {
    if (onFailure?.queue === undefined) return;
    this.services.add('sqs');
    this.#sources.queues.create(onFailure.queue);
  }

  #isEnabled(isEnabled: boolean, what: string, each: ProjectFunction): boolean {
    const message = `the ${what} is not enabled: it does not invoke the function`;
    if (!isEnabled) this.#warnings.addDisabled(each, message);
    return isEnabled;
  }
}
