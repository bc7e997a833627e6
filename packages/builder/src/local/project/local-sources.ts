import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Trigger } from '../../config/configuration.ts';
import type { AwsApi } from '../aws/aws-api.ts';
import type { Clock } from '../clock/clock.ts';
import type { LocalEventListener } from '../report/local-event.ts';
import type { BucketNotification } from '../sources/bucket/bucket.ts';
import { Buckets } from '../sources/bucket/buckets.ts';
import type { NotificationTarget } from '../sources/bucket/notification.ts';
import type { ProjectFunction } from './project-function.ts';

/** A service of AWS that is on this machine. */
export type LocalService = 's3';

/** Their names for people, and the variables that lead the SDK's clients to them. */
export const localServices: Readonly<Record<LocalService, { readonly name: string; readonly variable: string }>> = {
  s3: { name: 'S3', variable: 'AWS_ENDPOINT_URL_S3' },
};

/** What the sources depend on. */
export interface SourcesOptions {
  readonly clock: Clock;
  readonly region: string;
  readonly emit: LocalEventListener;
}

/** The sources of events of a project: what its triggers name, and what the functions and the clients create. */
export class LocalSources {
  readonly buckets: Buckets;
  readonly #options: SourcesOptions;
  readonly #functions: ProjectFunction[] = [];
  readonly #used = new Set<LocalService>();
  #api: Promise<AwsApi> | undefined;

  constructor(options: SourcesOptions) {
    this.#options = options;
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

  /** Creates what the triggers of a function name, and connects it to the function. */
  connect(each: ProjectFunction): void {
    this.#functions.push(each);
    for (const trigger of each.setup.triggers) this.#connect(each, trigger);
  }

  /** Responds to a request for a service of AWS. */
  async serve(service: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.#api ??= this.#openApi();
    await (await this.#api).serve(service, request, response);
  }

  #connect(each: ProjectFunction, trigger: Trigger): void {
    if (trigger.type !== 's3-direct') return;
    this.#used.add('s3');
    const bucket = this.buckets.create(trigger.bucket, this.#options.clock.now);
    const target: NotificationTarget = { kind: 'function', arn: each.settings.functionArn };
    const { event: events, prefix = '', suffix = '' } = trigger;
    bucket.setRules([...bucket.rules, { id: `${each.key}-${trigger.name}`, target, events, prefix, suffix }]);
  }

  #notify({ target, event }: BucketNotification): void {
    const found = this.#functionOf(target);
    found?.asynchronous.send({ event: Buffer.from(JSON.stringify(event)) }, 's3');
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
          return s3Service(this.buckets, (target) => this.#functionOf(target) !== undefined);
        },
      },
    });
  }
}
