import type { Results } from '../figures/figure.ts';

/** What was measured, and where. */
export interface Report {
  readonly machine: string;
  /** By the name of the figure, in the order of the table. */
  readonly figures: Readonly<Record<string, Results>>;
}

/**
 * A former report with the figures of a new one in it; those that weren't measured again stay.
 * @param order the names of all figures that there are, as the table has them; others are dropped
 */
export function updateReport(
  former: Report | undefined,
  { machine, figures }: Report,
  order: readonly string[],
): Report {
  const all = { ...former?.figures, ...figures };
  return { machine, figures: Object.fromEntries(order.flatMap((name) => (all[name] ? [[name, all[name]]] : []))) };
}

const SIGNIFICANT_DIGITS = 5;

/** The report as JSON on one line, with no more digits than were measured. */
export function jsonOf(report: Report): string {
  const round = (_: string, value: unknown) =>
    typeof value === 'number' ? Number(value.toPrecision(SIGNIFICANT_DIGITS)) : value;
  return `${JSON.stringify(report, round)}\n`;
}
