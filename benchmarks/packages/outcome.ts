import type { Response } from '../figures/start-once.ts';
import { spreadOf } from '../report/statistics.ts';
import type { Entry } from './list.ts';

/** How an image starts a function. */
export interface SnapshotReport {
  /** The size of the snapshot in bytes; undefined if the image has none. */
  readonly bytes: number | undefined;
  /** Why packages are not in the snapshot, or why there is none. */
  readonly reasons: readonly string[];
}

/** The cost of a start to the first response in milliseconds, without a snapshot and with it. */
export interface Round {
  readonly without: Start;
  readonly with: Start;
}

type Start = Pick<Response, 'wall' | 'cpu'>;

/** What became of a package: how its function is started, how long that takes, and whether it works. */
export interface Outcome extends SnapshotReport {
  readonly entry: Entry;
  /** The version of each of its packages. */
  readonly versions: readonly string[];
  readonly rounds: readonly Round[];
  /** What does not work; empty if all forms respond in the same way. */
  readonly failures: readonly string[];
}

/** The image has a snapshot only if a start takes at most this part of the processor time of one without it. */
const WORTHWHILE = 0.9;

/** Whether an image would have the snapshot. */
export function isWorthwhile({ bytes, rounds }: Outcome): boolean {
  if (bytes === undefined || rounds.length === 0) return false;
  const median = (form: keyof Round) => spreadOf(rounds.map((round) => round[form].cpu)).median;
  return median('with') <= WORTHWHILE * median('without');
}

/** Compares the responses of the forms of a function with the first one. */
export function differences(responses: Readonly<Record<string, string>>): readonly string[] {
  const [[, expected] = [], ...others] = Object.entries(responses);
  return others
    .filter(([, response]) => response !== expected)
    .map(([form, response]) => `${form}: responds ${response} instead of ${expected}`);
}

/**
 * Reads what the build of an image says about its snapshot.
 *
 * @param entry the package whose function it is, first among its packages
 * @param printed its output, with a line for each reason
 * @param manifest the function's package.json, with how it is started
 * @param copied the packages that are beside the bundle, because they have native code or are loaded by name
 */
export function readReport(
  { packages }: Pick<Entry, 'packages'>,
  printed: string,
  manifest: string,
  copied: readonly string[],
): SnapshotReport {
  const { start } = (JSON.parse(manifest) as { alr: { start: { megabytes?: number; reason?: string } } }).alr;
  const moved = [...printed.matchAll(/^snapshot: without (.*)$/gm)].map(([, reason]) => reason as string);
  const beside = packages.filter((name) => copied.includes(name)).map((name) => `${name} is beside the bundle`);
  const reasons = new Set([...beside, ...moved, ...(start.reason === undefined ? [] : [start.reason])]);
  const isBeside = copied.includes(packages[0] ?? '');
  return { bytes: isBeside ? undefined : start.megabytes && start.megabytes * 1e6, reasons: [...reasons] };
}
