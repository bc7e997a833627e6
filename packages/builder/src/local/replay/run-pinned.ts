import type { HistoryEntry, PinnedReplay } from '../record/history.ts';
import { type ReplayContext, replayEntry } from './replay.ts';

/** What has become of the pinned events of a function. */
export interface PinnedResult {
  readonly same: number;
  readonly differs: number;
  /** Those whose responses differ, with the paths. */
  readonly different: readonly { readonly of: string; readonly paths: readonly string[] }[];
}

/**
 * Replays pinned events one after the other, and notes the results in the history. Undefined if that has become pointless meanwhile.
 *
 * @param isCurrent whether the code that runs is still the one that is to be checked
 */
export async function runPinned(
  context: ReplayContext,
  pinned: readonly HistoryEntry[],
  isCurrent: () => boolean,
): Promise<PinnedResult | undefined> {
  const different: { readonly of: string; readonly paths: readonly string[] }[] = [];
  const replays = new Map<number, PinnedReplay>();
  for (const entry of pinned) {
    if (!isCurrent()) return undefined;
    const { id, of, status, differences } = await replayEntry(context, entry, entry.ignored);
    const paths = differences.map(({ path }) => path);
    replays.set(entry.summary.id, { id, differs: paths });
    if (status === 'differs') different.push({ of, paths });
  }
  if (!isCurrent()) return undefined;
  for (const [id, each] of replays) context.history.setReplay(id, each);
  return { same: pinned.length - different.length, differs: different.length, different };
}
