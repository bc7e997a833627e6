import type { Entry } from './list.ts';

/** How an image starts a function. */
export interface SnapshotReport {
  /** The size of the snapshot in bytes; undefined if the image has none. */
  readonly bytes: number | undefined;
  /** Why packages are not in the snapshot, or why there is none. */
  readonly reasons: readonly string[];
}

/** What became of a package: how its function is started, how long that takes, and whether it works. */
export interface Outcome extends SnapshotReport {
  readonly entry: Entry;
  /** The version of each of its packages. */
  readonly versions: readonly string[];
  /** The processor time until the first response in milliseconds, round by round, without a snapshot and with it. */
  readonly without: readonly number[];
  readonly with: readonly number[];
  /** What does not work; empty if all forms respond in the same way. */
  readonly failures: readonly string[];
}

/** Compares the responses of the forms of a function with the one of its sources. */
export function differences(responses: Readonly<Record<string, string>>): readonly string[] {
  const { sources, ...forms } = responses;
  return Object.entries(forms)
    .filter(([, response]) => response !== sources)
    .map(([form, response]) => `${form}: responds ${response} instead of ${sources}`);
}

/** Reads what the build of an image prints about its snapshot. */
export function readReport(printed: string): SnapshotReport {
  const lines = [...printed.matchAll(/^snapshot: (.*)$/gm)].map(([, line]) => line as string);
  const megabytes = lines.map((line) => /([\d.]+) MB$/.exec(line)?.[1]).find((number) => number !== undefined);
  const none = lines.find((line) => line.startsWith('none'));
  const reasons = lines.flatMap((line) => /^(?:without|none, because) (.*)$/.exec(line)?.[1] ?? []);
  return {
    bytes: megabytes === undefined || none ? undefined : Number(megabytes) * 2 ** 20,
    reasons: [...new Set(reasons)],
  };
}
