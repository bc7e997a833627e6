import type { Trigger } from '../config/configuration.ts';
import { mappingDialect, topicDialect } from '../events/patterns/dialects.ts';
import { exampleEvent } from '../events/patterns/example-event.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../events/patterns/pattern.ts';
import { sampleEvent } from '../events/samples/sample-event.ts';
import type { SampleOptions } from '../events/samples/sample-options.ts';
import { sampleOfTrigger } from './sample-of-trigger.ts';
import { requestOf, withRoute } from './trigger-request.ts';

/**
 * The event that a trigger passes to its function, with the names that are configured. It matches the filter or the pattern
 * of the trigger, unless the options say what is in it.
 */
export function triggerEvent(trigger: Trigger, options: SampleOptions): object {
  const { bodies, bucket, attributes, keys, operation, change, detailType, eventSource } = options;
  const input = 'input' in trigger ? trigger.input : undefined;
  if (input !== undefined) return JSON.parse(input);
  const event = sampleEvent(nameOfSample(trigger), { ...namesOf(trigger), ...definedOf(options) });
  const hasContent = [bodies, bucket, attributes, keys, operation, change, detailType, eventSource].some(
    (each) => each !== undefined,
  );
  if (trigger.type === 'http-api') return withRoute(event as JsonObject, trigger);
  return hasContent ? event : matchTrigger(trigger, event as JsonObject);
}

/** Some of the events that a rule with a pattern gets are those of S3. */
function nameOfSample(trigger: Trigger): string {
  const name = sampleOfTrigger(trigger);
  if (trigger.type !== 'eventbridge' || trigger.pattern === undefined) return name;
  const { source: sources } = JSON.parse(trigger.pattern) as JsonObject;
  return Array.isArray(sources) && sources.includes('aws.s3') ? 'eventbridge-s3' : name;
}

function namesOf(trigger: Trigger): SampleOptions {
  return {
    ...('queue' in trigger && { queue: trigger.queue.name }),
    ...('topicName' in trigger && { topic: trigger.topicName }),
    ...('stream' in trigger && { stream: trigger.stream.arn }),
    ...('bucket' in trigger && {
      bucket: trigger.bucket,
      keys: [
        `${trigger.prefix ?? ''}${trigger.prefix === undefined && trigger.suffix === undefined ? 'photos/' : ''}holiday 1${trigger.suffix ?? '.jpg'}`,
      ],
      operation: operationOf(trigger.event),
    }),
    ...requestOf(trigger),
  };
}

/** The operation on an object that the first of these events of a bucket is about. */
function operationOf([event = 's3:ObjectCreated:*']: readonly string[]): string {
  const [, type = '', name = ''] = event.split(':');
  const examples: Readonly<Record<string, string>> = {
    ObjectCreated: 'Put',
    ObjectRemoved: 'Delete',
    ObjectRestore: 'Completed',
    LifecycleExpiration: 'Delete',
    ObjectTagging: 'Put',
  };
  return [type, name === '*' ? examples[type] : name].filter(Boolean).join(':');
}

function matchTrigger(trigger: Trigger, event: JsonObject): object {
  if (trigger.type === 'eventbridge') {
    const { account, region } = event as { account: string; region: string };
    const rule = { ...event, resources: [`arn:aws:events:${region}:${account}:rule/${trigger.ruleName}`] };
    if (trigger.pattern === undefined) return rule;
    return exampleEvent(JSON.parse(trigger.pattern), event) ?? event;
  }
  const [filter] = 'filter' in trigger ? trigger.filter : [];
  if (filter === undefined) return event;
  const pattern = JSON.parse(filter) as JsonValue;
  switch (trigger.type) {
    case 'sqs':
    case 's3-sqs':
    case 'kinesis':
    case 'dynamodb':
      return withRecords(event, (record) => matchRecord(trigger.type, pattern, record));
    case 'sns':
      return withRecords(event, ({ Sns, ...record }) => ({
        ...record,
        Sns: matchNotification(pattern, trigger.filterScope, Sns as JsonObject),
      }));
    case 'sns-sqs':
      return withRecords(event, ({ body, ...record }) => {
        const notification = JSON.parse(String(body)) as JsonObject;
        return { ...record, body: JSON.stringify(matchNotification(pattern, trigger.filterScope, notification)) };
      });
    default:
      return event;
  }
}

function withRecords(event: JsonObject, change: (record: JsonObject) => JsonObject): JsonObject {
  return { ...event, Records: (event.Records as readonly JsonObject[]).map(change) };
}

/** Changes a record so that it matches a pattern, which is about the decoded content of the record. */
function matchRecord(
  type: 'sqs' | 's3-sqs' | 'kinesis' | 'dynamodb',
  pattern: JsonValue,
  record: JsonObject,
): JsonObject {
  if (type === 'dynamodb') return exampleEvent(pattern, record, mappingDialect) ?? record;
  if (type !== 'kinesis') {
    const example = exampleEvent(pattern, { ...record, body: decode(String(record.body)) }, mappingDialect);
    return example === undefined ? record : { ...example, body: encode(example.body) };
  }
  const kinesis = record.kinesis as JsonObject;
  const text = Buffer.from(String(kinesis.data), 'base64').toString();
  const example = exampleEvent(pattern, { ...record, ...kinesis, data: decode(text) }, mappingDialect);
  if (example === undefined) return record;
  const partitionKey = example.partitionKey ?? '1';
  return {
    ...record,
    kinesis: { ...kinesis, partitionKey, data: Buffer.from(encode(example.data)).toString('base64') },
  };
}

function matchNotification(pattern: JsonValue, scope: string, notification: JsonObject): JsonObject {
  if (scope === 'body') {
    const example = exampleEvent(pattern, asObject(decode(String(notification.Message))), topicDialect);
    return example === undefined ? notification : { ...notification, Message: JSON.stringify(example) };
  }
  const example = exampleEvent(pattern, {}, topicDialect) ?? {};
  const attributes = Object.entries(example).map(([name, value]) => {
    const Type = typeof value === 'number' ? 'Number' : 'String';
    return [name, { Type, Value: encode(value) }];
  });
  return { ...notification, MessageAttributes: Object.fromEntries(attributes) };
}

function asObject(value: JsonValue): JsonObject {
  return isJsonObject(value) ? value : {};
}

function decode(text: string): JsonValue {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function encode(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? null);
}

function definedOf(options: SampleOptions): SampleOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}
