/** Puts values on an axis. */
export interface Scale {
  /** Where a value is, from 0 to 1. */
  at(value: number): number;
  /** Values worth a mark. */
  readonly ticks: readonly number[];
}

/** How much larger the largest value has to be for powers of ten to show more. */
const SPAN_OF_LOGARITHM = 20;
const MARKS = 5;

/** For how much was measured: from zero in equal steps, or in powers of ten where the values are of very different size. */
export function scaleOfAmounts(values: readonly number[]): Scale {
  const least = Math.min(...values);
  const most = Math.max(...values);
  return least > 0 && most / least > SPAN_OF_LOGARITHM ? powersOfTen(least, most) : linear(most);
}

/** For where was measured, from the first place to the last: as far from 1 to 10 as from 10 to 100. */
export function scaleOfPlaces(values: readonly number[]): Scale {
  const first = Math.log10(Math.min(...values));
  const span = Math.log10(Math.max(...values)) - first;
  return { at: (value) => (Math.log10(value) - first) / span, ticks: values };
}

function linear(most: number): Scale {
  const step = niceStep(most / MARKS);
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

/** 1, 2 or 5 times a power of ten: the next that is no less. */
function niceStep(least: number): number {
  if (!(least > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(least));
  return ([1, 2, 5, 10].find((factor) => factor * power >= least) ?? 10) * power;
}
