import { Bucket, type BucketOptions } from './bucket.ts';

export type BucketsOptions = Pick<BucketOptions, 'region' | 'newId' | 'notify' | 'putEvent'>;

/** The buckets of this machine, by name. */
export class Buckets {
  readonly #buckets = new Map<string, Bucket>();
  readonly #options: BucketsOptions;

  constructor(options: BucketsOptions) {
    this.#options = options;
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
    const bucket = this.#buckets.get(name) ?? new Bucket({ ...this.#options, name, createdAt: now });
    this.#buckets.set(name, bucket);
    return bucket;
  }

  delete(name: string): void {
    this.#buckets.delete(name);
  }

  newId(): string {
    return this.#options.newId();
  }
}
