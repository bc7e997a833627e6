/** Maps values to positions on an axis. */
export interface Scale {
  /** The position of a value, from 0 to 1. */
  at(value: number): number;
  /** The values to mark. */
  readonly ticks: readonly number[];
}

/** The ratio of the largest to the smallest value from which powers of ten are clearer. */
const LOGARITHMIC_FROM = 20;
const TICK_COUNT = 5;

/** A scale for results: equal steps from zero, or powers of ten if the sizes differ widely. */
export function scaleOfAmounts(values: readonly number[]): Scale {
  const least = Math.min(...values);
  const most = Math.max(...values);
  return least > 0 && most / least > LOGARITHMIC_FROM ? powersOfTen(least, most) : linear(most);
}

/** A logarithmic scale for the places where something was measured, from the first to the last. */
export function scaleOfPlaces(values: readonly number[]): Scale {
  const first = Math.log10(Math.min(...values));
  const span = Math.log10(Math.max(...values)) - first;
  return { at: (value) => (Math.log10(value) - first) / span, ticks: values };
}

function linear(most: number): Scale {
  const step = niceStep(most / TICK_COUNT);
  const end = Math.max(step, Math.ceil(most / step) * step);
  const ticks = Array.from({ length: Math.round(end / step) + 1 }, (_, index) => index * step);
  return { at: (value) => value / end, ticks };
}

function powersOfTen(least: number, most: number): Scale {
  const first = Math.floor(Math.log10(least));
  const last = Math.ceil(Math.log10(most));
  const ticks = Array.from({ length: last - first + 1 }, (_, index) => 10 ** (first + index));
  return { at: (value) => (Math.log10(value) - first) / (last - first), ticks };
}

/** The smallest step of 1, 2 or 5 times a power of ten that is at least `least`. */
function niceStep(least: number): number {
  if (!(least > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(least));
  return ([1, 2, 5, 10].find((factor) => factor * power >= least) ?? 10) * power;
}
