import type { S3EventRecord } from 'aws-lambda';

/**
 * A record of an S3 notification, with the members that some operations add
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html).
 */
export type S3Record = S3EventRecord & {
  /** Only for `Replication` operations. */
  readonly replicationEventData?: {
    readonly replicationRuleId: string;
    readonly destinationBucket: string;
    readonly s3Operation: string;
    readonly requestTime: string;
    readonly failureReason?: string;
    readonly threshold?: string;
    readonly replicationTime?: string;
  };
  /** Only for `IntelligentTiering` operations. */
  readonly intelligentTieringEventData?: { readonly destinationAccessTier: string };
  /** Only for `LifecycleTransition` operations. */
  readonly lifecycleEventData?: { readonly transitionEventData: { readonly destinationStorageClass: string } };
};

/** The object that a record is about. */
export interface S3Object {
  readonly bucket: string;
  /** The key, decoded; the record has it URL-encoded. */
  readonly key: string;
  /** Undefined if the bucket has no versioning. */
  readonly versionId: string | undefined;
  /** In bytes; undefined if the object was removed. */
  readonly size: number | undefined;
  /** Undefined if the object was removed. */
  readonly eTag: string | undefined;
  /** Orders the events of one key: a hexadecimal number. Pad it with zeros on the left before you compare it. */
  readonly sequencer: string | undefined;
}

/** A record cannot be read: its major version is unknown, or it names no object. */
export class InvalidS3RecordError extends Error {
  override get name(): string {
    return 'InvalidS3RecordError';
  }
}

/**
 * Reads the object that a record is about.
 *
 * @throws {InvalidS3RecordError} the version of the record is not 2.x, or the record names no object
 */
export function readObject(record: S3Record): S3Object {
  const { eventVersion = '2.0', s3 } = record;
  if (!/^2(\.|$)/.test(eventVersion)) {
    throw new InvalidS3RecordError(
      `the record has version ${eventVersion}, but only 2.x is supported: update @alr/event`,
    );
  }
  if (typeof s3?.bucket?.name !== 'string' || typeof s3.object?.key !== 'string') {
    throw new InvalidS3RecordError('the record does not name a bucket and a key');
  }
  const { key, versionId, size, eTag, sequencer } = s3.object;
  return { bucket: s3.bucket.name, key: decodeKey(key), versionId, size, eTag, sequencer };
}

function decodeKey(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch (cause) {
    throw new InvalidS3RecordError('the key of the record is not URL-encoded', { cause });
  }
}
