import type { Aws } from '../../aws/connection.ts';

/** An image that a container engine of this machine holds. */
export interface LocalImage {
  /** The id that its contents amount to, such as `sha256:...`. */
  readonly id: string;
  /** The processor that it was built for, as Lambda calls it; undefined where the engine doesn't tell. */
  readonly architecture: string | undefined;
  /**
   * Pushes it.
   *
   * @param reference Where to: `REGISTRY/REPOSITORY:TAG`.
   * @returns the digest that the push reported, such as `sha256:...`.
   */
  pushTo(aws: Aws, reference: string): Promise<string>;
}
