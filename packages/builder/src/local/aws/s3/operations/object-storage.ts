import type { ObjectStorage, StoredObject } from '../../../sources/bucket/stored-object.ts';
import { AwsApiError } from '../../aws-api-error.ts';
import { invalidArgument } from '../request/s3-errors.ts';

/** The members of AWS's SDK that say how to store an object. */
interface StorageInput {
  readonly StorageClass?: string | undefined;
  readonly ServerSideEncryption?: string | undefined;
  readonly SSEKMSKeyId?: string | undefined;
}

/** How an object is encrypted. */
interface EncryptionMembers {
  readonly ServerSideEncryption: 'AES256' | 'aws:kms' | 'aws:kms:dsse';
  readonly SSEKMSKeyId?: string | undefined;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-class-intro.html */
const storageClasses = [
  'STANDARD',
  'REDUCED_REDUNDANCY',
  'STANDARD_IA',
  'ONEZONE_IA',
  'INTELLIGENT_TIERING',
  'GLACIER_IR',
  'GLACIER',
  'DEEP_ARCHIVE',
] as const;
const [DEFAULT_CLASS] = storageClasses;
/** Objects of these classes have to be restored before they can be read, which the emulator cannot do. */
const archives: readonly string[] = ['GLACIER', 'DEEP_ARCHIVE'];

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/serv-side-encryption.html */
const encryptions = ['AES256', 'aws:kms', 'aws:kms:dsse'] as const;
const [DEFAULT_ENCRYPTION] = encryptions;

/**
 * How to store an object. Nothing is really encrypted here.
 *
 * @throws {AwsApiError} there is no such storage class or encryption
 */
export function storageOf({
  StorageClass: name,
  ServerSideEncryption,
  SSEKMSKeyId: keyId,
}: StorageInput): ObjectStorage {
  const storageClass = name === undefined ? undefined : storageClasses.find((each) => each === name);
  if (storageClass !== name) {
    const details = { StorageClassRequested: name ?? '' };
    throw new AwsApiError('InvalidStorageClass', 'The storage class you specified is not valid', { details });
  }
  const encryption = encryptions.find((each) => each === ServerSideEncryption);
  if (ServerSideEncryption !== encryption) {
    const message = 'The encryption method specified is not supported';
    throw invalidArgument(message, 'x-amz-server-side-encryption', ServerSideEncryption ?? '');
  }
  if (keyId !== undefined && (encryption === undefined || encryption === DEFAULT_ENCRYPTION)) {
    const message =
      'Server Side Encryption with AWS KMS managed key requires HTTP header x-amz-server-side-encryption : aws:kms';
    throw invalidArgument(message, 'x-amz-server-side-encryption', encryption ?? '');
  }
  return { storageClass, encryption, keyId };
}

export function storageClassOf({ storageClass = DEFAULT_CLASS }: ObjectStorage = {}) {
  return storageClass;
}

/** What each operation that writes or reads an object returns. S3 encrypts all objects. */
export function encryptionMembers({ encryption = DEFAULT_ENCRYPTION, keyId }: ObjectStorage = {}): EncryptionMembers {
  return { ServerSideEncryption: encryption, ...(keyId !== undefined && { SSEKMSKeyId: keyId }) };
}

/** What a read of an object returns. S3 does not name the default class there. */
export function storageMembers({ storage }: StoredObject) {
  const storageClass = storageClassOf(storage);
  return { ...encryptionMembers(storage), ...(storageClass !== DEFAULT_CLASS && { StorageClass: storageClass }) };
}

/** @throws {AwsApiError} the object is archived */
export function checkReadable({ storage }: StoredObject): void {
  const storageClass = storageClassOf(storage);
  if (!archives.includes(storageClass)) return;
  throw new AwsApiError('InvalidObjectState', "The operation is not valid for the object's storage class", {
    status: 403,
    details: { StorageClass: storageClass },
  });
}
