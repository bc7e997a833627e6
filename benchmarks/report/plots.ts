import { barChart } from './plot/bar-chart.ts';
import { groupedBars } from './plot/grouped-bars.ts';
import { lineChart } from './plot/line-chart.ts';
import type { Svg } from './plot/svg.ts';
import type { Report } from './report.ts';

/** The plot of all comparisons. */
export const OVERVIEW = 'overview.svg';

/** The report's plots by file name: one of all comparisons, and one per series or group of bars. */
export function plotsOf({ figures }: Report): ReadonlyMap<string, Svg> {
  const results = Object.values(figures);
  const pictured = results.flatMap(({ comparisons }) => comparisons).filter(({ isPictured }) => isPictured);
  const plots = results.flatMap(({ series, bars = [] }) => [
    ...series.map((one) => [fileOf(one), lineChart(one)] as const),
    ...bars.map((one) => [fileOf(one), groupedBars(one)] as const),
  ]);
  return new Map(pictured.length === 0 ? plots : [[OVERVIEW, barChart(pictured)], ...plots]);
}

/** The file name of a plot. */
export function fileOf({ name }: { readonly name: string }): string {
  return `${name}.svg`;
}
