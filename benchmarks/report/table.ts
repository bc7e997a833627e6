import { SUBJECT_LABELS, SUBJECTS, type Subject } from '../clients/program.ts';
import type { Comparison, Samples, Series, Unit } from '../figures/figure.ts';
import { formatNumber, formatQuantity } from './number.ts';
import type { Report } from './report.ts';
import { ratiosOf, spreadOf } from './statistics.ts';

/** The report as Markdown: a table of all comparisons, and one for each series. */
export function tableOf({ machine, figures }: Report): string {
  const results = Object.values(figures);
  const comparisons = results.flatMap((result) => result.comparisons);
  const series = results.flatMap((result) => result.series);
  const parts = [
    `Medians of interleaved rounds; in brackets the middle half of them. Ratios are taken round by round. ${machine}.`,
  ];
  if (comparisons.length > 0) parts.push(comparisonTable(comparisons));
  parts.push(...series.map(seriesTable));
  return `${parts.join('\n\n')}\n`;
}

function comparisonTable(comparisons: readonly Comparison[]): string {
  const head = ['', ...SUBJECTS.map((subject) => SUBJECT_LABELS[subject]), ...['limit', 'ric'].map(ratioTitle)];
  const rows = comparisons.map(({ title, unit, samples }) => [
    title,
    ...SUBJECTS.map((subject) => cell(samples[subject], unit)),
    ratioCell(samples, 'limit'),
    ratioCell(samples, 'ric'),
  ]);
  return markdown(head, rows);
}

function seriesTable({ title, unit, x, points }: Series): string {
  const head = [x.label, ...SUBJECTS.map((subject) => SUBJECT_LABELS[subject])];
  const rows = points.map((point) => [
    formatQuantity(point.x, x.unit),
    ...SUBJECTS.map((subject) => cell(point.samples[subject], unit)),
  ]);
  return `**${title}**\n\n${markdown(head, rows)}`;
}

function ratioTitle(to: string): string {
  return `@alr/runtime ÷ ${SUBJECT_LABELS[to as Subject]}`;
}

function cell(numbers: readonly number[] | undefined, unit: Unit): string {
  if (numbers === undefined || numbers.length === 0) return '–';
  const { low, median, high } = spreadOf(numbers);
  const range = low === high ? '' : ` (${formatNumber(low)}–${formatNumber(high)})`;
  return `${formatQuantity(median, unit)}${range}`;
}

function ratioCell(samples: Samples, to: Subject): string {
  const { alr, [to]: other } = samples;
  if (alr === undefined || other === undefined) return '–';
  const { low, median, high } = spreadOf(ratiosOf(alr, other));
  if (!Number.isFinite(median) || median < 0) return '–';
  return `**${median.toFixed(2)}** (${low.toFixed(2)}–${high.toFixed(2)})`;
}

function markdown(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, index) => (index === 0 ? '---' : '--:'))), ...rows.map(line)].join('\n');
}
