import { distance } from 'fastest-levenshtein';

/** The candidate that the word is most likely a misspelling of: at most a third of it differs, ignoring case. */
export function closestMatch(word: string, candidates: readonly string[]): string | undefined {
  const [closest] = candidates
    .map((candidate) => ({ candidate, edits: distance(word.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.edits - b.edits);
  if (closest === undefined || closest.edits > Math.ceil(closest.candidate.length / 3)) return undefined;
  return closest.candidate;
}
