import type { UploadedPart } from '../../../sources/bucket/multipart-upload.ts';
import { MAX_KEY_BYTES } from '../../../sources/bucket/object-key.ts';
import type { ObjectChecksum, ObjectHeaders, StoredObject } from '../../../sources/bucket/stored-object.ts';
import { AwsApiError } from '../../aws-api-error.ts';
import { checksumAlgorithms, checksumOf } from '../request/checksums.ts';

/** The members of AWS's SDK that contain a checksum. */
export type ChecksumMembers = {
  readonly [Algorithm in ObjectChecksum['algorithm'] as `Checksum${Algorithm}`]?: string | undefined;
};

/** The checksum that the client has sent, if any. It has been verified. */
export function checksumMember(input: ChecksumMembers): ObjectChecksum | undefined {
  for (const algorithm of checksumAlgorithms) {
    const value = input[`Checksum${algorithm}`];
    if (value !== undefined) return { algorithm, value, type: 'FULL_OBJECT' };
  }
  return undefined;
}

/** The checksum of an object. S3 computes one if the client has sent none. */
export function checksumOfObject({ checksum, body }: StoredObject): ObjectChecksum {
  return checksum ?? { algorithm: 'CRC64NVME', value: checksumOf('CRC64NVME', body), type: 'FULL_OBJECT' };
}

export function checksumMembers(
  checksum: ObjectChecksum | undefined,
): ChecksumMembers & { ChecksumType?: ObjectChecksum['type'] } {
  return checksum === undefined
    ? {}
    : { [`Checksum${checksum.algorithm}`]: checksum.value, ChecksumType: checksum.type };
}

/** The checksum of a part, which has no type. */
export function checksumOfPart({ checksum }: UploadedPart): ChecksumMembers {
  const { ChecksumType: _, ...members } = checksumMembers(checksum);
  return members;
}

/** The headers that are stored with an object. */
export function storedHeaders(input: ObjectHeaders): ObjectHeaders {
  const { ContentType, ContentEncoding, ContentDisposition, ContentLanguage, CacheControl, Expires } = input;
  return { ContentType, ContentEncoding, ContentDisposition, ContentLanguage, CacheControl, Expires };
}

const MAX_METADATA_BYTES = 2048;

/** @throws {AwsApiError} the key is too long */
export function checkKey(key: string): void {
  const size = Buffer.byteLength(key);
  if (size <= MAX_KEY_BYTES) return;
  throw new AwsApiError('KeyTooLongError', 'Your key is too long', {
    details: { Size: String(size), MaxSizeAllowed: String(MAX_KEY_BYTES) },
  });
}

/** @throws {AwsApiError} the metadata is too large */
export function checkMetadata(metadata: Readonly<Record<string, string>>): void {
  const size = Object.entries(metadata).reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  if (size <= MAX_METADATA_BYTES) return;
  throw new AwsApiError('MetadataTooLarge', 'Your metadata headers exceed the maximum allowed metadata size', {
    details: { Size: String(size), MaxSizeAllowed: String(MAX_METADATA_BYTES) },
  });
}

export function quoted(eTag: string): string {
  return `"${eTag}"`;
}
