import { distance } from 'fastest-levenshtein';

/** The candidate that the word may be a slip for: at most a third of it differs, in whatever case. */
export function closeTo(word: string, candidates: readonly string[]): string | undefined {
  const [nearest] = candidates
    .map((candidate) => ({ candidate, slips: distance(word.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.slips - b.slips);
  if (nearest === undefined || nearest.slips > Math.ceil(nearest.candidate.length / 3)) return undefined;
  return nearest.candidate;
}
