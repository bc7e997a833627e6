import { SUBJECTS, type Subject, subjectLabels } from '../../clients/program.ts';
import { element, type Svg, text } from './svg.ts';

/** Told apart by those who don't see red and green too. */
export const colours: Readonly<Record<Subject, string>> = { limit: '#8c959f', alr: '#0969da', ric: '#e16f24' };

/** What is drawn faintly: axes, grids and notes. */
export const FAINT = '#d0d7de';
export const NOTE = '#57606a';

const ENTRY_WIDTH = 130;

/** Says which colour is whose. */
export function legend(x: number, y: number, subjects: readonly Subject[] = SUBJECTS): Svg {
  return element(
    'g',
    {},
    subjects.flatMap((subject, index) => {
      const left = x + index * ENTRY_WIDTH;
      return [
        element('rect', { x: left, y: y - 10, width: 12, height: 12, rx: 2, fill: colours[subject] }),
        text(left + 18, y, subjectLabels[subject]),
      ];
    }),
  );
}
