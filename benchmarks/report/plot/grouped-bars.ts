import type { Bars } from '../../figures/figure.ts';
import { formatQuantity } from '../number.ts';
import { spreadOf } from '../statistics.ts';
import { drawBar } from './bar.ts';
import { FAINT, NOTE } from './palette.ts';
import { scaleOfAmounts } from './scale.ts';
import { document, element, type Svg, text } from './svg.ts';

const WIDTH = 860;
const TOP = 64;
const barArea = { left: 260, width: 460, height: 18 };
const TITLE_HEIGHT = 28;
const GAP = 16;

type Group = Bars['groups'][number];

/** Plots a group of bars for each case, on one scale. Each bar shows the middle half of the rounds, too. */
export function groupedBars({ title, unit, groups }: Bars): Svg {
  const highs = groups.flatMap(({ bars }) => bars.map(({ samples }) => spreadOf(samples).high));
  // Equal steps from zero: the lengths of bars that are compared have to be in proportion.
  const scale = scaleOfAmounts([0, ...highs]);
  const tops = groups.map((_, index) => TOP + groups.slice(0, index).reduce((sum, group) => sum + heightOf(group), 0));
  const height = TOP + groups.reduce((sum, group) => sum + heightOf(group), 0);
  const at = (value: number) => barArea.left + scale.at(value) * barArea.width;
  return document(WIDTH, height, title, [
    text(20, 28, title, { 'font-weight': 600, 'font-size': 14 }),
    ...scale.ticks.map((tick) =>
      element('g', {}, [
        element('line', { x1: at(tick), y1: TOP - 6, x2: at(tick), y2: height - 10, stroke: FAINT }),
        text(at(tick), TOP - 10, formatQuantity(tick, unit), { 'text-anchor': 'middle', fill: NOTE, 'font-size': 12 }),
      ]),
    ),
    ...groups.map((group, index) => groupOf(group, tops[index] ?? 0, unit, at)),
  ]);
}

function groupOf({ title, bars }: Group, top: number, unit: Bars['unit'], at: (value: number) => number): Svg {
  return element('g', {}, [
    text(20, top + 18, title, { 'font-weight': 600 }),
    ...bars.flatMap(({ label, subject, samples }, index) => {
      const spread = spreadOf(samples);
      const y = top + TITLE_HEIGHT + index * (barArea.height + 2);
      const bar = { ...spread, subject, label: formatQuantity(spread.median, unit) };
      return [text(barArea.left - 10, y + 13, label, { 'text-anchor': 'end' }), ...drawBar(bar, { ...barArea, y }, at)];
    }),
  ]);
}

function heightOf({ bars }: Group): number {
  return TITLE_HEIGHT + bars.length * (barArea.height + 2) + GAP;
}
