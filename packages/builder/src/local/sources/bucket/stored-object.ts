/** What is put into a bucket. */
export interface ObjectInput {
  readonly body: Uint8Array;
  /** What GetObject sends as headers. */
  readonly headers?: ObjectHeaders;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly tags?: ReadonlyMap<string, string>;
  readonly checksum?: ObjectChecksum | undefined;
  readonly storage?: ObjectStorage;
  /** The parts that it was uploaded in. */
  readonly partSizes?: readonly number[];
  /** Default: the MD5 digest of the body. */
  readonly eTag?: string;
}

/** Headers that are stored with an object, by the names of their members in AWS's SDK. */
export interface ObjectHeaders {
  readonly ContentType?: string | undefined;
  readonly ContentEncoding?: string | undefined;
  readonly ContentDisposition?: string | undefined;
  readonly ContentLanguage?: string | undefined;
  readonly CacheControl?: string | undefined;
  readonly Expires?: Date | undefined;
}

/** How a client wants an object to be stored, which has no effect here. */
export interface ObjectStorage {
  /** Default: `STANDARD`. */
  readonly storageClass?:
    | 'STANDARD'
    | 'REDUCED_REDUNDANCY'
    | 'STANDARD_IA'
    | 'ONEZONE_IA'
    | 'INTELLIGENT_TIERING'
    | 'GLACIER_IR'
    | 'GLACIER'
    | 'DEEP_ARCHIVE'
    | undefined;
  /** Default: `AES256`, with a key of S3. */
  readonly encryption?: 'AES256' | 'aws:kms' | 'aws:kms:dsse' | undefined;
  /** The key of KMS. */
  readonly keyId?: string | undefined;
}

export interface ObjectChecksum {
  readonly algorithm: 'CRC32' | 'CRC32C' | 'CRC64NVME' | 'SHA1' | 'SHA256';
  /** In Base64. A checksum of the checksums of parts ends in a hyphen and their number. */
  readonly value: string;
  readonly type: 'FULL_OBJECT' | 'COMPOSITE';
}

/** An object in a bucket. */
export interface StoredObject extends Required<Omit<ObjectInput, 'checksum'>> {
  readonly key: string;
  readonly checksum: ObjectChecksum | undefined;
  readonly lastModified: Date;
}
