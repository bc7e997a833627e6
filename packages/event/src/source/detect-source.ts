// @compile-at-start
import { isObject, type JsonObject } from '../payload/json.ts';
import {
  EVENT_ALB,
  EVENT_AUTHORIZER,
  EVENT_COGNITO,
  EVENT_DYNAMODB,
  EVENT_EVENTBRIDGE,
  EVENT_FIREHOSE,
  EVENT_HTTP,
  EVENT_KINESIS,
  EVENT_LOGS,
  EVENT_S3,
  EVENT_SQS,
  EVENT_WEBSOCKET,
} from './event-source.ts';

/** The records of one batch come from several sources, which Lambda never sends. None of them is handled. */
export class MixedSourcesError extends Error {
  /** The sources; undefined for records that name none. */
  readonly sources: readonly (string | undefined)[];

  constructor(sources: readonly (string | undefined)[]) {
    const names = sources.map((source) => source ?? 'an unknown source').join(', ');
    super(`the records of one event come from several sources (${names}): send an event for each source`);
    this.sources = sources;
  }

  override get name(): string {
    return 'MixedSourcesError';
  }
}

/**
 * Detects the source of an event: one of the `EVENT_` constants, or the name of a source without a handler class, such
 * as `aws:ses` or `aws:mq`. Kafka clusters that are not Amazon MSK have the name `SelfManagedKafka`.
 *
 * @returns undefined if the source is unknown, or if the records of a batch come from several sources
 */
// @compile-later
export function detectSource(event: unknown): string | undefined {
  const sources = sourcesOf(event);
  return sources.length === 1 ? sources[0] : undefined;
}

/** Every source that an event names, once each; undefined for records that name none. */
export function sourcesOf(event: unknown): readonly (string | undefined)[] {
  const records = batchOf(event);
  if (records !== undefined && records.length > 0) return [...new Set(records.map(sourceOfRecord))];
  return isObject(event) ? [sourceOfObject(event)] : [undefined];
}

/** The records of a batch: `Records`, or the event itself if it comes from EventBridge Pipes. */
export function batchOf(event: unknown): readonly unknown[] | undefined {
  if (Array.isArray(event)) return event;
  return isObject(event) && Array.isArray(event.Records) ? event.Records : undefined;
}

/**
 * Whether an event is the test event that S3 sends when a notification is configured
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/how-to-enable-disable-notification-intro.html).
 */
export function isS3TestEvent(event: unknown): boolean {
  return isObject(event) && event.Event === 's3:TestEvent' && typeof event.Service === 'string';
}

/** Only SNS capitalizes `EventSource`. */
function sourceOfRecord(record: unknown): string | undefined {
  return isObject(record) ? (text(record.eventSource) ?? text(record.EventSource)) : undefined;
}

// @compile-later
function sourceOfObject(event: JsonObject): string | undefined {
  if (isS3TestEvent(event)) return EVENT_S3;
  if (text(event['detail-type']) && text(event.source)) return EVENT_EVENTBRIDGE;
  if (text(event.eventSource)) return text(event.eventSource);
  const arn = text(event.eventSourceARN);
  if (arn) return sourceOfArn(arn);
  if (isObject(event.awslogs) && text(event.awslogs.data)) return EVENT_LOGS;
  if (text(event.deliveryStreamArn)) return EVENT_FIREHOSE;
  if (text(event.triggerSource)) return EVENT_COGNITO;
  return sourceOfRequest(event);
}

// @compile-later
function sourceOfRequest(event: JsonObject): string | undefined {
  // An authorizer event has the members of the request, but its result is a policy, not an HTTP response.
  if (text(event.methodArn) || text(event.routeArn)) return EVENT_AUTHORIZER;
  const { requestContext } = event;
  if (isObject(requestContext)) {
    if (isObject(requestContext.elb)) return EVENT_ALB;
    if (event.version === '2.0' && text(requestContext.serviceNetworkArn)) return EVENT_HTTP;
    if (event.version === '2.0' && isObject(requestContext.http)) return EVENT_HTTP;
    if (text(requestContext.connectionId)) return EVENT_WEBSOCKET;
  }
  // VPC Lattice, version 1.
  if (text(event.raw_path) && text(event.method) && isObject(event.headers)) return EVENT_HTTP;
  const isVersion1 = event.version === undefined || event.version === '1.0';
  return isVersion1 && text(event.resource) && text(event.httpMethod) ? EVENT_HTTP : undefined;
}

/** The source of an event that has no records, such as the last invocation of a tumbling window. */
// @compile-later
function sourceOfArn(arn: string): string | undefined {
  switch (arn.split(':')[2]) {
    case 'dynamodb':
      return EVENT_DYNAMODB;
    case 'kinesis':
      return EVENT_KINESIS;
    case 'sqs':
      return EVENT_SQS;
    default:
      return undefined;
  }
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
