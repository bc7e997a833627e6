import { cycle, eachRecord, type RecordOptions, type SampleOptions } from './sample-options.ts';
import { digest, REGION } from './sample-values.ts';

/**
 * The version that S3 uses for all event notifications. The documentation had 2.6 in November 2026. Before 2.4, each
 * kind of event had a different version, 2.1 for most. Within version 2, members are only added.
 */
const EVENT_VERSION = '2.6';

/**
 * An event notification of a bucket
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html).
 */
export function s3Event(options: SampleOptions): object {
  return { Records: eachRecord(options).map(record) };
}

/** The test event that S3 sends to a queue or topic when its notifications are configured. */
export function s3TestEvent({ bucket = 'my-bucket', time = new Date() }: SampleOptions): object {
  return {
    Service: 'Amazon S3',
    Event: 's3:TestEvent',
    Time: time.toISOString(),
    Bucket: bucket,
    RequestId: digest('request', 0).slice(0, 16).toUpperCase(),
    HostId: Buffer.from(digest('host', 0), 'hex').toString('base64'),
  };
}

function record(options: RecordOptions): object {
  const { index, bucket = 'my-bucket', operation = 'ObjectCreated:Put', time = new Date(), keys } = options;
  return s3Record({
    bucket,
    operation,
    time,
    region: REGION,
    configurationId: 'my-notification',
    key: cycle(keys, index) ?? `photos/holiday ${index + 1}.jpg`,
    size: 1024 + index,
    eTag: digest('object', index).slice(0, 32),
    sequencer: (0x55aed6dcd90281e5n + BigInt(index)).toString(16).toUpperCase().padStart(18, '0'),
    requestId: digest('request', index).slice(0, 16).toUpperCase(),
    hostId: Buffer.from(digest('host', index), 'hex').toString('base64'),
    sourceIp: '205.255.255.255',
  });
}

/** What has happened to an object. */
export interface S3Change {
  readonly bucket: string;
  readonly region: string;
  /** Such as `ObjectCreated:Put`. */
  readonly operation: string;
  readonly time: Date;
  /** Not encoded. */
  readonly key: string;
  readonly size: number;
  /** Without quotes. */
  readonly eTag: string;
  readonly sequencer: string;
  readonly requestId: string;
  readonly hostId: string;
  readonly sourceIp: string;
  /** The id of the notification's configuration. */
  readonly configurationId: string;
}

/** The record of a notification. */
export function s3Record(change: S3Change): object {
  const { bucket, operation, key, size, eTag, sequencer } = change;
  // A removed object has neither size nor ETag.
  const isRemoved = /^(ObjectRemoved|LifecycleExpiration):/.test(operation);
  return {
    eventVersion: EVENT_VERSION,
    eventSource: 'aws:s3',
    awsRegion: change.region,
    eventTime: change.time.toISOString(),
    eventName: operation,
    userIdentity: { principalId: 'AWS:AIDAINPONIXQXHT3IKHL2' },
    requestParameters: { sourceIPAddress: change.sourceIp },
    responseElements: { 'x-amz-request-id': change.requestId, 'x-amz-id-2': change.hostId },
    s3: {
      s3SchemaVersion: '1.0',
      configurationId: change.configurationId,
      bucket: { name: bucket, ownerIdentity: { principalId: 'A3NL1KOZZKExample' }, arn: `arn:aws:s3:::${bucket}` },
      object: { key: encodeKey(key), ...(!isRemoved && { size, eTag }), sequencer },
    },
  };
}

function encodeKey(key: string): string {
  return encodeURIComponent(key).replaceAll('%2F', '/').replaceAll('%20', '+');
}
