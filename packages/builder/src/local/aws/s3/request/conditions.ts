import type { StoredObject } from '../../../sources/bucket/stored-object.ts';
import { AwsApiError } from '../../aws-api-error.ts';

/** The conditions of a request that reads an object. */
export interface ReadConditions {
  readonly IfMatch?: string | undefined;
  readonly IfNoneMatch?: string | undefined;
  readonly IfModifiedSince?: Date | undefined;
  readonly IfUnmodifiedSince?: Date | undefined;
}

/**
 * Checks the conditions of a read in the order of RFC 9110, section 13.2.2.
 *
 * @throws {AwsApiError} one does not hold: 412, or 304 if the client has the object already
 */
export function checkRead(object: StoredObject, conditions: ReadConditions): void {
  const { IfMatch, IfNoneMatch, IfModifiedSince, IfUnmodifiedSince } = conditions;
  const modified = fullSeconds(object.lastModified);
  if (IfMatch !== undefined) {
    if (!matches(IfMatch, object)) throw preconditionFailed('If-Match');
  } else if (IfUnmodifiedSince !== undefined && modified > fullSeconds(IfUnmodifiedSince)) {
    throw preconditionFailed('If-Unmodified-Since');
  }
  if (IfNoneMatch !== undefined) {
    if (matches(IfNoneMatch, object)) throw notModified(object);
  } else if (IfModifiedSince !== undefined && modified <= fullSeconds(IfModifiedSince)) {
    throw notModified(object);
  }
}

/**
 * Checks the conditions of a write: https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 *
 * @throws {AwsApiError} one does not hold
 */
export function checkWrite(object: StoredObject | undefined, { IfMatch, IfNoneMatch }: ReadConditions): void {
  if (IfNoneMatch !== undefined) {
    if (IfNoneMatch !== '*') {
      throw new AwsApiError('NotImplemented', 'A header you provided implies functionality that is not implemented', {
        status: 501,
        details: {
          Header: 'If-None-Match',
          additionalMessage: "We don't accept the provided value of If-None-Match header for this API",
        },
      });
    }
    if (object !== undefined) throw preconditionFailed('If-None-Match');
  }
  if (IfMatch === undefined) return;
  if (object === undefined) throw new AwsApiError('NoSuchKey', 'The specified key does not exist.');
  if (!matches(IfMatch, object)) throw preconditionFailed('If-Match');
}

/** The conditions of a request that copies an object. */
export type CopyConditions = { readonly [Name in keyof ReadConditions as `CopySource${Name}`]: ReadConditions[Name] };

/** @throws {AwsApiError} the source of a copy does not meet a condition; there is no 304 */
export function checkCopySource(object: StoredObject, conditions: CopyConditions): void {
  try {
    checkRead(object, {
      IfMatch: conditions.CopySourceIfMatch,
      IfNoneMatch: conditions.CopySourceIfNoneMatch,
      IfModifiedSince: conditions.CopySourceIfModifiedSince,
      IfUnmodifiedSince: conditions.CopySourceIfUnmodifiedSince,
    });
  } catch (error) {
    if (error instanceof AwsApiError && error.options.status === 304)
      throw preconditionFailed('x-amz-copy-source-If-None-Match');
    throw error;
  }
}

function matches(header: string, { eTag }: StoredObject): boolean {
  return header.split(',').some((each) => {
    const wanted = each.trim().replace(/^W\//, '').replaceAll('"', '');
    return wanted === '*' || wanted === eTag;
  });
}

/** Headers have times in full seconds. */
function fullSeconds(time: Date): number {
  return Math.floor(time.getTime() / 1000);
}

function preconditionFailed(condition: string): AwsApiError {
  return new AwsApiError('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', {
    status: 412,
    details: { Condition: condition },
  });
}

function notModified({ eTag, lastModified }: StoredObject): AwsApiError {
  return new AwsApiError('NotModified', 'Not Modified', {
    status: 304,
    headers: { etag: `"${eTag}"`, 'last-modified': lastModified.toUTCString() },
  });
}
