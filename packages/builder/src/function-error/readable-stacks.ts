import { style } from '../terminal/style.ts';
import { codeFrame } from './code-frame.ts';
import type { TextPart } from './error-lines.ts';
import { isStackLine, parseFrame, type StackFrame } from './stack-frame.ts';

/** How many code frames there are for an error and its causes. */
const MAX_CODE_FRAMES = 3;
/** How many frames of packages are shown if none is of the user's code. */
const MAX_PACKAGE_FRAMES = 3;

/**
 * Makes the stacks in a text readable: the frames of the user's code with the source at the first one, and one line for
 * those of Node, our packages and other ones. Other lines stay as they are.
 */
export function readableStacks(parts: readonly TextPart[], stream: NodeJS.WritableStream): string[] {
  const shown = new Set<string>();
  return parts.flatMap((part) => (typeof part === 'string' ? [part] : describeStack(part, stream, shown)));
}

/** The lines of a text, in which those of each stack are together. */
export function findStacks(lines: readonly string[]): TextPart[] {
  const parts: (string | string[])[] = [];
  for (const line of lines) {
    const last = parts.at(-1);
    if (!isStackLine(line)) parts.push(line);
    else if (Array.isArray(last)) last.push(line);
    else parts.push([line]);
  }
  return parts;
}

function describeStack(stack: readonly string[], stream: NodeJS.WritableStream, shown: Set<string>): string[] {
  const indentation = /^\s*/.exec(stack[0] ?? '')?.[0] ?? '';
  // util.inspect writes this after the last frame if an object or a list continues.
  const ending = /( \{|,)$/.exec(stack.at(-1) ?? '')?.[0] ?? '';
  const repeated = stack.filter((line) => !/^\s*at /.test(line));
  const frames = stack
    .filter((line) => !repeated.includes(line))
    .map((line) => parseFrame(line.replace(/( \{|,)$/, '')));
  const own = frames.filter(({ origin }) => origin === 'own');
  const visible = own.length > 0 ? own : frames.filter(isOfOtherPackage).slice(0, MAX_PACKAGE_FRAMES);
  const folded = frames.filter((frame) => !visible.includes(frame));
  const repeatedCount = repeated.reduce((sum, line) => sum + Number(/\d+/.exec(line)?.[0]), 0);
  const texts = countRepeated(visible).flatMap(({ frame, count }, index) => {
    const line = `${indentation}${frame.text}${count === 1 ? '' : ` (${count} times)`}`;
    return index === 0 ? [line, ...sourceOf(frame, indentation, stream, shown)] : [line];
  });
  if (visible.length === 0 && ending === '' && folded.every((frame) => !isOfOtherPackage(frame))) return [];
  const note = describeFolded(folded, repeatedCount, visible.length > 0);
  if (note !== '') texts.push(style('detail', `${indentation}${note}`, stream));
  return texts.map((text, index) => (index === texts.length - 1 ? `${text}${ending}` : text));
}

/** Merges equal frames that follow each other, such as those of a recursion. */
function countRepeated(frames: readonly StackFrame[]): { readonly frame: StackFrame; readonly count: number }[] {
  return frames.flatMap((frame, index) => {
    if (frames[index - 1]?.text === frame.text) return [];
    const next = frames.findIndex(({ text }, at) => at > index && text !== frame.text);
    return [{ frame, count: (next === -1 ? frames.length : next) - index }];
  });
}

function isOfOtherPackage({ origin }: StackFrame): boolean {
  return origin !== 'Node' && !origin.startsWith('@alr/');
}

/** The source at a frame, unless it has been shown. */
function sourceOf(
  { position, origin }: StackFrame,
  indentation: string,
  stream: NodeJS.WritableStream,
  shown: Set<string>,
): string[] {
  if (position === undefined || origin !== 'own') return [];
  const key = `${position.path}:${position.line}`;
  if (shown.has(key) || shown.size >= MAX_CODE_FRAMES) return [];
  shown.add(key);
  return codeFrame(position, stream).map((line) => `${indentation}${line}`);
}

function describeFolded(folded: readonly StackFrame[], repeatedCount: number, isMore: boolean): string {
  const count = folded.length + repeatedCount;
  if (count === 0) return '';
  const origins = [...new Set(folded.map(({ origin }) => origin))];
  // `at <anonymous>` and the like have no origin, and are only counted.
  const names = origins.length === 0 ? '' : ` of ${origins.join(', ').replace(/, ([^,]*)$/, ' and $1')}`;
  return `(${isMore ? 'and ' : ''}${count} ${count === 1 ? 'frame' : 'frames'}${names})`;
}
