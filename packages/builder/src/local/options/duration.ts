import { LocalOptionError } from './local-option-error.ts';

const MS_PER_DAY = 86_400_000;
const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: MS_PER_DAY };
const syntax = /^(\d+(\.\d+)?(ms|s|m|h|d))+$/;
/** How far one skip goes: a century, so that all times remain ones that a `Date` can hold. */
const MAX_DAYS = 36_500;
/** How long a value may be in a message. */
const SHOWN_LENGTH = 40;

/**
 * Reads how far to move the clock: milliseconds, a duration such as `6m` or `1h30m`, or `next`.
 *
 * @throws {LocalOptionError} it is something else, or too long
 */
export function durationOf(amount: number | string): number | 'next' {
  if (amount === 'next') return amount;
  const ms = typeof amount === 'number' ? amount : millisecondsOf(amount);
  const text = String(amount);
  const shown = text.length <= SHOWN_LENGTH ? text : `${text.slice(0, SHOWN_LENGTH)}…`;
  if (Number.isNaN(ms) || ms < 0) {
    throw new LocalOptionError(
      `"${shown}" is not a time to skip: write a duration such as 30s, 6m, 1h30m or 2d, or next`,
    );
  }
  if (ms > MAX_DAYS * MS_PER_DAY) {
    throw new LocalOptionError(`"${shown}" is too long to skip: skip ${MAX_DAYS}d at most`);
  }
  return Math.round(ms);
}

function millisecondsOf(text: string): number {
  if (!syntax.test(text)) return Number.NaN;
  const parts = text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g);
  return [...parts].reduce((sum, [, count, unit = '']) => sum + Number(count) * (unitMs[unit] ?? Number.NaN), 0);
}
