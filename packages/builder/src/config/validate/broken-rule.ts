import type { KeyPath } from '../keys/keys.ts';

/** A rule between keys that the settings break. */
export interface BrokenRule {
  /** The keys that it is between; the first that is set in a file is where the problem is shown. */
  readonly between: readonly KeyPath[];
  readonly message: string;
}
