import { createHash } from 'node:crypto';
import type { CompletedPart } from '@aws-sdk/client-s3';
import type { MultipartUpload, UploadedPart } from '../../../sources/bucket/multipart-upload.ts';
import type { ObjectChecksum } from '../../../sources/bucket/stored-object.ts';
import { AwsApiError } from '../../aws-api-error.ts';
import { malformedXml } from '../../protocol/xml.ts';
import { checksumOf } from '../request/checksums.ts';
import { invalidArgument, invalidRequest } from '../request/s3-errors.ts';
import { checksumMember } from './object-members.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
const MAX_PART = 10_000;
/** The smallest part, except for the last one. */
const MIN_PART_BYTES = 5 * 1024 * 1024;

/** @throws {AwsApiError} an object cannot have such a part */
export function checkPartNumber(number: number): void {
  if (Number.isInteger(number) && number >= 1 && number <= MAX_PART) return;
  const message = `Part number must be an integer between 1 and ${MAX_PART}, inclusive`;
  throw invalidArgument(message, 'partNumber', String(number));
}

/**
 * A part for an upload.
 *
 * @throws {AwsApiError} a part cannot have this number, or not this checksum
 */
export function newPart(
  { checksum: wanted }: MultipartUpload,
  number: number,
  body: Uint8Array,
  sent: ObjectChecksum | undefined,
  now: number,
): UploadedPart {
  checkPartNumber(number);
  if (wanted !== undefined && sent !== undefined && wanted.algorithm !== sent.algorithm) {
    throw invalidRequest(
      `Checksum Type mismatch occurred, expected checksum Type: ${wanted.algorithm.toLowerCase()}, actual checksum Type: ${sent.algorithm.toLowerCase()}`,
    );
  }
  const algorithm = wanted?.algorithm ?? sent?.algorithm;
  return {
    body,
    eTag: createHash('md5').update(body).digest('hex'),
    checksum: algorithm && { algorithm, value: checksumOf(algorithm, body), type: 'FULL_OBJECT' },
    lastModified: new Date(now),
  };
}

/**
 * The parts that an object consists of.
 *
 * @param listed what the client names
 * @throws {AwsApiError} they are not those of the upload, in their order, or one is too small
 */
export function completedParts({ parts }: MultipartUpload, listed: readonly CompletedPart[]): UploadedPart[] {
  if (listed.length === 0) throw malformedXml();
  if (listed.some(({ PartNumber = 0 }, index) => PartNumber <= (listed[index - 1]?.PartNumber ?? 0))) {
    throw new AwsApiError(
      'InvalidPartOrder',
      'The list of parts was not in ascending order. The parts list must be specified in order by part number.',
    );
  }
  return listed.map(({ PartNumber = 0, ETag = '', ...checksums }, index) => {
    const part = parts.get(PartNumber);
    const sent = checksumMember(checksums);
    const isSame = sent === undefined || sent.value === part?.checksum?.value;
    if (part === undefined || part.eTag !== ETag.replaceAll('"', '') || !isSame) {
      throw new AwsApiError(
        'InvalidPart',
        "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
        { details: { PartNumber: String(PartNumber), ETag } },
      );
    }
    if (index < listed.length - 1 && part.body.length < MIN_PART_BYTES) {
      throw new AwsApiError('EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size', {
        details: {
          ProposedSize: String(part.body.length),
          MinSizeAllowed: String(MIN_PART_BYTES),
          PartNumber: String(PartNumber),
        },
      });
    }
    return part;
  });
}

/** The checksum of the whole body, or of the checksums of its parts. */
export function wholeChecksum(
  { checksum }: MultipartUpload,
  parts: readonly UploadedPart[],
  body: Uint8Array,
): ObjectChecksum | undefined {
  if (checksum === undefined) return undefined;
  const { algorithm, type } = checksum;
  if (type === 'FULL_OBJECT') return { algorithm, type, value: checksumOf(algorithm, body) };
  const checksums = parts.map((part) => Buffer.from(part.checksum?.value ?? '', 'base64'));
  return { algorithm, type, value: `${checksumOf(algorithm, Buffer.concat(checksums))}-${parts.length}` };
}

/** The digest of the digests of the parts, and their number. */
export function wholeETag(parts: readonly UploadedPart[]): string {
  const digests = createHash('md5');
  for (const { eTag } of parts) digests.update(eTag, 'hex');
  return `${digests.digest('hex')}-${parts.length}`;
}
