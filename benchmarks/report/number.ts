import type { Unit } from '../figures/figure.ts';

/** A number with three significant digits, and thousands separated. */
export function formatNumber(value: number): string {
  const size = Math.abs(value);
  if (size >= 100) return Math.round(value).toLocaleString('en');
  return String(Number(value.toPrecision(size < 1 ? 2 : 3)));
}

/** A number and its unit: `28.3 ms`, `4,100/s`. */
export function formatQuantity(value: number, unit: Unit): string {
  if (unit === '') return formatNumber(value);
  return unit === '/s' ? `${formatNumber(value)}/s` : `${formatNumber(value)} ${unit}`;
}
