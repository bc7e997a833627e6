import type { Journal } from '../journal.ts';
import { Bucket, type BucketOptions } from './bucket.ts';
import { KeptBuckets } from './kept-buckets.ts';

export type BucketsOptions = Pick<BucketOptions, 'region' | 'newId' | 'notify' | 'putEvent'> & {
  /** Where their state is kept. Undefined if it is not. */
  readonly journal?: Journal | undefined;
};

/** The buckets of this machine, by name. */
export class Buckets {
  readonly #buckets = new Map<string, Bucket>();
  readonly #options: BucketsOptions;
  readonly #kept: KeptBuckets | undefined;

  constructor(options: BucketsOptions) {
    this.#options = options;
    this.#kept = options.journal && new KeptBuckets(options.journal);
    for (const each of this.#kept?.restore() ?? []) this.create(each.name, each.stored.createdAt).restore(each);
  }

  get(name: string): Bucket | undefined {
    return this.#buckets.get(name);
  }

  /** Sorted by name. */
  get all(): readonly Bucket[] {
    return [...this.#buckets.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Creates a bucket. An existing one is returned. */
  create(name: string, now: number): Bucket {
    const bucket = this.#buckets.get(name) ?? this.#newBucket(name, now);
    this.#buckets.set(name, bucket);
    return bucket;
  }

  delete(name: string): void {
    this.#buckets.get(name)?.dispose();
    this.#buckets.delete(name);
    this.#kept?.removeBucket(name);
  }

  newId(): string {
    return this.#options.newId();
  }

  #newBucket(name: string, createdAt: number): Bucket {
    const { region, newId, notify, putEvent } = this.#options;
    return new Bucket({ region, newId, notify, putEvent, name, createdAt, kept: this.#kept?.bucket(name) });
  }
}
