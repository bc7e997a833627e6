import { cycle, type SampleOptions } from './sample-options.ts';
import { ACCOUNT, arn, digest, REGION, uuid } from './sample-values.ts';

/** An event matched by a rule (https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html). */
export function eventBridgeEvent(options: SampleOptions): object {
  const { detailType = 'Order Placed', eventSource = 'my.shop', bodies } = options;
  const detail = bodies?.[0] === undefined ? { orderId: 'order-1', amount: 100 } : asJson(bodies[0]);
  return event(options, { 'detail-type': detailType, source: eventSource, resources: [], detail });
}

/** An event sent by a rule with a schedule. */
export function scheduledEvent(options: SampleOptions): object {
  const resources = [arn('events', 'rule/my-schedule')];
  return event(options, { 'detail-type': 'Scheduled Event', source: 'aws.events', resources, detail: {} });
}

/** An event sent by EventBridge Scheduler for a schedule without input, whose detail is a string. */
export function schedulerEvent(options: SampleOptions): object {
  const resources = [arn('scheduler', 'schedule/default/my-schedule')];
  return event(options, { 'detail-type': 'Scheduled Event', source: 'aws.scheduler', resources, detail: '{}' });
}

/**
 * An S3 event through EventBridge, where the object's key is not encoded
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html).
 */
export function s3ObjectEvent(options: SampleOptions): object {
  const { bucket = 'my-bucket', keys } = options;
  const detail = s3ObjectDetail({
    bucket,
    key: cycle(keys, 0) ?? 'photos/holiday 1.jpg',
    size: 1024,
    eTag: digest('object', 0).slice(0, 32),
    sequencer: '0055AED6DCD90281E5',
    requestId: digest('request', 0).slice(0, 16).toUpperCase(),
    requester: ACCOUNT,
    sourceIp: '205.255.255.255',
    reason: 'PutObject',
  });
  const resources = [`arn:aws:s3:::${bucket}`];
  return event(options, { 'detail-type': options.detailType ?? 'Object Created', source: 'aws.s3', resources, detail });
}

/** What has happened to an object, for EventBridge. */
export interface S3ObjectChange {
  readonly bucket: string;
  readonly key: string;
  /** Undefined if the object was removed, like the ETag. */
  readonly size?: number | undefined;
  readonly eTag?: string | undefined;
  readonly sequencer: string;
  readonly requestId: string;
  readonly requester: string;
  readonly sourceIp: string;
  /** The operation of S3. */
  readonly reason: string;
}

/** The detail of an S3 event. */
export function s3ObjectDetail({ bucket, key, size, eTag, sequencer, ...change }: S3ObjectChange): object {
  return {
    version: '0',
    bucket: { name: bucket },
    object: { key, ...(size !== undefined && { size }), ...(eTag !== undefined && { etag: eTag }), sequencer },
    'request-id': change.requestId,
    requester: change.requester,
    'source-ip-address': change.sourceIp,
    reason: change.reason,
  };
}

type EventContent = Pick<EventBridgeRecord, 'detail-type' | 'source' | 'resources' | 'detail'>;

function event({ time = new Date() }: SampleOptions, content: EventContent): object {
  return eventBridgeRecord({ id: uuid('event', 0), account: ACCOUNT, region: REGION, time, ...content });
}

/** What an event consists of. */
export interface EventBridgeRecord {
  readonly id: string;
  readonly account: string;
  readonly region: string;
  readonly time: Date;
  readonly 'detail-type': string;
  readonly source: string;
  readonly resources: readonly string[];
  readonly detail: unknown;
}

/** The JSON of an event. */
export function eventBridgeRecord({ id, account, region, time, ...content }: EventBridgeRecord): object {
  return { version: '0', id, account, time: wholeSeconds(time), region, ...content };
}

/** EventBridge writes times without fractions of a second. */
function wholeSeconds(time: Date): string {
  return `${time.toISOString().slice(0, 19)}Z`;
}

/** The text as JSON, or as a string if it is not valid JSON. */
function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
