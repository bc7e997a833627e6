import { createHash } from 'node:crypto';

/** How often a fault occurs. */
export interface Occurrence {
  /** How many times in all. */
  readonly times: number;
  /** How likely it is each time: 1 is always. */
  readonly probability: number;
}

/** A number between 0 and 1, as `Math.random` returns it. */
export type Random = () => number;

/** A fault that is permanent. */
export const always: Occurrence = { times: Number.POSITIVE_INFINITY, probability: 1 };
const suffix = /^(?<name>.*?)(?::(?:(?<once>once)|(?<times>\d{1,6})|(?<percent>\d{1,2}(?:\.\d{1,3})?|100)%))?$/s;

/** Splits the text of a fault: `NAME`, and then nothing, `:TIMES`, `:once`, or a probability such as `:20%`. */
export function splitOccurrence(text: string): { readonly name: string; readonly occurrence: Occurrence } {
  // The name can be anything, so that this always matches.
  const { name = text, once, times, percent } = suffix.exec(text)?.groups ?? {};
  if (once !== undefined) return { name, occurrence: { ...always, times: 1 } };
  if (times !== undefined) return { name, occurrence: { ...always, times: Number(times) } };
  if (percent !== undefined) return { name, occurrence: { ...always, probability: Number(percent) / 100 } };
  return { name, occurrence: always };
}

/** Decides, each time when a fault is possible, whether it occurs. */
export class Chance {
  readonly #probability: number;
  readonly #random: Random;
  #remaining: number;

  constructor({ times, probability }: Occurrence, random: Random) {
    this.#remaining = times;
    this.#probability = probability;
    this.#random = random;
  }

  take(): boolean {
    if (this.#remaining <= 0 || (this.#probability < 1 && this.#random() >= this.#probability)) return false;
    this.#remaining -= 1;
    return true;
  }
}

/**
 * Numbers that are the same for the same seed and the same fault, so that a fault does not depend on how often others are
 * possible. This is mulberry32.
 */
export function seededRandom(seed: number, fault: string): Random {
  let state = createHash('sha256').update(`${seed} ${fault}`).digest().readUInt32LE();
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
