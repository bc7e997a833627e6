import { UsageError } from '../../terminal/expected-error.ts';

const units = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/**
 * Parses a duration such as `30s`, `10m`, `2h` or `1d`.
 *
 * @returns milliseconds
 * @throws {UsageError} the text is something else
 */
export function parseDuration(text: string): number {
  const [, number, unit] = /^(\d+)([smhd])$/.exec(text) ?? [];
  if (number === undefined) throw new UsageError(`"${text}" is not a duration: write one such as 30s, 10m, 2h or 1d`);
  // The pattern allows these letters only.
  return Number(number) * units[unit as keyof typeof units];
}

const unitNames = { s: 'second', m: 'minute', h: 'hour', d: 'day' } as const;

/** Such as `nothing in the last 10 minutes`. The duration is valid. */
export function describeNothing(since: string, filter: string | undefined): string {
  const count = Number(since.slice(0, -1));
  const unit = unitNames[since.slice(-1) as keyof typeof unitNames];
  const what = filter === undefined ? 'nothing' : 'nothing that matches the filter';
  return `${what} in the last ${count === 1 ? unit : `${count} ${unit}s`}: --since looks back further`;
}
