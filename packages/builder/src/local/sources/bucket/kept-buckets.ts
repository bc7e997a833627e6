import type { Collection, Journal } from '../journal.ts';
import type { MultipartUpload, UploadedPart } from './multipart-upload.ts';
import type { NotificationRule } from './notification.ts';
import type { ObjectHeaders, ObjectInput, ObjectStorage, StoredObject } from './stored-object.ts';

/** A bucket as it is kept, without its objects. */
export interface StoredBucket {
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  /** Those that clients have set. */
  readonly rules: readonly NotificationRule[];
  readonly usesEventBus: boolean;
}

/** What a bucket says when it changes. */
export interface KeptBucket {
  put(bucket: { readonly stored: StoredBucket }): void;
  putObject(object: StoredObject): void;
  removeObject(key: string): void;
  putUpload(upload: MultipartUpload): void;
  putPart(upload: MultipartUpload, number: number, part: UploadedPart): void;
  removeUpload(upload: MultipartUpload): void;
}

/** A bucket that an earlier run has left. */
export interface RestoredBucket {
  readonly name: string;
  readonly stored: StoredBucket;
  readonly objects: readonly StoredObject[];
  readonly uploads: readonly MultipartUpload[];
}

/** Members that JSON does not have are kept in another form. */
interface KeptMembers {
  readonly headers: Omit<ObjectHeaders, 'Expires'> & { readonly Expires?: number | undefined };
  readonly metadata: Readonly<Record<string, string>>;
  readonly tags: readonly (readonly [key: string, value: string])[];
  /** Files of earlier versions do not have it. */
  readonly storage?: ObjectStorage | undefined;
}

type KeptObject = KeptMembers &
  Pick<StoredObject, 'eTag' | 'checksum' | 'partSizes'> & { readonly lastModified: number };
type KeptUpload = KeptMembers & Pick<MultipartUpload, 'key' | 'checksum'> & { readonly startedAt: number };
type KeptPart = Pick<UploadedPart, 'eTag' | 'checksum'> & { readonly lastModified: number };

/** The buckets in a journal. What belongs to a bucket has its name and a blank before its own id. */
export class KeptBuckets {
  readonly #buckets: Collection<{ readonly stored: StoredBucket }, StoredBucket>;
  readonly #objects: Collection<StoredObject, KeptObject>;
  readonly #uploads: Collection<MultipartUpload, KeptUpload>;
  readonly #parts: Collection<UploadedPart, KeptPart>;

  constructor(journal: Journal) {
    this.#buckets = journal.collection('bucket', ({ stored }) => ({ value: stored }));
    this.#objects = journal.collection('object', ({ body, lastModified, eTag, checksum, partSizes, ...others }) => ({
      value: { ...encodeMembers(others), eTag, checksum, partSizes, lastModified: lastModified.getTime() },
      content: body,
    }));
    this.#uploads = journal.collection('upload', ({ key, startedAt, input, checksum }) => ({
      value: { ...encodeMembers(input), key, checksum, startedAt: startedAt.getTime() },
    }));
    this.#parts = journal.collection('part', ({ body, eTag, checksum, lastModified }) => ({
      value: { eTag, checksum, lastModified: lastModified.getTime() },
      content: body,
    }));
  }

  /** What an earlier run has left. To be called once. */
  restore(): readonly RestoredBucket[] {
    const buckets = new Map(
      this.#buckets
        .restore()
        .map(({ id: name, value: stored }) => [
          name,
          { name, stored, objects: [] as StoredObject[], uploads: [] as MultipartUpload[] },
        ]),
    );
    for (const { id, value, content = Buffer.alloc(0) } of this.#objects.restore()) {
      const [bucket, key] = splitId(id);
      const { eTag, checksum, partSizes, lastModified } = value;
      const others = { eTag, checksum, partSizes, lastModified: new Date(lastModified) };
      buckets.get(bucket)?.objects.push({ ...decodeMembers(value), ...others, key, body: content });
    }
    const uploads = new Map<string, MultipartUpload>();
    for (const { id, value } of this.#uploads.restore()) {
      const [bucket, uploadId] = splitId(id);
      const { key, checksum, startedAt } = value;
      const input = decodeMembers(value);
      const upload = { id: uploadId, key, startedAt: new Date(startedAt), input, checksum, parts: new Map() };
      uploads.set(id, upload);
      buckets.get(bucket)?.uploads.push(upload);
    }
    for (const { id, value, content = Buffer.alloc(0) } of this.#parts.restore()) {
      const end = id.lastIndexOf(' ');
      const { eTag, checksum, lastModified } = value;
      const part = { eTag, checksum, lastModified: new Date(lastModified), body: content };
      uploads.get(id.slice(0, end))?.parts.set(Number(id.slice(end + 1)), part);
    }
    return [...buckets.values()];
  }

  bucket(name: string): KeptBucket {
    const idOf = (id: string) => `${name} ${id}`;
    return {
      put: (bucket) => this.#buckets.put(name, bucket),
      putObject: (object) => this.#objects.put(idOf(object.key), object),
      removeObject: (key) => this.#objects.remove(idOf(key)),
      putUpload: (upload) => this.#uploads.put(idOf(upload.id), upload),
      putPart: (upload, number, part) => this.#parts.put(idOf(`${upload.id} ${number}`), part),
      removeUpload: ({ id, parts }) => {
        this.#uploads.remove(idOf(id));
        for (const number of parts.keys()) this.#parts.remove(idOf(`${id} ${number}`));
      },
    };
  }

  removeBucket(name: string): void {
    this.#buckets.remove(name);
  }
}

function encodeMembers({
  headers = {},
  metadata = {},
  tags = new Map(),
  storage,
}: Omit<ObjectInput, 'body'>): KeptMembers {
  return { headers: { ...headers, Expires: headers.Expires?.getTime() }, metadata, tags: [...tags], storage };
}

function decodeMembers({ headers: { Expires, ...headers }, metadata, tags, storage = {} }: KeptMembers) {
  const expires = Expires !== undefined && { Expires: new Date(Expires) };
  return { headers: { ...headers, ...expires }, metadata, tags: new Map(tags), storage };
}

function splitId(id: string): [bucket: string, id: string] {
  const blank = id.indexOf(' ');
  return [id.slice(0, blank), id.slice(blank + 1)];
}
