import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { BucketSettings, QueueSettings, Trigger } from '../../config/configuration.ts';
import type { AwsApi } from '../aws/aws-api.ts';
import type { Clock } from '../clock/clock.ts';
import { QueueMapping } from '../mapping/queue-mapping.ts';
import type { FunctionSetup } from '../options/project-source.ts';
import type { LocalEventListener } from '../report/local-event.ts';
import type { BucketNotification } from '../sources/bucket/bucket.ts';
import { Buckets } from '../sources/bucket/buckets.ts';
import type { NotificationTarget } from '../sources/bucket/notification.ts';
import type { Queue } from '../sources/queue/queue.ts';
import type { Activity } from './activity.ts';
import { LocalQueues } from './local-queues.ts';
import type { ProjectFunction } from './project-function.ts';
import { QueueTrigger } from './queue-trigger.ts';

/** The account in ARNs and URLs of queues. */
const ACCOUNT = '000000000000';

/** What triggers with a queue have in common. */
interface QueueTriggerSettings {
  readonly queue: QueueSettings;
  readonly filter: readonly string[];
  readonly enabled: boolean;
}

/** A service of AWS that is on this machine. */
export type LocalService = 'sqs' | 's3';

/** Their names for people, and the variables that lead the SDK's clients to them. */
export const localServices: Readonly<Record<LocalService, { readonly name: string; readonly variable: string }>> = {
  sqs: { name: 'SQS', variable: 'AWS_ENDPOINT_URL_SQS' },
  s3: { name: 'S3', variable: 'AWS_ENDPOINT_URL_S3' },
};

/** What the sources depend on. */
export interface SourcesOptions {
  readonly clock: Clock;
  readonly region: string;
  readonly activity: Activity;
  readonly emit: LocalEventListener;
}

/** The sources of events of a project: what its triggers name, and what the functions and the clients create. */
export class LocalSources {
  readonly buckets: Buckets;
  readonly queues: LocalQueues;
  readonly #options: SourcesOptions;
  readonly #functions: ProjectFunction[] = [];
  readonly #used = new Set<LocalService>();
  readonly #reporting = new Set<string>();
  readonly #warnings: (() => void)[] = [];
  #api: Promise<AwsApi> | undefined;

  constructor(options: SourcesOptions) {
    this.#options = options;
    const scope = { partition: 'aws', region: options.region, account: ACCOUNT };
    this.queues = new LocalQueues(scope, options.clock, options.emit);
    this.buckets = new Buckets({
      region: options.region,
      newId: randomUUID,
      notify: (notification) => this.#notify(notification),
    });
  }

  /** The services that triggers use, so that the functions have to use the local ones. */
  get used(): readonly LocalService[] {
    return [...this.#used];
  }

  /** The ARNs of the queues whose triggers accept reports of failed messages. */
  get reporting(): readonly string[] {
    return [...this.#reporting];
  }

  /** Creates what the triggers of a function name, and connects it to the function. */
  connect(each: ProjectFunction): void {
    this.#functions.push(each);
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
    this.#api ??= this.#openApi();
    await (await this.#api).serve(service, request, response);
  }

  /** Gets the record of an event that is given up. Returns where it went, in words. */
  discard({ asynchronous }: FunctionSetup, record: object): string | undefined {
    const { queue: name, arn } = asynchronous?.onFailure ?? {};
    const queue = name === undefined ? this.queues.queues.findByArn(arn ?? '') : this.queues.queues.find(name);
    if (queue !== undefined) {
      queue.send({ body: JSON.stringify(record) }, this.#options.clock.now);
      this.queues.changed();
      return `the queue ${queue.name}`;
    }
    if (arn === undefined) return undefined;
    return `no queue of this machine, because on_failure is ${arn}`;
  }

  close(): void {
    this.queues.close();
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
      default:
        break;
    }
  }

  #connectQueue({ queue: settings, filter, enabled }: QueueTriggerSettings, each: ProjectFunction): Queue {
    this.#used.add('sqs');
    const { clock, activity } = this.#options;
    const { partialBatchResponse: acceptsReports } = settings;
    const queue = this.queues.declare(settings);
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
      invoke: (event) => each.invoke({ event }, 'sqs'),
      onChanged: () => this.queues.changed(),
    });
    this.queues.addConsumer(trigger);
    each.onFree(() => this.queues.changed());
    return queue;
  }

  #notifyFrom(settings: BucketSettings & Pick<Trigger, 'name'>, { key }: ProjectFunction, target: NotificationTarget) {
    this.#used.add('s3');
    const { event: events, prefix = '', suffix = '', name } = settings;
    const bucket = this.buckets.create(settings.bucket, this.#options.clock.now);
    bucket.setRules([...bucket.rules, { id: `${key}-${name}`, target, events, prefix, suffix }]);
  }

  #notify({ target, event }: BucketNotification): void {
    const body = JSON.stringify(event);
    if (target.kind === 'queue') {
      this.queues.queues.findByArn(target.arn)?.send({ body }, this.#options.clock.now);
      this.queues.changed();
      return;
    }
    this.#functionOf(target)?.asynchronous.send({ event: Buffer.from(body) }, 's3');
  }

  #exists(target: NotificationTarget): boolean {
    return this.#functionOf(target) !== undefined || this.queues.queues.findByArn(target.arn) !== undefined;
  }

  #functionOf({ kind, arn }: NotificationTarget): ProjectFunction | undefined {
    if (kind !== 'function') return undefined;
    return this.#functions.find(
      ({ settings: { functionArn } }) => arn === functionArn || arn.startsWith(`${functionArn}:`),
    );
  }

  /** Loads the API of AWS, which most runs do not need. */
  async #openApi(): Promise<AwsApi> {
    const { clock, emit } = this.#options;
    const { AwsApi } = await import('../aws/aws-api.ts');
    return new AwsApi({
      now: () => clock.now,
      emit,
      services: {
        s3: async () => {
          const { s3Service } = await import('../aws/s3/s3-service.ts');
          return s3Service(this.buckets, (target) => this.#exists(target));
        },
        sqs: async () => {
          const { sqsService } = await import('../aws/sqs/sqs-service.ts');
          return sqsService({
            queues: this.queues.queues,
            receive: (queue, input, signal) => this.queues.receive(queue, input, signal),
            changed: () => this.queues.changed(),
          });
        },
      },
    });
  }
}
