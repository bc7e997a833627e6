import { createHash } from 'node:crypto';
import { s3ObjectDetail } from '../../../events/samples/eventbridge.ts';
import { s3Record, s3TestEvent } from '../../../events/samples/s3.ts';
import { LOCAL_ACCOUNT } from '../../aws/account.ts';
import type { KeptBucket, RestoredBucket, StoredBucket } from './kept-buckets.ts';
import { compareKeys, lowerBound } from './key-order.ts';
import { type KeyList, type ListOptions, listKeys } from './list-keys.ts';
import type { MultipartUpload, UploadedPart } from './multipart-upload.ts';
import { matchesRule, type NotificationRule, type NotificationTarget, overlappingRules } from './notification.ts';
import type { ObjectInput, StoredObject } from './stored-object.ts';

/** The operations that S3 reports. */
export type BucketOperation =
  | 'ObjectCreated:Put'
  | 'ObjectCreated:Copy'
  | 'ObjectCreated:CompleteMultipartUpload'
  | 'ObjectRemoved:Delete';

/** An event for one target of a bucket's notifications. */
export interface BucketNotification {
  readonly target: NotificationTarget;
  readonly event: object;
  /** The bucket, and the key of the object, which a test event has not. */
  readonly bucket: string;
  readonly key?: string;
}

export interface BucketOptions {
  readonly name: string;
  readonly region: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly newId: () => string;
  readonly notify: (notification: BucketNotification, now: number) => void;
  /** Puts the event of an object on the default event bus. Default: it is dropped. */
  readonly putEvent?: ((event: ObjectEvent, now: number) => void) | undefined;
  /** Where its state is kept. Undefined if it is not. */
  readonly kept?: KeptBucket | undefined;
}

/** An event for EventBridge. */
export interface ObjectEvent {
  readonly detailType: 'Object Created' | 'Object Deleted';
  readonly resources: readonly string[];
  readonly detail: object;
}

/** What EventBridge calls the operations. */
const reasons: Readonly<Record<BucketOperation, string>> = {
  'ObjectCreated:Put': 'PutObject',
  'ObjectCreated:Copy': 'CopyObject',
  'ObjectCreated:CompleteMultipartUpload': 'CompleteMultipartUpload',
  'ObjectRemoved:Delete': 'DeleteObject',
};

/** Where those who change objects are. */
const SOURCE_IP = '127.0.0.1';

/** A bucket without versions. It has no clock: its methods get the time, in milliseconds since 1970. */
export class Bucket {
  readonly name: string;
  readonly region: string;
  readonly createdAt: Date;
  readonly #uploads = new Map<string, MultipartUpload>();
  readonly #objects = new Map<string, StoredObject>();
  readonly #newId: () => string;
  readonly #notify: BucketOptions['notify'];
  /** The keys in the order of lists. */
  readonly #keys: string[] = [];
  #rules: readonly NotificationRule[] = [];
  #usesEventBus = false;
  readonly #putEvent: BucketOptions['putEvent'];
  readonly #kept: KeptBucket | undefined;
  #sequence = 0n;

  constructor({ name, region, createdAt, newId, notify, putEvent, kept }: BucketOptions) {
    this.name = name;
    this.region = region;
    this.createdAt = new Date(createdAt);
    this.#newId = newId;
    this.#notify = notify;
    this.#putEvent = putEvent;
    this.#kept = kept;
    kept?.put(this);
  }

  /** Its state without the objects. The rules of the configuration are not part of it. */
  get stored(): StoredBucket {
    const rules = this.#rules.filter(({ isDeclared }) => isDeclared !== true);
    return { createdAt: this.createdAt.getTime(), rules, usesEventBus: this.#usesEventBus };
  }

  /** Takes the state that an earlier run has left. */
  restore({ stored, objects, uploads }: RestoredBucket): void {
    this.#rules = stored.rules;
    this.#usesEventBus = stored.usesEventBus;
    for (const object of objects) this.#objects.set(object.key, object);
    this.#keys.push(...this.#objects.keys());
    this.#keys.sort(compareKeys);
    for (const upload of uploads) this.#uploads.set(upload.id, upload);
  }

  /** The uploads in parts that are not complete. */
  get uploads(): ReadonlyMap<string, MultipartUpload> {
    return this.#uploads;
  }

  /** Whether the events go to the default event bus too. */
  get usesEventBus(): boolean {
    return this.#usesEventBus;
  }

  /** All keys, in the order of lists. */
  get keys(): readonly string[] {
    return this.#keys;
  }

  get rules(): readonly NotificationRule[] {
    return this.#rules;
  }

  get(key: string): StoredObject | undefined {
    return this.#objects.get(key);
  }

  /** Creates or replaces an object. */
  put(key: string, input: ObjectInput, now: number, operation: BucketOperation = 'ObjectCreated:Put'): StoredObject {
    const object = {
      headers: {},
      metadata: {},
      tags: new Map(),
      checksum: undefined,
      storage: {},
      partSizes: [],
      ...input,
      key,
      eTag: input.eTag ?? createHash('md5').update(input.body).digest('hex'),
      lastModified: new Date(now),
    };
    if (!this.#objects.has(key)) this.#keys.splice(lowerBound(this.#keys, key), 0, key);
    this.#objects.set(key, object);
    this.#kept?.putObject(object);
    this.#report(operation, object, now);
    return object;
  }

  /** Replaces the tags of an object. S3 does not report that. */
  setTags(object: StoredObject, tags: ReadonlyMap<string, string>): void {
    const tagged = { ...object, tags };
    this.#objects.set(object.key, tagged);
    this.#kept?.putObject(tagged);
  }

  /** Removes an object if there is one. S3 reports a removal only then, because there are no versions. */
  delete(key: string, now: number): void {
    const object = this.#objects.get(key);
    if (object === undefined) return;
    this.#objects.delete(key);
    this.#keys.splice(lowerBound(this.#keys, key), 1);
    this.#kept?.removeObject(key);
    this.#report('ObjectRemoved:Delete', object, now);
  }

  list(options: ListOptions): KeyList {
    return listKeys(this.#keys, options);
  }

  addUpload(upload: MultipartUpload): void {
    this.#uploads.set(upload.id, upload);
    this.#kept?.putUpload(upload);
  }

  /** Adds a part, or replaces the one with this number. */
  addPart(upload: MultipartUpload, number: number, part: UploadedPart): void {
    upload.parts.set(number, part);
    this.#kept?.putPart(upload, number, part);
  }

  /** An upload is complete, or given up. */
  removeUpload(upload: MultipartUpload): void {
    this.#uploads.delete(upload.id);
    this.#kept?.removeUpload(upload);
  }

  /** Forgets everything, because it is deleted. */
  dispose(): void {
    for (const key of this.#keys.splice(0)) this.#kept?.removeObject(key);
    this.#objects.clear();
    for (const upload of this.#uploads.values()) this.removeUpload(upload);
  }

  /** Replaces the rules of the notifications. */
  setRules(rules: readonly NotificationRule[], usesEventBus: boolean): void {
    this.#rules = rules;
    this.#usesEventBus = usesEventBus;
    this.#kept?.put(this);
  }

  /** Adds a rule of the configuration. It replaces those of clients that S3 would not allow beside it. */
  declareRule(rule: NotificationRule): void {
    const isCompatible = (other: NotificationRule) =>
      other.id !== rule.id && (other.isDeclared === true || overlappingRules([rule, other]) === undefined);
    this.#rules = [...this.#rules.filter(isCompatible), { ...rule, isDeclared: true }];
  }

  /** Sends the event with which S3 tests the queues and topics of new rules. */
  sendTestEvents(now: number): void {
    const event = s3TestEvent({ bucket: this.name, time: new Date(now) });
    for (const { target } of this.#rules) {
      if (target.kind !== 'function') this.#notify({ target, event, bucket: this.name }, now);
    }
  }

  #report(operation: BucketOperation, { key, body, eTag }: StoredObject, now: number): void {
    const sequencer = this.#nextSequencer(now);
    const requestId = this.#newId();
    for (const rule of this.#rules.filter((each) => matchesRule(each, operation, key))) {
      const record = s3Record({
        bucket: this.name,
        region: this.region,
        operation,
        time: new Date(now),
        key,
        size: body.length,
        eTag,
        sequencer,
        requestId,
        hostId: Buffer.from(requestId).toString('base64'),
        sourceIp: SOURCE_IP,
        configurationId: rule.id,
      });
      this.#notify({ target: rule.target, event: { Records: [record] }, bucket: this.name, key }, now);
    }
    if (!this.#usesEventBus) return;
    const isRemoved = operation === 'ObjectRemoved:Delete';
    const detail = s3ObjectDetail({
      bucket: this.name,
      key,
      ...(!isRemoved && { size: body.length, eTag }),
      sequencer,
      requestId,
      requester: LOCAL_ACCOUNT,
      sourceIp: SOURCE_IP,
      reason: reasons[operation],
    });
    const resources = [`arn:aws:s3:::${this.name}`];
    this.#putEvent?.({ detailType: isRemoved ? 'Object Deleted' : 'Object Created', resources, detail }, now);
  }

  /** A sequencer that is greater than all earlier ones. */
  #nextSequencer(now: number): string {
    const time = BigInt(now) << 20n;
    this.#sequence = time > this.#sequence ? time : this.#sequence + 1n;
    return this.#sequence.toString(16).toUpperCase().padStart(18, '0');
  }
}
