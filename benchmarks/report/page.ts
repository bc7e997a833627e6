import type { Contrast, Results } from '../figures/figure.ts';
import { EMULATOR, EMULATOR_TITLE, fileOf, OVERVIEW } from './plots.ts';
import type { Report } from './report.ts';
import { comparisonTable, contrastTable, seriesTable } from './table.ts';

const HOW_TO_READ =
  'Each cell shows the median of interleaved rounds, and the middle half of the rounds in brackets. Ratios are taken round\nby round, so that a slow moment of the machine affects both sides. “Raw socket” is the limit: bare Node that does only\nwhat the protocol requires.';

/** The report as Markdown for a terminal: the tables. */
export function textOf({ machine, figures }: Report): string {
  const results = Object.values(figures);
  const comparisons = results.flatMap((result) => result.comparisons);
  const contrasts = contrastsIn(results);
  const series = results.flatMap((result) => result.series);
  return lines([
    machine,
    ...(comparisons.length > 0 ? [comparisonTable(comparisons)] : []),
    ...(contrasts.length > 0 ? [contrastTable(contrasts)] : []),
    ...series.flatMap((one) => [one.title, seriesTable(one)]),
  ]);
}

/** The report as a Markdown page with plots. */
export function pageOf({ machine, figures }: Report): string {
  const results = Object.values(figures);
  const series = results.flatMap((result) => result.series);
  const contrasts = contrastsIn(results);
  return lines([
    '# Results',
    'Written by `pnpm bench`. [How to read them](../../docs/performance.md).',
    `${HOW_TO_READ}`,
    `Measured on ${machine}.`,
    `![What a runtime costs, as a multiple of a raw socket](${OVERVIEW})`,
    ...results.flatMap(({ bars = [] }) => bars).map((one) => `![${one.title}](${fileOf(one)})`),
    comparisonTable(results.flatMap((result) => result.comparisons)),
    ...(contrasts.length > 0 ? ['## Events on your machine'] : []),
    ...(contrasts.some(({ reference }) => reference !== undefined) ? [`![${EMULATOR_TITLE}](${EMULATOR})`] : []),
    ...(contrasts.length > 0 ? [contrastTable(contrasts)] : []),
    ...series.flatMap((one) => [`## ${one.title}`, `![${one.title}](${fileOf(one)})`, seriesTable(one)]),
  ]);
}

function contrastsIn(results: readonly Results[]): readonly Contrast[] {
  return results.flatMap(({ contrasts = [] }) => contrasts);
}

function lines(parts: readonly string[]): string {
  return `${parts.join('\n\n')}\n`;
}
