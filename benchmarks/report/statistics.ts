/** The median of some numbers, and the range of the middle half of them. */
export interface Spread {
  readonly low: number;
  readonly median: number;
  readonly high: number;
}

/**
 * The median and the quartiles. All three are the same for a single number.
 * @param numbers at least one
 */
export function spreadOf(numbers: readonly number[]): Spread {
  const sorted = [...numbers].sort((a, b) => a - b);
  return { low: quantile(sorted, 0.25), median: quantile(sorted, 0.5), high: quantile(sorted, 0.75) };
}

/**
 * The ratios of two subjects, round by round, so that a slow moment of the machine affects both sides. If one of them was
 * measured only once, all rounds of the other are compared with that sample.
 */
export function ratiosOf(numerators: readonly number[], denominators: readonly number[]): readonly number[] {
  const rounds = Math.max(numerators.length, denominators.length);
  const at = (numbers: readonly number[], round: number) => numbers[Math.min(round, numbers.length - 1)] as number;
  return Array.from({ length: rounds }, (_, round) => at(numerators, round) / at(denominators, round));
}

/** Interpolates linearly between the two nearest numbers. */
function quantile(sorted: readonly number[], share: number): number {
  const position = (sorted.length - 1) * share;
  const below = sorted[Math.floor(position)] as number;
  const above = sorted[Math.ceil(position)] as number;
  return below + (above - below) * (position - Math.floor(position));
}
