import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { LocalResources } from '../../config/functions/local-resources.ts';
import { LOCAL_ACCOUNT } from '../aws/account.ts';
import type { AwsApi } from '../aws/aws-api.ts';
import type { Clock } from '../clock/clock.ts';
import type { RunningInvocations } from '../record/running-invocations.ts';
import type { LocalEventListener } from '../report/local-event.ts';
import type { BucketNotification } from '../sources/bucket/bucket.ts';
import { Buckets } from '../sources/bucket/buckets.ts';
import type { Journal } from '../sources/journal.ts';
import type { SourceFaults } from '../sources/source-faults.ts';
import type { Activity } from './activity.ts';
import type { ProjectFaults } from './project-faults.ts';
import type { ProjectFunction } from './project-function.ts';
import { declareResources } from './resources/declare-resources.ts';
import { FaultyNotifications } from './resources/faulty-notifications.ts';
import { LocalEvents } from './resources/local-events.ts';
import { LocalQueues } from './resources/local-queues.ts';
import { type LocalService, openAwsApi } from './resources/local-services.ts';
import { LocalStreams } from './resources/local-streams.ts';
import { SourceDeliveries } from './resources/source-deliveries.ts';
import { SourceWarnings } from './resources/source-warnings.ts';
import { SourceTriggers } from './triggers/source-triggers.ts';

/** What the sources depend on. */
export interface SourcesOptions {
  readonly clock: Clock;
  readonly region: string;
  readonly activity: Activity;
  readonly faults: SourceFaults;
  readonly failureOf: ProjectFaults['failureOf'];
  /** Undefined if nothing is kept. */
  readonly journal: Journal | undefined;
  /** Whether requests that AWS rejects fail, although the emulator could serve them. */
  readonly isStrict: boolean;
  readonly emit: LocalEventListener;
  /** What the calls of services belong to. */
  readonly running: RunningInvocations;
}

/** The sources of events of a project: what its triggers name, and what the functions and the clients create. */
export class LocalSources {
  readonly buckets: Buckets;
  readonly queues: LocalQueues;
  readonly events: LocalEvents;
  readonly streams: LocalStreams;
  readonly deliveries: SourceDeliveries;
  readonly triggers: SourceTriggers;
  readonly #options: SourcesOptions;
  readonly #declared = new Set<LocalService>();
  readonly #warnings: SourceWarnings;
  readonly #notifications: FaultyNotifications;
  #api: Promise<AwsApi> | undefined;

  constructor(options: SourcesOptions) {
    this.#options = options;
    const { clock, faults, emit } = options;
    this.#warnings = new SourceWarnings(emit);
    const scope = { partition: 'aws', region: options.region, account: LOCAL_ACCOUNT };
    this.queues = new LocalQueues({ scope, clock, faults, journal: options.journal, isStrict: options.isStrict, emit });
    this.deliveries = new SourceDeliveries(this.queues, clock, emit);
    this.#notifications = new FaultyNotifications(clock, faults, this.deliveries);
    this.events = new LocalEvents({
      scope,
      clock,
      faults,
      deliveries: this.deliveries,
      journal: options.journal,
      onUnmatched: (event) => this.#warnings.reportUnmatched(event),
      onMissed: (message) => this.#warnings.add(() => emit({ type: 'warning', message })),
    });
    this.streams = new LocalStreams({ scope, clock, faults, journal: options.journal });
    this.buckets = new Buckets({
      region: options.region,
      journal: options.journal,
      newId: randomUUID,
      notify: (notification) => this.#notify(notification),
      putEvent: ({ detail, ...event }, now) => {
        this.events.buses.find()?.putFromAws({ ...event, source: 'aws.s3', detail: JSON.stringify(detail) }, now);
      },
    });
    this.triggers = new SourceTriggers(this, this.#warnings, options);
  }

  /** The services of what triggers name and of what is declared, so that the functions have to use the local ones. */
  get used(): readonly LocalService[] {
    return [...new Set([...this.triggers.services, ...this.#declared])];
  }

  /** The URL of a queue; undefined if there is none of this name. */
  queueUrl(name: string, endpoint: string): string | undefined {
    const queue = this.queues.queues.find(name);
    return queue && this.queues.urlOf(queue, endpoint);
  }

  /** The ARN of what a service has under this name; undefined if it has nothing. */
  arnOf(service: string, name: string): string | undefined {
    if (service === 'sqs') return this.queues.queues.find(name)?.arn;
    if (service === 'kinesis' || service === 'dynamodb') return this.streams.streams.findByResource(name)?.arn;
    if (service === 's3') return this.buckets.get(name) && `arn:aws:s3:::${name}`;
    return service === 'sns' ? this.events.topics.find(name)?.arn : undefined;
  }

  /** Creates what the triggers of a function name, and connects it to the function. */
  connect(each: ProjectFunction): void {
    this.deliveries.addFunction(each);
    this.triggers.connect(each);
  }

  /** Creates streams that the functions use, or read, with their shards. To be called before they are connected. */
  declareStreams({ streams }: LocalResources): void {
    for (const [name, { shards }] of Object.entries(streams)) this.streams.create(name, shards);
  }

  /** Creates what the functions use besides their triggers. */
  declare(resources: LocalResources): void {
    for (const service of declareResources(this, resources, this.#options.clock.now)) this.#declared.add(service);
  }

  /** How much there is in queues, buckets and streams. */
  get contents(): { readonly messages: number; readonly objects: number; readonly records: number } {
    const { now } = this.#options.clock;
    return {
      messages: this.queues.queues.all.reduce((sum, queue) => sum + queue.messages(now).length, 0),
      objects: this.buckets.all.reduce((sum, { keys }) => sum + keys.length, 0),
      records: this.streams.streams.all.reduce((sum, stream) => sum + stream.countRecords(now), 0),
    };
  }

  /** Reports what is probably not intended. */
  reportWarnings(): void {
    const unread = this.queues.queues.all.filter((queue) => !this.triggers.queues.has(queue));
    for (const queue of unread) this.#warnings.reportUnread(queue, this.#options.clock.now);
    this.#warnings.reportAll();
  }

  /** Responds to a request for a service of AWS. */
  async serve(service: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { clock, emit, running, journal, failureOf } = this.#options;
    this.#api ??= openAwsApi(this, clock, emit, running, journal, failureOf);
    await (await this.#api).serve(service, request, response);
  }

  close(): void {
    this.queues.close();
    this.events.close();
    this.streams.close();
  }

  #notify({ target, event, bucket, key }: BucketNotification): void {
    this.deliveries.addMatch();
    this.#notifications.send(() => {
      this.deliveries.report(`bucket:${bucket}`, target, key);
      this.events.deliver(target, JSON.stringify(event), 's3');
    });
  }
}
