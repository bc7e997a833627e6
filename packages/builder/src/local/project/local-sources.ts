import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { BucketSettings, QueueSettings, Trigger } from '../../config/configuration.ts';
import type { AwsApi } from '../aws/aws-api.ts';
import type { Clock } from '../clock/clock.ts';
import { QueueMapping } from '../mapping/queue-mapping.ts';
import type { LocalEventListener } from '../report/local-event.ts';
import type { BucketNotification } from '../sources/bucket/bucket.ts';
import { Buckets } from '../sources/bucket/buckets.ts';
import type { Queue } from '../sources/queue/queue.ts';
import type { SourceFaults } from '../sources/source-faults.ts';
import type { Activity } from './activity.ts';
import { type EventTarget, LocalEvents } from './local-events.ts';
import { LocalQueues } from './local-queues.ts';
import { type LocalService, openAwsApi } from './local-services.ts';
import type { ProjectFunction } from './project-function.ts';
import { QueueTrigger } from './queue-trigger.ts';
import { SourceDeliveries } from './source-deliveries.ts';

/** The account in ARNs, and in URLs of queues. */
const ACCOUNT = '000000000000';

/** What triggers with a queue have in common. */
interface QueueTriggerSettings {
  readonly queue: QueueSettings;
  readonly filter: readonly string[];
  readonly enabled: boolean;
}

/** What the sources depend on. */
export interface SourcesOptions {
  readonly clock: Clock;
  readonly region: string;
  readonly activity: Activity;
  readonly faults: SourceFaults;
  readonly emit: LocalEventListener;
}

/** The sources of events of a project: what its triggers name, and what the functions and the clients create. */
export class LocalSources {
  readonly buckets: Buckets;
  readonly queues: LocalQueues;
  readonly events: LocalEvents;
  readonly deliveries: SourceDeliveries;
  readonly #options: SourcesOptions;
  readonly #used = new Set<LocalService>();
  readonly #reporting = new Set<string>();
  readonly #read = new Set<Queue>();
  readonly #warnings: (() => void)[] = [];
  #api: Promise<AwsApi> | undefined;

  constructor(options: SourcesOptions) {
    this.#options = options;
    const { clock, faults, emit } = options;
    const scope = { partition: 'aws', region: options.region, account: ACCOUNT };
    this.queues = new LocalQueues(scope, clock, faults, emit);
    this.deliveries = new SourceDeliveries(this.queues, clock, emit);
    this.events = new LocalEvents({ scope, clock, faults, deliveries: this.deliveries });
    this.buckets = new Buckets({
      region: options.region,
      newId: randomUUID,
      notify: (notification) => this.#notify(notification),
      putEvent: ({ detail, ...event }, now) => {
        this.events.buses.find()?.putFromAws({ ...event, source: 'aws.s3', detail: JSON.stringify(detail) }, now);
      },
    });
  }

  /** The services that triggers use, so that the functions have to use the local ones. */
  get used(): readonly LocalService[] {
    return [...this.#used];
  }

  /** The queues that triggers read. */
  get read(): readonly Queue[] {
    return [...this.#read];
  }

  /** The ARNs of the queues whose triggers accept reports of failed messages. */
  get reporting(): readonly string[] {
    return [...this.#reporting];
  }

  /** The URL of a queue; undefined if there is none of this name. */
  queueUrl(name: string, endpoint: string): string | undefined {
    const queue = this.queues.queues.find(name);
    return queue && this.queues.urlOf(queue, endpoint);
  }

  /** The ARN of what a service has under this name; undefined if it has nothing. */
  arnOf(service: string, name: string): string | undefined {
    if (service === 'sqs') return this.queues.queues.find(name)?.arn;
    return service === 'sns' ? this.events.topics.find(name)?.arn : undefined;
  }

  /** Creates what the triggers of a function name, and connects it to the function. */
  connect(each: ProjectFunction): void {
    this.deliveries.addFunction(each);
    const { queue } = each.setup.asynchronous?.onFailure ?? {};
    if (queue !== undefined) {
      this.#used.add('sqs');
      this.queues.create(queue);
    }
    for (const trigger of each.setup.triggers) this.#connect(each, trigger);
  }

  /** Reports what is probably not intended. */
  reportWarnings(): void {
    for (const report of this.#warnings.splice(0)) report();
  }

  /** Responds to a request for a service of AWS. */
  async serve(service: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { clock, emit } = this.#options;
    this.#api ??= openAwsApi(this, clock, emit);
    await (await this.#api).serve(service, request, response);
  }

  close(): void {
    this.queues.close();
    this.events.close();
  }

  #connect(each: ProjectFunction, trigger: Trigger): void {
    const { functionArn } = each.settings;
    switch (trigger.type) {
      case 's3-direct':
        this.#notifyFrom(trigger, each, { kind: 'function', arn: functionArn });
        break;
      case 'sqs':
        this.#connectQueue(trigger, each);
        break;
      case 's3-sqs': {
        const { arn } = this.#connectQueue(trigger, each);
        this.#notifyFrom(trigger, each, { kind: 'queue', arn });
        break;
      }
      case 'sns':
        this.#used.add('sns');
        this.events.subscribe(trigger, { kind: 'function', arn: functionArn });
        break;
      case 'sns-sqs': {
        this.#used.add('sns');
        const { arn } = this.#connectQueue(trigger, each);
        this.events.subscribe(trigger, { kind: 'queue', arn });
        break;
      }
      case 'eventbridge':
        this.#used.add('events');
        if (this.#isEnabled(trigger.enabled && trigger.ruleState === 'ENABLED', `rule ${trigger.ruleName}`, each)) {
          this.events.addRule(trigger, { kind: 'function', arn: functionArn });
        }
        break;
      case 'scheduler':
        if (this.#isEnabled(trigger.enabled, `schedule ${trigger.scheduleName}`, each)) {
          this.events.addSchedule(trigger, { kind: 'function', arn: functionArn });
        }
        break;
      default:
        break;
    }
  }

  #isEnabled(isEnabled: boolean, what: string, each: ProjectFunction): boolean {
    const message = `the ${what} is not enabled: it does not invoke the function`;
    if (!isEnabled) this.#warnings.push(() => each.report({ type: 'warning', message }));
    return isEnabled;
  }

  #connectQueue({ queue: settings, filter, enabled }: QueueTriggerSettings, each: ProjectFunction): Queue {
    this.#used.add('sqs');
    const { clock, activity } = this.#options;
    const { partialBatchResponse: acceptsReports } = settings;
    const queue = this.queues.declare(settings);
    this.#read.add(queue);
    if (!enabled) {
      const message = `the trigger of the queue ${queue.name} is not enabled: nothing reads it`;
      this.#warnings.push(() => each.report({ type: 'warning', message }));
      return queue;
    }
    if (acceptsReports) this.#reporting.add(queue.arn);
    const trigger = new QueueTrigger({
      mapping: new QueueMapping(queue, { ...settings, acceptsReports, filter }),
      clock,
      activity,
      emit: (event) => each.report(event),
      isFree: () => each.free > 0,
      settings: () => each.settings,
      invoke: (event, traceHeader) => each.invoke({ event, traceHeader }, 'sqs'),
      isStrict: each.setup.options.strict === true,
      onChanged: () => this.queues.changed(),
    });
    this.queues.addConsumer(trigger);
    each.onFree(() => this.queues.changed());
    return queue;
  }

  #notifyFrom(settings: BucketSettings & Pick<Trigger, 'name'>, { key }: ProjectFunction, target: EventTarget) {
    this.#used.add('s3');
    const { event: events, prefix = '', suffix = '', name } = settings;
    const bucket = this.buckets.create(settings.bucket, this.#options.clock.now);
    bucket.setRules([...bucket.rules, { id: `${key}-${name}`, target, events, prefix, suffix }]);
  }

  #notify({ target, event }: BucketNotification): void {
    // S3 sends a notification twice now and then:
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/EventNotifications.html
    const times = this.#options.faults.take('bucket', 'duplicate') ? 2 : 1;
    for (let time = 0; time < times; time++) this.events.deliver(target, JSON.stringify(event), 's3');
  }
}
