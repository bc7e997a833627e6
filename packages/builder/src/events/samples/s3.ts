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
  const { index, bucket = 'my-bucket', operation = 'ObjectCreated:Put', time = new Date() } = options;
  return {
    eventVersion: EVENT_VERSION,
    eventSource: 'aws:s3',
    awsRegion: REGION,
    eventTime: time.toISOString(),
    eventName: operation,
    userIdentity: { principalId: 'AWS:AIDAINPONIXQXHT3IKHL2' },
    requestParameters: { sourceIPAddress: '205.255.255.255' },
    responseElements: {
      'x-amz-request-id': digest('request', index).slice(0, 16).toUpperCase(),
      'x-amz-id-2': Buffer.from(digest('host', index), 'hex').toString('base64'),
    },
    s3: {
      s3SchemaVersion: '1.0',
      configurationId: 'my-notification',
      bucket: { name: bucket, ownerIdentity: { principalId: 'A3NL1KOZZKExample' }, arn: `arn:aws:s3:::${bucket}` },
      object: objectOf(options, operation),
    },
  };
}

/** The object of a record. A removed one has neither size nor ETag. */
function objectOf({ index, keys }: RecordOptions, operation: string): object {
  const isRemoved = /^(ObjectRemoved|LifecycleExpiration):/.test(operation);
  return {
    key: encodeKey(cycle(keys, index) ?? `photos/holiday ${index + 1}.jpg`),
    ...(!isRemoved && { size: 1024 + index, eTag: digest('object', index).slice(0, 32) }),
    sequencer: (0x55aed6dcd90281e5n + BigInt(index)).toString(16).toUpperCase().padStart(18, '0'),
  };
}

function encodeKey(key: string): string {
  return encodeURIComponent(key).replaceAll('%2F', '/').replaceAll('%20', '+');
}
