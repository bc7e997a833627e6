import type { Results } from '../figures/figure.ts';

/** What was measured, and where. */
export interface Report {
  readonly machine: string;
  /** By the name of the figure. */
  readonly figures: Readonly<Record<string, Results>>;
}

/** A former report with the figures of a new one in it: those that weren't measured again stay. */
export function updateReport(former: Report | undefined, { machine, figures }: Report): Report {
  return { machine, figures: { ...former?.figures, ...figures } };
}
