import { compareKeys, lowerBound } from './key-order.ts';

export interface ListOptions {
  readonly prefix: string;
  /** Keys that have this after the prefix are listed as one common prefix. Empty: none are. */
  readonly delimiter: string;
  /** Only what comes after this. */
  readonly after: string;
  readonly maxKeys: number;
}

export interface KeyList {
  readonly keys: readonly string[];
  readonly commonPrefixes: readonly string[];
  /** The last key or common prefix, if there are more. */
  readonly next: string | undefined;
}

/** Lists keys, which are sorted: https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html */
export function listKeys(sorted: readonly string[], { prefix, delimiter, after, maxKeys }: ListOptions): KeyList {
  const keys: string[] = [];
  const commonPrefixes: string[] = [];
  let last = after;
  let index = lowerBound(sorted, compareKeys(prefix, after) > 0 ? prefix : after);
  while (index < sorted.length) {
    const key = sorted[index] ?? '';
    if (!key.startsWith(prefix)) break;
    const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    const entry = end === -1 ? key : key.slice(0, end + delimiter.length);
    // A list that goes on after a common prefix does not list its keys again.
    if (compareKeys(entry, after) <= 0) {
      index = end === -1 ? index + 1 : indexAfterPrefix(sorted, entry, index);
      continue;
    }
    if (keys.length + commonPrefixes.length === maxKeys) return { keys, commonPrefixes, next: last };
    if (end === -1) {
      keys.push(key);
      index += 1;
    } else {
      commonPrefixes.push(entry);
      index = indexAfterPrefix(sorted, entry, index);
    }
    last = entry;
  }
  return { keys, commonPrefixes, next: undefined };
}

/** The index of the first key from `start` on that does not have the prefix. */
function indexAfterPrefix(sorted: readonly string[], prefix: string, start: number): number {
  let [low, high] = [start, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]?.startsWith(prefix)) low = middle + 1;
    else high = middle;
  }
  return low;
}
