import { UsageError } from '../../terminal/expected-error.ts';
import { httpAuthorizerEvent, requestAuthorizerEvent, tokenAuthorizerEvent, webSocketEvent } from './api-gateway.ts';
import { cognitoEvent } from './cognito.ts';
import { eventBridgeEvent, s3ObjectEvent, scheduledEvent, schedulerEvent } from './eventbridge.ts';
import { firehoseEvent } from './firehose.ts';
import { kafkaEvent, selfManagedKafkaEvent } from './kafka.ts';
import { logsControlEvent, logsEvent, logsInKinesisEvent } from './logs.ts';
import { albEvent, functionUrlEvent, httpApiEvent, latticeEvent, latticeV1Event, restApiEvent } from './requests.ts';
import { s3Event, s3TestEvent } from './s3.ts';
import { cycle, eachRecord, type RecordOptions, type SampleOptions } from './sample-options.ts';
import { snsEvent, snsNotification } from './sns.ts';
import { sqsEvent } from './sqs.ts';
import { aggregatedKinesisEvent, dynamodbEvent, kinesisEvent } from './streams.ts';

const sources = {
  sqs: sqsEvent,
  sns: snsEvent,
  s3: s3Event,
  's3-test': s3TestEvent,
  eventbridge: eventBridgeEvent,
  'eventbridge-s3': s3ObjectEvent,
  schedule: scheduledEvent,
  scheduler: schedulerEvent,
  kinesis: kinesisEvent,
  'kinesis-aggregated': aggregatedKinesisEvent,
  dynamodb: dynamodbEvent,
  url: functionUrlEvent,
  'http-api': httpApiEvent,
  'rest-api': restApiEvent,
  alb: albEvent,
  lattice: latticeEvent,
  'lattice-v1': latticeV1Event,
  websocket: webSocketEvent,
  'authorizer-token': tokenAuthorizerEvent,
  'authorizer-request': requestAuthorizerEvent,
  'authorizer-http': httpAuthorizerEvent,
  kafka: kafkaEvent,
  'kafka-self-managed': selfManagedKafkaEvent,
  firehose: firehoseEvent,
  cognito: cognitoEvent,
  logs: logsEvent,
  'logs-control': logsControlEvent,
  'logs-in-kinesis': logsInKinesisEvent,
} as const;

/** Alternative names: the event sources of `@alr/event` without their `aws:`, and AWS's full name for a URL. */
const aliases = {
  events: 'eventbridge',
  http: 'url',
  'function-url': 'url',
  authorizer: 'authorizer-request',
  SelfManagedKafka: 'kafka-self-managed',
} as const;

/** The events that can be nested in the messages of queues and topics. */
const nestable = {
  s3: s3Event,
  's3-test': s3TestEvent,
  eventbridge: eventBridgeEvent,
  'eventbridge-s3': s3ObjectEvent,
  schedule: scheduledEvent,
  scheduler: schedulerEvent,
} as const;

/** The names of the sample events, without the nested ones. */
export const sampleSources: readonly string[] = Object.keys(sources);

/** The names of all sample events. */
export const sampleNames: readonly string[] = [
  ...sampleSources,
  'sns-in-sqs',
  ...Object.keys(nestable).flatMap((name) => ['sqs', 'sns', 'sns-in-sqs'].map((carrier) => `${name}-in-${carrier}`)),
];

/** The sample event does not exist. The message lists those that do. */
export class UnknownSampleError extends UsageError {
  constructor(name: string) {
    const nested = `${Object.keys(nestable).join(', ')}, followed by -in-sqs, -in-sns or -in-sns-in-sqs`;
    super(`no sample event ${JSON.stringify(name)}; use one of ${sampleSources.join(', ')}, sns-in-sqs, or ${nested}`);
  }

  override get name(): string {
    return 'UnknownSampleError';
  }
}

/**
 * Creates a realistic event, as Lambda passes it to a function.
 *
 * @param name a source such as `sqs`, or a source nested in the messages of another, such as `s3-in-sns-in-sqs`, where
 * each message of the batch carries one event
 * @throws {UnknownSampleError} there is no sample event of this name
 */
export function sampleEvent(name: string, options: SampleOptions = {}): object {
  const plain = name.replace(/^aws:/, '');
  const source = isKey(aliases, plain) ? aliases[plain] : plain;
  if (isKey(sources, source)) return sources[source](options);
  const [, content = '', carrier = ''] = /^(.+?)-in-(sqs|sns|sns-in-sqs)$/.exec(name) ?? [];
  // The message of a notification is any text, so it is not one of the nestable events.
  if (name === 'sns-in-sqs') return sqsEvent({ ...options, bodies: eachRecord(options).map(notificationText) });
  if (!isKey(nestable, content)) throw new UnknownSampleError(name);
  const contents = eachRecord(options).map((record) => ({
    ...record,
    body: JSON.stringify(nestable[content](singleRecord(record))),
  }));
  const bodies = contents.map(carrier === 'sns-in-sqs' ? notificationText : ({ body }) => body);
  return (carrier === 'sns' ? snsEvent : sqsEvent)({ ...options, bodies });
}

function notificationText(record: RecordOptions): string {
  return JSON.stringify(snsNotification(record));
}

/** Options for an event with only this record of the batch. */
function singleRecord({ index, body, keys, ...options }: RecordOptions): SampleOptions {
  const key = cycle(keys, index);
  return {
    ...options,
    records: 1,
    bodies: body === undefined ? undefined : [body],
    keys: key === undefined ? undefined : [key],
  };
}

function isKey<Table extends object>(table: Table, name: PropertyKey): name is keyof Table {
  return Object.hasOwn(table, name);
}
