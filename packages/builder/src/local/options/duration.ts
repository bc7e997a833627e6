import { LocalOptionError } from './local-options.ts';

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const syntax = /^(\d+(\.\d+)?(ms|s|m|h|d))+$/;

/**
 * Reads how far to move the clock: milliseconds, a duration such as `6m` or `1h30m`, or `next`.
 *
 * @throws {LocalOptionError} it is something else
 */
export function durationOf(amount: number | string): number | 'next' {
  if (amount === 'next') return amount;
  const ms = typeof amount === 'number' ? amount : millisecondsOf(amount);
  if (Number.isFinite(ms) && ms >= 0) return Math.round(ms);
  throw new LocalOptionError(
    `"${amount}" is not a time to skip: write a duration such as 30s, 6m, 1h30m or 2d, or next`,
  );
}

function millisecondsOf(text: string): number {
  if (!syntax.test(text)) return Number.NaN;
  const parts = text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g);
  return [...parts].reduce((sum, [, count, unit = '']) => sum + Number(count) * (unitMs[unit] ?? Number.NaN), 0);
}
