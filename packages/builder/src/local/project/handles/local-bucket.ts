import type { Clock } from '../../clock/clock.ts';
import type { Buckets } from '../../sources/bucket/buckets.ts';
import { keyProblem } from '../../sources/bucket/object-key.ts';
import { checkText, rejection } from '../resources/rejected-message.ts';
import type { CheckOpen } from './emulator-closed-error.ts';
import { unknownSource } from './unknown-source.ts';

/** A bucket of a running emulator. */
export interface LocalBucket {
  /** The keys of its objects, in the order of S3's lists. */
  readonly keys: readonly string[];
  /**
   * Creates or replaces an object, and notifies what the bucket notifies.
   *
   * @throws {RejectedMessageError} the key is empty or too long
   * @throws {EmulatorClosedError} the emulator is closed
   */
  put(key: string, body: string | Uint8Array): void;
  /** The content of an object; undefined if there is none. */
  get(key: string): Buffer | undefined;
  /**
   * Removes an object, if there is one.
   *
   * @throws {EmulatorClosedError} the emulator is closed
   */
  delete(key: string): void;
}

/**
 * A bucket by its name.
 *
 * @throws {LocalOptionError} there is no such bucket
 */
export function localBucket(
  buckets: Buckets | undefined,
  clock: Clock,
  name: string,
  checkOpen: CheckOpen = () => {},
): LocalBucket {
  const bucket = buckets?.get(name);
  if (bucket === undefined) throw unknownSource('bucket', name, buckets?.all);
  return {
    get keys() {
      return [...bucket.keys];
    },
    put(key, body) {
      const destination = `bucket ${name}`;
      checkOpen(`put into the ${destination}`);
      const problem = keyProblem(checkText(destination, key));
      if (problem !== undefined) throw rejection(destination, problem, 'object');
      const bytes = body instanceof Uint8Array ? body : checkText(destination, body);
      bucket.put(key, { body: Buffer.from(bytes) }, clock.now);
    },
    get(key) {
      const object = bucket.get(key);
      return object && Buffer.from(object.body);
    },
    delete(key) {
      checkOpen(`delete from the bucket ${name}`);
      bucket.delete(key, clock.now);
    },
  };
}
