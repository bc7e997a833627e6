import { allSubjects, type Subject, subjectLabels } from '../clients/program.ts';
import { type Comparison, type Contrast, isRate, type Samples, type Series, type Unit } from '../figures/figure.ts';
import { formatNumber, formatQuantity } from './number.ts';
import { ratiosOf, spreadOf } from './statistics.ts';

const NO_VALUE = '–';
const comparedWith: readonly Subject[] = ['limit', 'ric'];

/** A Markdown table of comparisons: the result of each subject, and the runtime's ratios to the others. */
export function comparisonTable(comparisons: readonly Comparison[]): string {
  const head = [
    '',
    ...allSubjects.map((subject) => subjectLabels[subject]),
    ...comparedWith.map((subject) => `@alr/runtime ÷ ${subjectLabels[subject]}`),
  ];
  const rows = comparisons.map(({ title, unit, isDifference, samples }) => [
    isRate(unit) ? `${title} (more is better)` : title,
    ...allSubjects.map((subject) => cell(samples[subject], unit)),
    ...comparedWith.map((subject) => (isDifference ? NO_VALUE : ratioCell(samples, subject))),
  ]);
  return markdown(head, rows);
}

/** A Markdown table of a series, with one row per point. */
export function seriesTable({ unit, x, points }: Series): string {
  const head = [x.label, ...allSubjects.map((subject) => subjectLabels[subject])];
  const rows = points.map((point) => [
    formatQuantity(point.x, x.unit),
    ...allSubjects.map((subject) => cell(point.samples[subject], unit)),
  ]);
  return markdown(head, rows);
}

/** A Markdown table about the emulator: each quantity, and its ratio to what it is compared with. */
export function contrastTable(contrasts: readonly Contrast[]): string {
  const rows = contrasts.map(({ title, variant, unit, samples, reference }) => [
    `${title}, ${variant}${isRate(unit) ? ' (more is better)' : ''}`,
    cell(samples, unit),
    reference === undefined ? NO_VALUE : `${reference.label}: ${cell(reference.samples, unit)}`,
    reference === undefined ? NO_VALUE : ratio(samples, reference.samples),
  ]);
  return markdown(['', 'result', 'compared with', 'ratio'], rows);
}

function ratio(numerators: readonly number[], denominators: readonly number[]): string {
  const { low, median, high } = spreadOf(ratiosOf(numerators, denominators));
  return `**${median.toFixed(2)}** (${low.toFixed(2)}–${high.toFixed(2)})`;
}

function cell(numbers: readonly number[] | undefined, unit: Unit): string {
  if (numbers === undefined || numbers.length === 0) return NO_VALUE;
  const { low, median, high } = spreadOf(numbers);
  const range = low === high ? '' : ` (${formatNumber(low)}–${formatNumber(high)})`;
  return `${formatQuantity(median, unit)}${range}`;
}

function ratioCell(samples: Samples, to: Subject): string {
  const { alr, [to]: other } = samples;
  // The ratio of values that may be zero or negative is meaningless.
  if (alr === undefined || other === undefined || [...alr, ...other].some((value) => value <= 0)) return NO_VALUE;
  return ratio(alr, other);
}

/** Aligns the columns of text left and the others, of numbers, right. All are padded as the formatter does. */
export function markdown(head: readonly string[], rows: readonly (readonly string[])[], textColumns = 1): string {
  const widths = head.map((_, column) => Math.max(3, ...[head, ...rows].map((cells) => cells[column]?.length ?? 0)));
  const line = (cells: readonly string[]) => {
    const padded = cells.map((cell, column) => {
      const width = widths[column] ?? 0;
      return column < textColumns ? cell.padEnd(width) : cell.padStart(width);
    });
    return `| ${padded.join(' | ')} |`;
  };
  const rule = widths.map((width, column) => (column < textColumns ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  return [line(head), line(rule), ...rows.map(line)].join('\n');
}
