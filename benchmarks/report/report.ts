import type { Results } from '../figures/figure.ts';

/** The results, and the machine that they were measured on. */
export interface Report {
  readonly machine: string;
  /** By the name of the figure, in the order of the table. */
  readonly figures: Readonly<Record<string, Results>>;
}

/**
 * Replaces the figures of a previous report that were measured again, and keeps the others.
 * @param order the names of all figures in the order of the table; others are dropped
 */
export function updateReport(
  previous: Report | undefined,
  { machine, figures }: Report,
  order: readonly string[],
): Report {
  const all = { ...previous?.figures, ...figures };
  return { machine, figures: Object.fromEntries(order.flatMap((name) => (all[name] ? [[name, all[name]]] : []))) };
}

const SIGNIFICANT_DIGITS = 5;

/** The report as JSON on one line, without insignificant digits. */
export function jsonOf(report: Report): string {
  const round = (_: string, value: unknown) =>
    typeof value === 'number' ? Number(value.toPrecision(SIGNIFICANT_DIGITS)) : value;
  return `${JSON.stringify(report, round)}\n`;
}
