import { UsageError } from '../terminal/expected-error.ts';
import { eventBridgeEvent, s3ObjectEvent, scheduledEvent, schedulerEvent } from './eventbridge.ts';
import { albEvent, functionUrlEvent, httpApiEvent, restApiEvent } from './requests.ts';
import { s3Event, s3TestEvent } from './s3.ts';
import { eachRecord, nth, type RecordOptions, type SampleOptions } from './sample-options.ts';
import { snsEvent, snsNotification } from './sns.ts';
import { sqsEvent } from './sqs.ts';
import { dynamodbEvent, kinesisEvent } from './streams.ts';

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
  dynamodb: dynamodbEvent,
  url: functionUrlEvent,
  'http-api': httpApiEvent,
  'rest-api': restApiEvent,
  alb: albEvent,
} as const;

/** Other names: those of the sources in `@alr/event`, without `aws:`, and what AWS calls a URL in full. */
const synonyms = { events: 'eventbridge', http: 'url', 'function-url': 'url' } as const;

/** What is found in messages of queues and topics. */
const carried = {
  s3: s3Event,
  's3-test': s3TestEvent,
  eventbridge: eventBridgeEvent,
  'eventbridge-s3': s3ObjectEvent,
  schedule: scheduledEvent,
  scheduler: schedulerEvent,
} as const;

/** The names of the samples, but for the nested ones. */
export const sampleSources: readonly string[] = Object.keys(sources);

/** There is no such sample; the message lists those that there are. */
export class UnknownSampleError extends UsageError {
  constructor(name: string) {
    const nested = `sns-in-sqs, and ${Object.keys(carried).join(', ')}, each with -in-sqs, -in-sns or -in-sns-in-sqs after it`;
    super(`There is no sample event ${JSON.stringify(name)}. There are ${sampleSources.join(', ')}; nested, ${nested}`);
  }

  override get name(): string {
    return 'UnknownSampleError';
  }
}

/**
 * A realistic event of a source, as Lambda hands it to a function.
 *
 * @param name a source such as `sqs`, or events of one in the messages of another: `s3-in-sns-in-sqs`, where each
 * message of the batch carries an event of its own.
 * @throws UnknownSampleError where there is no such sample.
 */
export function sampleEvent(name: string, options: SampleOptions = {}): object {
  const plain = name.replace(/^aws:/, '');
  const source = isKey(synonyms, plain) ? synonyms[plain] : plain;
  if (isKey(sources, source)) return sources[source](options);
  const [, content = '', carriers = ''] = /^(.+?)-in-(sqs|sns|sns-in-sqs)$/.exec(name) ?? [];
  // A notification in a queue has any text as its message.
  if (name === 'sns-in-sqs') return sqsEvent({ ...options, bodies: eachRecord(options).map(notificationText) });
  if (!isKey(carried, content)) throw new UnknownSampleError(name);
  const contents = eachRecord(options).map((record) => ({
    ...record,
    body: JSON.stringify(carried[content](alone(record))),
  }));
  const bodies = contents.map(carriers === 'sns-in-sqs' ? notificationText : ({ body }) => body);
  return (carriers === 'sns' ? snsEvent : sqsEvent)({ ...options, bodies });
}

function notificationText(record: RecordOptions): string {
  return JSON.stringify(snsNotification(record));
}

/** The options of an event that has one record: that of this place in the batch. */
function alone({ index, body, keys, ...options }: RecordOptions): SampleOptions {
  const key = nth(keys, index);
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
