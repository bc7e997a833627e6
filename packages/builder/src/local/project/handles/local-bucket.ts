import type { Clock } from '../../clock/clock.ts';
import { LocalOptionError } from '../../options/local-options.ts';
import type { Buckets } from '../../sources/bucket/buckets.ts';

/** A bucket of a running emulator. */
export interface LocalBucket {
  /** The keys of its objects, in the order of S3's lists. */
  readonly keys: readonly string[];
  /** Creates or replaces an object, and notifies what the bucket notifies. */
  put(key: string, body: string | Uint8Array): void;
  /** The content of an object; undefined if there is none. */
  get(key: string): Buffer | undefined;
  /** Removes an object, if there is one. */
  delete(key: string): void;
}

/**
 * A bucket by its name.
 *
 * @throws {LocalOptionError} there is no such bucket
 */
export function localBucket(buckets: Buckets | undefined, clock: Clock, name: string): LocalBucket {
  const bucket = buckets?.get(name);
  if (bucket === undefined) {
    const known = buckets?.all.map((each) => each.name).join(', ') || 'none';
    throw new LocalOptionError(`there is no bucket ${name}: the buckets of this emulator are ${known}`);
  }
  return {
    get keys() {
      return [...bucket.keys];
    },
    put(key, body) {
      bucket.put(key, { body: Buffer.from(body) }, clock.now);
    },
    get(key) {
      const object = bucket.get(key);
      return object && Buffer.from(object.body);
    },
    delete(key) {
      bucket.delete(key, clock.now);
    },
  };
}
