import { closest, distance } from 'fastest-levenshtein';

/** The candidate that the word may be a slip for: at most a third of it differs. */
export function closeTo(word: string, candidates: readonly string[]): string | undefined {
  if (candidates.length === 0) return undefined;
  const candidate = closest(word, candidates);
  return distance(word.toLowerCase(), candidate.toLowerCase()) <= Math.ceil(candidate.length / 3)
    ? candidate
    : undefined;
}
