import { allSubjects, type Subject, subjectLabels } from '../../clients/program.ts';
import { element, type Svg, text } from './svg.ts';

/** Distinguishable with red-green color blindness too. */
export const colours: Readonly<Record<Subject, string>> = { limit: '#8c959f', alr: '#0969da', ric: '#e16f24' };

/** The colors of grids and notes. */
export const FAINT = '#d0d7de';
export const NOTE = '#57606a';

const ENTRY_WIDTH = 130;

/** Names the subject of each color. */
export function legend(x: number, y: number, subjects: readonly Subject[] = allSubjects): Svg {
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
