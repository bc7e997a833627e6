import type { Subject } from '../../clients/program.ts';
import type { Spread } from '../statistics.ts';
import { colours } from './palette.ts';
import { element, type Svg, text } from './svg.ts';

/** A result of a subject, and the label after its bar. */
export interface Bar extends Spread {
  readonly subject: Subject;
  readonly label: string;
}

/** Draws a bar up to the median, with a line over the middle half of the rounds. */
export function drawBar(
  { subject, label, low, median, high }: Bar,
  { left, y, height }: { readonly left: number; readonly y: number; readonly height: number },
  at: (value: number) => number,
): Svg[] {
  const middle = y + height / 2;
  return [
    element('rect', { x: left, y, width: at(median) - left, height, rx: 2, fill: colours[subject] }),
    element('line', { x1: at(low), y1: middle, x2: at(high), y2: middle, stroke: '#24292f' }),
    text(at(high) + 8, y + 13, label, { 'font-size': 12 }),
  ];
}
