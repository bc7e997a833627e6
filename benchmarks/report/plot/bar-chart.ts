import type { Subject } from '../../clients/program.ts';
import { type Comparison, isRate } from '../../figures/figure.ts';
import { formatQuantity } from '../number.ts';
import { ratiosOf, spreadOf } from '../statistics.ts';
import { type Bar, drawBar } from './bar.ts';
import { colours, FAINT, legend, NOTE } from './palette.ts';
import { scaleOfAmounts } from './scale.ts';
import { document, element, type Svg, text } from './svg.ts';

const WIDTH = 860;
const TOP = 84;
const ROW = 52;
const barArea = { left: 340, width: 400, height: 16 };
const drawn: readonly Subject[] = ['alr', 'ric'];
const TITLE = 'What a runtime costs, as a multiple of a raw socket (shorter is better)';

/**
 * Plots the comparisons as multiples of the raw socket's cost, so that milliseconds and megabytes fit into one chart. If
 * more is better, the ratio is inverted.
 */
export function barChart(comparisons: readonly Comparison[]): Svg {
  const rows = comparisons.flatMap((comparison) => {
    const bars = drawn.flatMap((subject) => barOf(comparison, subject) ?? []);
    return bars.length === 0 ? [] : [{ title: comparison.title, bars }];
  });
  const scale = scaleOfAmounts(rows.flatMap(({ bars }) => bars.map(({ high }) => high)).concat(1));
  const height = TOP + rows.length * ROW + 10;
  const at = (value: number) => barArea.left + scale.at(value) * barArea.width;
  return document(WIDTH, height, TITLE, [
    text(20, 28, TITLE, { 'font-weight': 600, 'font-size': 14 }),
    legend(20, 54, drawn),
    ...scale.ticks.map((tick) => gridLine(at(tick), height, tick)),
    ...rows.map(({ title, bars }, index) => row(title, bars, TOP + index * ROW, at)),
    element('line', { x1: at(1), y1: TOP - 6, x2: at(1), y2: height - 10, stroke: colours.limit, 'stroke-width': 2 }),
  ]);
}

function barOf({ samples, unit }: Comparison, subject: Subject): Bar | undefined {
  const { limit, [subject]: numbers } = samples;
  if (limit === undefined || numbers === undefined) return undefined;
  const ratios = isRate(unit) ? ratiosOf(limit, numbers) : ratiosOf(numbers, limit);
  const label = `${spreadOf(ratios).median.toFixed(2)}× · ${formatQuantity(spreadOf(numbers).median, unit)}`;
  return { subject, label, ...spreadOf(ratios) };
}

function row(title: string, bars: readonly Bar[], top: number, at: (value: number) => number): Svg {
  return element('g', {}, [
    text(barArea.left - 12, top + 22, title.replaceAll('`', ''), { 'text-anchor': 'end' }),
    ...bars.flatMap((bar, index) => {
      const y = top + 2 + index * (barArea.height + 2);
      return drawBar(bar, { ...barArea, y }, at);
    }),
  ]);
}

function gridLine(x: number, height: number, tick: number): Svg {
  return element('g', {}, [
    element('line', { x1: x, y1: TOP - 6, x2: x, y2: height - 10, stroke: FAINT }),
    text(x, TOP - 10, `${tick}×`, { 'text-anchor': 'middle', fill: NOTE, 'font-size': 12 }),
  ]);
}
