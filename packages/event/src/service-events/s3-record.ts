import type { S3EventRecord } from 'aws-lambda';

/**
 * A record of an S3 notification, with the blocks that single operations add
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html).
 */
export type S3Record = S3EventRecord & {
  /** Of operations of Replication. */
  readonly replicationEventData?: {
    readonly replicationRuleId: string;
    readonly destinationBucket: string;
    readonly s3Operation: string;
    readonly requestTime: string;
    readonly failureReason?: string;
    readonly threshold?: string;
    readonly replicationTime?: string;
  };
  /** Of operations of IntelligentTiering. */
  readonly intelligentTieringEventData?: { readonly destinationAccessTier: string };
  /** Of operations of LifecycleTransition. */
  readonly lifecycleEventData?: { readonly transitionEventData: { readonly destinationStorageClass: string } };
};

/** The object that a record is about. */
export interface S3Object {
  readonly bucket: string;
  /** The key itself; in the record it is URL-encoded. */
  readonly key: string;
  /** Only of a bucket with versions. */
  readonly versionId: string | undefined;
  /** In bytes; undefined where the object is gone. */
  readonly size: number | undefined;
  /** Undefined where the object is gone. */
  readonly eTag: string | undefined;
  /** Orders the events of one key: hexadecimal, to be padded with zeros on the left before it is compared. */
  readonly sequencer: string | undefined;
}

/** A record that can't be read: of a major version that isn't known, or without what every record has. */
export class InvalidS3RecordError extends Error {
  override get name(): string {
    return 'InvalidS3RecordError';
  }
}

/**
 * Reads the object out of a record.
 *
 * @throws InvalidS3RecordError where the record's version is not 2.x, or where it names no object.
 */
export function readObject(record: S3Record): S3Object {
  const { eventVersion = '2.0', s3 } = record;
  if (!/^2(\.|$)/.test(eventVersion)) {
    throw new InvalidS3RecordError(`The record is of version ${eventVersion}, where 2.x is known: update @alr/event`);
  }
  if (typeof s3?.bucket?.name !== 'string' || typeof s3.object?.key !== 'string') {
    throw new InvalidS3RecordError('The record names no bucket and key');
  }
  const { key, versionId, size, eTag, sequencer } = s3.object;
  return { bucket: s3.bucket.name, key: decodeKey(key), versionId, size, eTag, sequencer };
}

function decodeKey(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch (cause) {
    throw new InvalidS3RecordError('The key of the record is not URL-encoded', { cause });
  }
}
