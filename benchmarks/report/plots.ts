import type { Contrast } from '../figures/figure.ts';
import { barChart } from './plot/bar-chart.ts';
import { groupedBars } from './plot/grouped-bars.ts';
import { lineChart } from './plot/line-chart.ts';
import type { Svg } from './plot/svg.ts';
import type { Report } from './report.ts';
import { ratiosOf } from './statistics.ts';

/** The plot of all comparisons. */
export const OVERVIEW = 'overview.svg';

/** The plot of the emulator's ratios. */
export const EMULATOR = 'local.svg';
export const EMULATOR_TITLE = 'What events on your machine cost, as a multiple of the emulator without them';

/** The ratios of the emulator, with those that are compared with the same thing in one group. */
function emulatorPlot(contrasts: readonly Contrast[]): Svg {
  const groups = Map.groupBy(contrasts, ({ variant, reference }) => `${variant} ÷ ${reference?.label}`);
  return groupedBars({
    name: 'local',
    title: EMULATOR_TITLE,
    unit: '',
    groups: [...groups].map(([label, members]) => ({
      title: label,
      bars: members.map(({ title, samples, reference }) => ({
        label: title,
        subject: 'alr',
        samples: ratiosOf(samples, reference?.samples ?? []),
      })),
    })),
  });
}

/** The report's plots by file name: one of all comparisons, and one per series or group of bars. */
export function plotsOf({ figures }: Report): ReadonlyMap<string, Svg> {
  const results = Object.values(figures);
  const pictured = results.flatMap(({ comparisons }) => comparisons).filter(({ isPictured }) => isPictured);
  const plots = results.flatMap(({ series, bars = [] }) => [
    ...series.map((one) => [fileOf(one), lineChart(one)] as const),
    ...bars.map((one) => [fileOf(one), groupedBars(one)] as const),
  ]);
  const contrasts = results
    .flatMap(({ contrasts: all = [] }) => all)
    .filter(({ reference }) => reference !== undefined);
  return new Map([
    ...(pictured.length === 0 ? [] : [[OVERVIEW, barChart(pictured)] as const]),
    ...(contrasts.length === 0 ? [] : [[EMULATOR, emulatorPlot(contrasts)] as const]),
    ...plots,
  ]);
}

/** The file name of a plot. */
export function fileOf({ name }: { readonly name: string }): string {
  return `${name}.svg`;
}
