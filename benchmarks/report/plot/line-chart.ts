import { allSubjects, type Subject } from '../../clients/program.ts';
import type { Series } from '../../figures/figure.ts';
import { formatQuantity } from '../number.ts';
import { type Spread, spreadOf } from '../statistics.ts';
import { colours, FAINT, legend, NOTE } from './palette.ts';
import { type Scale, scaleOfAmounts, scaleOfPlaces } from './scale.ts';
import { document, element, type Svg, text } from './svg.ts';

const WIDTH = 720;
const HEIGHT = 380;
const area = { left: 84, top: 70, width: 600, height: 240 };

interface Point extends Spread {
  readonly x: number;
}

/** Draws one line per subject through the medians, and the middle half of the rounds at each point. */
export function lineChart(series: Series): Svg {
  const lines = allSubjects
    .map((subject) => ({ subject, points: pointsOf(series, subject) }))
    .filter(({ points }) => points.length > 0);
  const x = scaleOfPlaces(series.points.map((point) => point.x));
  const y = scaleOfAmounts(lines.flatMap(({ points }) => points.flatMap(({ low, high }) => [low, high])));
  return document(WIDTH, HEIGHT, series.title, [
    text(20, 28, series.title, { 'font-weight': 600, 'font-size': 14 }),
    legend(
      20,
      52,
      lines.map(({ subject }) => subject),
    ),
    horizontalGrid(y, series),
    horizontalAxis(x, series),
    ...lines.map(({ subject, points }) => line(points, colours[subject], x, y)),
  ]);
}

function pointsOf({ points }: Series, subject: Subject): readonly Point[] {
  return points.flatMap(({ x, samples }) => {
    const numbers = samples[subject];
    return numbers === undefined || numbers.length === 0 ? [] : [{ x, ...spreadOf(numbers) }];
  });
}

function line(points: readonly Point[], stroke: string, x: Scale, y: Scale): Svg {
  const placed = points.map((point) => ({
    left: leftOf(x, point.x),
    top: topOf(y, point.median),
    range: [topOf(y, point.low), topOf(y, point.high)] as const,
  }));
  const path = placed.map(({ left, top }, index) => `${index === 0 ? 'M' : 'L'}${left.toFixed(1)} ${top.toFixed(1)}`);
  return element('g', { stroke, fill: 'none', 'stroke-width': 2 }, [
    element('path', { d: path.join(' ') }),
    ...placed.flatMap(({ left, top, range: [low, high] }) => [
      element('line', { x1: left, y1: low, x2: left, y2: high, 'stroke-width': 5, 'stroke-opacity': 0.35 }),
      element('circle', { cx: left, cy: top, r: 3, fill: stroke }),
    ]),
  ]);
}

function horizontalGrid(scale: Scale, { unit }: Series): Svg {
  return element(
    'g',
    {},
    scale.ticks.flatMap((tick) => {
      const y = topOf(scale, tick);
      return [
        element('line', { x1: area.left, y1: y, x2: area.left + area.width, y2: y, stroke: FAINT }),
        text(area.left - 8, y + 4, formatQuantity(tick, unit), { 'text-anchor': 'end', fill: NOTE }),
      ];
    }),
  );
}

/** Marks the measured values, which matter more than round numbers. */
function horizontalAxis(scale: Scale, { x }: Series): Svg {
  const bottom = area.top + area.height;
  return element('g', { fill: NOTE, 'text-anchor': 'middle' }, [
    ...scale.ticks.map((tick) => text(leftOf(scale, tick), bottom + 20, formatQuantity(tick, x.unit))),
    text(area.left + area.width / 2, bottom + 46, x.label),
  ]);
}

function leftOf(scale: Scale, value: number): number {
  return area.left + 20 + scale.at(value) * (area.width - 40);
}

function topOf(scale: Scale, value: number): number {
  return area.top + (1 - scale.at(value)) * area.height;
}
