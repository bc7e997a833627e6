import type { Trigger } from '../../config/configuration.ts';
import type { FunctionLauncher } from '../function/environment/function-launcher.ts';
import { QueueMapping } from '../mapping/queue-mapping.ts';
import type { Activity } from '../project/activity.ts';
import { type FunctionResources, reportingVariable, variablesFor } from '../project/local-variables.ts';
import type { ProjectFunction } from '../project/project-function.ts';
import type { LocalService } from '../project/resources/local-services.ts';
import { QueueTrigger } from '../project/triggers/queue-trigger.ts';
import type { LocalEventListener } from '../report/local-event.ts';
import type { ExternalAccess } from './external-access.ts';
import type { ExternalConnection } from './external-connection.ts';
import { ExternalQueue } from './external-queue.ts';
import type { FoundQueue } from './find-queues.ts';
import { PersistentCalls } from './persistent-calls.ts';
import { QueuePoller } from './queue-poller.ts';
import { ReceivedMessages } from './received-messages.ts';
import type { ExternalStream } from './stream/external-stream.ts';
import { StreamPoller } from './stream/stream-poller.ts';
import {
  isQueueTrigger,
  isStreamTrigger,
  type QueueTriggerSettings,
  type StreamTrigger,
  servicesOf,
} from './trigger-sources.ts';

/** What reading from elsewhere depends on. */
export interface ExternalSourcesOptions {
  readonly connection: ExternalConnection;
  readonly queues: readonly FoundQueue[];
  /** By the ARNs that are configured. */
  readonly streams: ReadonlyMap<string, ExternalStream>;
  readonly access: ExternalAccess;
  /** Whether the user was asked, and so has seen what is read. */
  readonly wasShown: boolean;
  readonly activity: Activity;
  readonly emit: LocalEventListener;
}

/** How long a receive waits for messages: the emulator waits for it when it ends, and AWS charges for each receive. */
const AWS_WAIT_SECONDS = 5;
const EMULATOR_WAIT_SECONDS = 1;

/** Queues get their time from elsewhere: it cannot be skipped. */
const realClock = {
  get now() {
    return Date.now();
  },
};

/** The address of a server on this machine as the function sees it: a container reaches this machine under another name. */
function addressFor(launcher: FunctionLauncher, url: string): string {
  const { protocol, hostname, port } = new URL(url);
  // The name of a bucket is put before the name of a host, and such a name of `localhost` may not exist.
  const host = hostname === 'localhost' ? '127.0.0.1' : hostname;
  return `${protocol}//${launcher.address(`${host}:${port || (protocol === 'https:' ? 443 : 80)}`)}`;
}

/** The queues of AWS, or of an emulator, that the functions on this machine read. */
export class ExternalSources implements FunctionResources {
  readonly #options: ExternalSourcesOptions;
  readonly #pollers: QueuePoller[] = [];
  readonly #streams: StreamPoller[] = [];
  readonly #batches = new Set<Promise<unknown>>();
  readonly #used = new Set<LocalService>();
  readonly #reporting = new Set<string>();

  constructor(options: ExternalSourcesOptions) {
    this.#options = options;
  }

  get access(): ExternalAccess {
    return this.#options.access;
  }

  get wasShown(): boolean {
    return this.#options.wasShown;
  }

  /** The address of the emulator; undefined if the functions use the real AWS. */
  get endpoint(): string | undefined {
    const { place } = this.#options.connection;
    return place.kind === 'emulator' ? place.url : undefined;
  }

  get used(): readonly LocalService[] {
    return this.endpoint === undefined ? [] : [...this.#used];
  }

  get reporting(): readonly string[] {
    return [...this.#reporting];
  }

  queueUrl(name: string, endpoint: string): string | undefined {
    const queue = this.endpoint === undefined ? undefined : this.#options.queues.find((each) => each.name === name);
    // The host that the emulator knows for itself may not exist here.
    return queue && new URL(new URL(queue.url).pathname, endpoint).href;
  }

  arnOf(service: string, name: string): string | undefined {
    if (this.endpoint === undefined) return undefined;
    const { queues, streams } = this.#options;
    if (service === 'sqs') return queues.find((queue) => queue.name === name)?.arn;
    // `stream/NAME`, or `table/NAME/stream/LABEL`.
    const [, own] = name.split('/');
    return [...streams.values()].find((stream) => stream.kind === service && stream.name === own)?.arn;
  }

  /** Variables that lead a function to the queues, given those that it has. */
  variables(variables: NodeJS.ProcessEnv, launcher: FunctionLauncher): NodeJS.ProcessEnv {
    const { place } = this.#options.connection;
    if (place.kind === 'aws') return reportingVariable(this, variables);
    return variablesFor(this, place.isLoopback ? addressFor(launcher, place.url) : place.url, variables, launcher);
  }

  /** Connects the queues with the functions. They are read from {@link start} on. */
  connect(functions: readonly ProjectFunction[]): void {
    for (const each of functions) {
      for (const service of each.setup.triggers.flatMap(({ type }) => servicesOf(type))) this.#used.add(service);
      if (each.setup.asynchronous?.onFailure !== undefined) this.#used.add('sqs');
      for (const trigger of each.setup.triggers) {
        if (isQueueTrigger(trigger)) this.#connectQueue(trigger, each);
        if (isStreamTrigger(trigger)) this.#connectStream(trigger, each);
      }
    }
  }

  start(): void {
    for (const poller of [...this.#pollers, ...this.#streams]) poller.start();
  }

  /** Stops receiving, lets the batches that are running finish, and returns the other messages. */
  async close(): Promise<void> {
    await Promise.all([...this.#pollers, ...this.#streams].map((poller) => poller.stop()));
    if (this.#batches.size > 0) this.#options.emit({ type: 'finishing', isPaused: false });
    await Promise.allSettled(this.#batches);
    await Promise.all(this.#pollers.map((poller) => poller.close()));
  }

  #connectQueue({ queue: settings, filter }: Trigger & QueueTriggerSettings, each: ProjectFunction): void {
    const { connection, queues } = this.#options;
    const found = queues.find(({ name }) => name === settings.name);
    if (found === undefined) throw new Error(`the queue ${settings.name} was not looked up`);
    const emit: LocalEventListener = (event) => each.report(event);
    const acceptsReports = settings.partialBatchResponse;
    if (acceptsReports) this.#reporting.add(found.arn);
    const messages = new ReceivedMessages(found);
    const mapping = new QueueMapping(messages, { ...settings, acceptsReports, filter });
    const queue = new ExternalQueue(found.url, connection);
    const calls = new PersistentCalls({
      source: `queue ${found.name}`,
      emit,
      explain: connection.explain,
      renew: () => queue.renew(),
    });
    const isFree = () => each.free > 0;
    const trigger = new QueueTrigger({
      mapping,
      clock: realClock,
      activity: this.#activity,
      emit,
      isFree,
      settings: () => each.settings,
      invoke: (event, traceHeader, batch) => each.invoke({ event, traceHeader }, 'sqs', { batch }),
      isStrict: each.setup.options.strict === true,
      isExternal: true,
      onChanged: () => poller.delete(),
    });
    const maxWaitSeconds = connection.place.kind === 'aws' ? AWS_WAIT_SECONDS : EMULATOR_WAIT_SECONDS;
    const take = (now: number) => trigger.take(now);
    const poller = new QueuePoller({ queue, calls, messages, mapping, maxWaitSeconds, take, isFree, emit });
    each.onFree(() => poller.changed());
    this.#pollers.push(poller);
  }

  #connectStream(trigger: StreamTrigger, each: ProjectFunction): void {
    const { type, stream: settings, filter, maxAge, retries = settings.retries, onFailure } = trigger;
    const { connection, streams } = this.#options;
    const stream = streams.get(settings.arn);
    if (stream === undefined) throw new Error(`the stream ${settings.arn} was not looked up`);
    const emit: LocalEventListener = (event) => each.report(event);
    const acceptsReports = settings.partialBatchResponse;
    if (acceptsReports) this.#reporting.add(stream.arn);
    const poller = new StreamPoller({
      stream,
      settings: { ...settings, acceptsReports, filter, maxAge, retries },
      connection,
      trigger: {
        activity: this.#activity,
        clock: realClock,
        isFree: () => each.free > 0,
        functionArn: () => each.settings.functionArn,
        invoke: (event, batch, attempt) => each.invoke({ event }, type, { batch, attempt }),
        isStrict: each.setup.options.strict === true,
        onDiscarded: () => onFailure && 'no destination, because the emulator sends nothing to AWS',
      },
      emit,
    });
    each.onFree(() => poller.changed());
    this.#streams.push(poller);
  }

  /** Also remembers the batches that are running. */
  get #activity(): Pick<Activity, 'track'> {
    return {
      track: (name, work) => {
        const done = work.finally(() => this.#batches.delete(done));
        this.#batches.add(done);
        this.#options.activity.track(name, done);
      },
    };
  }
}
