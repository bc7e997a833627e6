import { isObject, type JsonObject } from '../payload/json.ts';
import {
  EVENT_ALB,
  EVENT_DYNAMODB,
  EVENT_EVENTBRIDGE,
  EVENT_HTTP,
  EVENT_KINESIS,
  EVENT_S3,
  EVENT_SQS,
} from './event-source.ts';

/** Sources whose events may come without a record: the last invocation of a tumbling window does. */
const sourceOfService: ReadonlyMap<string | undefined, string> = new Map([
  ['dynamodb', EVENT_DYNAMODB],
  ['kinesis', EVENT_KINESIS],
  ['sqs', EVENT_SQS],
]);

/**
 * Tells where an event comes from: one of the `EVENT_` constants, or the name of a source that has no handler class
 * (`aws:ses`, `aws:websocket`, `aws:kafka`, ...). The whole batch counts.
 *
 * @returns undefined where nothing tells, and where the records of a batch come from several sources.
 */
export function detectSource(event: unknown): string | undefined {
  const sources = sourcesOf(event);
  return sources.length === 1 ? sources[0] : undefined;
}

/** Every source that an event names, each once; undefined stands for records that name none. */
export function sourcesOf(event: unknown): readonly (string | undefined)[] {
  const records = batchOf(event);
  if (records !== undefined && records.length > 0) return [...new Set(records.map(sourceOfRecord))];
  return isObject(event) ? [sourceOfObject(event)] : [undefined];
}

/** The records of an event that is a batch: its `Records`, or the event itself where EventBridge Pipes sent it. */
export function batchOf(event: unknown): readonly unknown[] | undefined {
  if (Array.isArray(event)) return event;
  return isObject(event) && Array.isArray(event.Records) ? event.Records : undefined;
}

/**
 * Whether an event is the test that S3 sends when a notification is set up
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/how-to-enable-disable-notification-intro.html).
 */
export function isS3TestEvent(event: unknown): boolean {
  return isObject(event) && event.Event === 's3:TestEvent' && typeof event.Service === 'string';
}

/** SNS alone writes `EventSource` with a capital. */
function sourceOfRecord(record: unknown): string | undefined {
  return isObject(record) ? (text(record.eventSource) ?? text(record.EventSource)) : undefined;
}

function sourceOfObject(event: JsonObject): string | undefined {
  if (isS3TestEvent(event)) return EVENT_S3;
  if (text(event['detail-type']) && text(event.source)) return EVENT_EVENTBRIDGE;
  if (text(event.eventSource)) return text(event.eventSource);
  if (text(event.eventSourceARN)) return sourceOfService.get(text(event.eventSourceARN)?.split(':')[2]);
  if (isObject(event.awslogs) && text(event.awslogs.data)) return 'aws:logs';
  if (text(event.deliveryStreamArn)) return 'aws:firehose';
  if (text(event.triggerSource)) return 'aws:cognito';
  return sourceOfRequest(event);
}

function sourceOfRequest(event: JsonObject): string | undefined {
  // An authorizer is asked with the request's own members, but what it answers is a policy, not a response.
  if (text(event.methodArn) || text(event.routeArn)) return 'aws:authorizer';
  const { requestContext } = event;
  if (isObject(requestContext)) {
    if (isObject(requestContext.elb)) return EVENT_ALB;
    if (event.version === '2.0' && isObject(requestContext.http)) return EVENT_HTTP;
    if (text(requestContext.connectionId)) return 'aws:websocket';
  }
  const isVersion1 = event.version === undefined || event.version === '1.0';
  return isVersion1 && text(event.resource) && text(event.httpMethod) ? EVENT_HTTP : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
