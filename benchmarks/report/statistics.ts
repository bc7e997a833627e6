/** The middle of some numbers, and between what the middle half of them lies. */
export interface Spread {
  readonly low: number;
  readonly median: number;
  readonly high: number;
}

/** The median and the quartiles; of one number, thrice that number. @param numbers at least one */
export function spreadOf(numbers: readonly number[]): Spread {
  const sorted = [...numbers].sort((a, b) => a - b);
  return { low: quantile(sorted, 0.25), median: quantile(sorted, 0.5), high: quantile(sorted, 0.75) };
}

/**
 * The ratios of two subjects, round by round, so that a slow moment of the machine is in both parts of a ratio. Where
 * one of them was measured once only, that is what all rounds of the other are compared with.
 */
export function ratiosOf(numerators: readonly number[], denominators: readonly number[]): readonly number[] {
  const rounds = Math.max(numerators.length, denominators.length);
  const at = (numbers: readonly number[], round: number) => numbers[Math.min(round, numbers.length - 1)] as number;
  return Array.from({ length: rounds }, (_, round) => at(numerators, round) / at(denominators, round));
}

/** Between two numbers, in proportion. */
function quantile(sorted: readonly number[], share: number): number {
  const position = (sorted.length - 1) * share;
  const below = sorted[Math.floor(position)] as number;
  const above = sorted[Math.ceil(position)] as number;
  return below + (above - below) * (position - Math.floor(position));
}
