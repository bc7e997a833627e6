import { barChart } from './plot/bar-chart.ts';
import { lineChart } from './plot/line-chart.ts';
import type { Svg } from './plot/svg.ts';
import type { Report } from './report.ts';

/** The picture of all comparisons. */
export const OVERVIEW = 'overview.svg';

/** The report's pictures, by the name of the file: one of all comparisons, and one for each series. */
export function plotsOf({ figures }: Report): ReadonlyMap<string, Svg> {
  const results = Object.values(figures);
  const pictured = results.flatMap(({ comparisons }) => comparisons).filter(({ isPictured }) => isPictured);
  const plots = results.flatMap(({ series }) => series).map((one) => [fileOf(one), lineChart(one)] as const);
  return new Map(pictured.length === 0 ? plots : [[OVERVIEW, barChart(pictured)], ...plots]);
}

/** What the file of a series is called. */
export function fileOf({ name }: { readonly name: string }): string {
  return `${name}.svg`;
}
