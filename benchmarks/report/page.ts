import { fileOf, OVERVIEW } from './plots.ts';
import type { Report } from './report.ts';
import { comparisonTable, seriesTable } from './table.ts';

const HOW_TO_READ =
  'Medians of interleaved rounds; in brackets the middle half of the rounds. A ratio is taken round by round, so that what slows the machine down for a while is in both of its parts. “Raw socket” is bare Node that does no more than it must: the limit.';

/** The report as Markdown for a terminal: the tables. */
export function textOf({ machine, figures }: Report): string {
  const results = Object.values(figures);
  const comparisons = results.flatMap((result) => result.comparisons);
  const series = results.flatMap((result) => result.series);
  return lines([
    machine,
    ...(comparisons.length > 0 ? [comparisonTable(comparisons)] : []),
    ...series.flatMap((one) => [one.title, seriesTable(one)]),
  ]);
}

/** The report as a page, with its pictures. */
export function pageOf({ machine, figures }: Report): string {
  const results = Object.values(figures);
  const series = results.flatMap((result) => result.series);
  return lines([
    '# Results',
    'Written by `pnpm bench`; [what they mean](../../docs/performance.md).',
    `${HOW_TO_READ} ${machine}.`,
    `![What a runtime costs, as a multiple of a raw socket](${OVERVIEW})`,
    comparisonTable(results.flatMap((result) => result.comparisons)),
    ...series.flatMap((one) => [`## ${one.title}`, `![${one.title}](${fileOf(one)})`, seriesTable(one)]),
  ]);
}

function lines(parts: readonly string[]): string {
  return `${parts.join('\n\n')}\n`;
}
