import type { AwsApi } from '../../aws/aws-api.ts';
import type { Clock } from '../../clock/clock.ts';
import type { RunningInvocations } from '../../record/running-invocations.ts';
import type { LocalEventListener } from '../../report/local-event.ts';
import type { Buckets } from '../../sources/bucket/buckets.ts';
import type { Journal } from '../../sources/journal.ts';
import type { ProjectFaults } from '../project-faults.ts';
import type { LocalEvents } from './local-events.ts';
import type { LocalQueues } from './local-queues.ts';
import type { LocalStreams } from './local-streams.ts';
import type { SourceDeliveries } from './source-deliveries.ts';

/** A service of AWS that is on this machine. */
export type LocalService = 'sqs' | 'sns' | 's3' | 'events' | 'kinesis' | 'dynamodb' | 'lambda';

/** Their names for people, and the variables that lead the SDK's clients to them. */
export const localServices: Readonly<Record<LocalService, { readonly name: string; readonly variable: string }>> = {
  sqs: { name: 'SQS', variable: 'AWS_ENDPOINT_URL_SQS' },
  sns: { name: 'SNS', variable: 'AWS_ENDPOINT_URL_SNS' },
  s3: { name: 'S3', variable: 'AWS_ENDPOINT_URL_S3' },
  events: { name: 'EventBridge', variable: 'AWS_ENDPOINT_URL_EVENTBRIDGE' },
  kinesis: { name: 'Kinesis', variable: 'AWS_ENDPOINT_URL_KINESIS' },
  lambda: { name: 'Lambda', variable: 'AWS_ENDPOINT_URL_LAMBDA' },
  // Tables of DynamoDB, which have the same name in signatures, are not on this machine.
  dynamodb: { name: 'DynamoDB Streams', variable: 'AWS_ENDPOINT_URL_DYNAMODB_STREAMS' },
};

/** What the services work with. */
export interface ServiceSources {
  readonly buckets: Buckets;
  readonly queues: LocalQueues;
  readonly events: LocalEvents;
  readonly streams: LocalStreams;
  readonly deliveries: SourceDeliveries;
}

/** Loads the API of AWS, which most runs do not need. Each service is loaded at its first request. */
export async function openAwsApi(
  sources: ServiceSources,
  clock: Clock,
  emit: LocalEventListener,
  running: RunningInvocations,
  journal: Journal | undefined,
  failureOf: ProjectFaults['failureOf'],
): Promise<AwsApi> {
  const [{ AwsApi }, { throttledQueue }] = await Promise.all([
    import('../../aws/aws-api.ts'),
    import('../../aws/aws-faults.ts'),
  ]);
  const { buckets, queues, events, streams, deliveries } = sources;
  return new AwsApi({
    now: () => clock.now,
    emit,
    onCall: (call) => running.add(call),
    failureOf(service, operation, hasTrace) {
      if (service === 'sqs' && queues.faults.take('queue', 'throttle')) return throttledQueue();
      return hasTrace ? failureOf(service, operation) : undefined;
    },
    committed: () => journal?.committed,
    runInTrace: (traceHeader, run) => deliveries.runInTrace(traceHeader, run),
    services: {
      sqs: async () => {
        const { sqsService } = await import('../../aws/sqs/sqs-service.ts');
        return sqsService({
          queues: queues.queues,
          receive: (queue, input, signal) => queues.receive(queue, input, signal),
          changed: () => queues.changed(),
        });
      },
      sns: async () => {
        const { snsService } = await import('../../aws/sns/sns-service.ts');
        return snsService(events.topics);
      },
      s3: async () => {
        const { s3Service } = await import('../../aws/s3/s3-service.ts');
        return s3Service(buckets, (target) => events.has(target));
      },
      events: async () => {
        const { eventsService } = await import('../../aws/events/events-service.ts');
        return eventsService(events.buses);
      },
      kinesis: async () => {
        const { kinesisService } = await import('../../aws/kinesis/kinesis-service.ts');
        return kinesisService({
          streams: streams.streams,
          changed: () => streams.changed(),
          hasFault: (kind) => streams.faults.take('stream', kind),
        });
      },
      dynamodb: async () => {
        const { dynamodbStreamsService } = await import('../../aws/dynamodb-streams/dynamodb-streams-service.ts');
        const hasFault = () => streams.faults.take('stream', 'expired-iterator');
        return dynamodbStreamsService({ streams: streams.streams, hasFault });
      },
    },
  });
}
