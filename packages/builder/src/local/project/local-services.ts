import type { AwsApi } from '../aws/aws-api.ts';
import type { Clock } from '../clock/clock.ts';
import type { LocalEventListener } from '../report/local-event.ts';
import type { Buckets } from '../sources/bucket/buckets.ts';
import type { LocalEvents } from './local-events.ts';
import type { LocalQueues } from './local-queues.ts';
import type { SourceDeliveries } from './source-deliveries.ts';

/** A service of AWS that is on this machine. */
export type LocalService = 'sqs' | 'sns' | 's3' | 'events';

/** Their names for people, and the variables that lead the SDK's clients to them. */
export const localServices: Readonly<Record<LocalService, { readonly name: string; readonly variable: string }>> = {
  sqs: { name: 'SQS', variable: 'AWS_ENDPOINT_URL_SQS' },
  sns: { name: 'SNS', variable: 'AWS_ENDPOINT_URL_SNS' },
  s3: { name: 'S3', variable: 'AWS_ENDPOINT_URL_S3' },
  events: { name: 'EventBridge', variable: 'AWS_ENDPOINT_URL_EVENTBRIDGE' },
};

/** What the services work with. */
export interface ServiceSources {
  readonly buckets: Buckets;
  readonly queues: LocalQueues;
  readonly events: LocalEvents;
  readonly deliveries: SourceDeliveries;
}

/** Loads the API of AWS, which most runs do not need. Each service is loaded at its first request. */
export async function openAwsApi(sources: ServiceSources, clock: Clock, emit: LocalEventListener): Promise<AwsApi> {
  const { AwsApi } = await import('../aws/aws-api.ts');
  const { buckets, queues, events, deliveries } = sources;
  return new AwsApi({
    now: () => clock.now,
    emit,
    runInTrace: (traceHeader, run) => deliveries.runInTrace(traceHeader, run),
    services: {
      sqs: async () => {
        const { sqsService } = await import('../aws/sqs/sqs-service.ts');
        return sqsService({
          queues: queues.queues,
          receive: (queue, input, signal) => queues.receive(queue, input, signal),
          changed: () => queues.changed(),
        });
      },
      sns: async () => {
        const { snsService } = await import('../aws/sns/sns-service.ts');
        return snsService(events.topics);
      },
      s3: async () => {
        const { s3Service } = await import('../aws/s3/s3-service.ts');
        return s3Service(buckets, (target) => events.has(target));
      },
      events: async () => {
        const { eventsService } = await import('../aws/events/events-service.ts');
        return eventsService(events.buses);
      },
    },
  });
}
