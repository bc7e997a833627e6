import { readFileSync } from 'node:fs';
import { style } from '../terminal/style.ts';
import { visibleText } from '../terminal/text/visible-text.ts';
import type { SourcePosition } from './stack-frame.ts';

/** How many lines are shown before and after the one of a position. */
const CONTEXT_LINES = 2;
/** Lines of generated code can have any length. */
const MAX_LINE_LENGTH = 160;

/**
 * The lines of source code around a position, with a caret below its column. Empty if the file cannot be read, is
 * not source code, or does not have that line.
 */
export function codeFrame({ path, line, column }: SourcePosition, stream: NodeJS.WritableStream): string[] {
  const lines = sourceLines(path);
  const text = lines[line - 1];
  if (text === undefined || text.length > MAX_LINE_LENGTH) return [];
  const first = Math.max(1, line - CONTEXT_LINES);
  const shown = lines.slice(first - 1, line + CONTEXT_LINES);
  while (shown.length > line - first + 1 && shown.at(-1)?.trim() === '') shown.pop();
  const width = String(first + shown.length - 1).length;
  return shown.flatMap((source, index) => {
    const number = first + index;
    const row = `${String(number).padStart(width)} | ${withoutTabs(source.slice(0, MAX_LINE_LENGTH))}`.trimEnd();
    if (number !== line) return [style('detail', `    ${row}`, stream)];
    const caret = ' '.repeat(withoutTabs(text.slice(0, column - 1)).length);
    return [`  > ${row}`, style('error', `    ${' '.repeat(width)} | ${caret}^`, stream)];
  });
}

function sourceLines(path: string): string[] {
  if (!/\.[cm]?[jt]sx?$/.test(path)) return [];
  try {
    return readFileSync(path, 'utf8').split(/\r?\n/);
  } catch {
    return [];
  }
}

function withoutTabs(text: string): string {
  return visibleText(text.replaceAll('\t', '  '));
}
