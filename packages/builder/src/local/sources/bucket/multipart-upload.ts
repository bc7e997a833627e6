import type { ObjectChecksum, ObjectInput } from './stored-object.ts';

export interface UploadedPart {
  readonly body: Uint8Array;
  readonly eTag: string;
  readonly checksum: ObjectChecksum | undefined;
  readonly lastModified: Date;
}

/** An object that is uploaded in parts. */
export interface MultipartUpload {
  readonly id: string;
  readonly key: string;
  readonly startedAt: Date;
  /** What the object has besides its body. */
  readonly input: Omit<ObjectInput, 'body'>;
  /** The checksum that the object gets when it is complete. */
  readonly checksum: Pick<ObjectChecksum, 'algorithm' | 'type'> | undefined;
  readonly parts: Map<number, UploadedPart>;
}
