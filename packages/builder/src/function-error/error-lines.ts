import { visibleText } from '../terminal/text/visible-text.ts';
import { isStackLine, shownPosition } from './stack-frame.ts';

/** An error in the form of its JSON, as runtimes log and report it. */
export interface ErrorJson {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly cause?: unknown;
  readonly errors?: unknown;
  /** The stack has one of these names. */
  readonly stackTrace?: unknown;
  readonly trace?: unknown;
  readonly stack?: unknown;
}

/** A line of text, or the lines of a stack. A line of a message may look like one of a stack. */
export type TextPart = string | readonly string[];

const stackKeys = ['stackTrace', 'trace', 'stack'] as const;
const errorKeys = new Set<string>(['errorType', 'errorMessage', 'cause', 'errors', ...stackKeys]);

/** Whether a value is an error in the form of its JSON. */
export function isErrorJson(value: unknown): value is ErrorJson {
  if (typeof value !== 'object' || value === null) return false;
  const { errorType, errorMessage } = value as Record<string, unknown>;
  return typeof errorType === 'string' && typeof errorMessage === 'string';
}

/** The properties that are not part of every error, such as a code. */
export function otherProperties(error: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(error).filter(([name]) => !errorKeys.has(name)));
}

/** The type and the message of an error. */
export function summaryOf({ errorType, errorMessage }: ErrorJson): string {
  return errorMessage === '' ? errorType : `${errorType}: ${errorMessage}`;
}

/** The lines of a text, without control characters. */
export function linesOf(text: string): string[] {
  return text.split(/\r?\n|\r/).map(visibleText);
}

/** An error as text, in the form that Node has for errors: its summary, its stack, and its causes. */
export function errorParts(error: ErrorJson, summary = summaryOf(error)): TextPart[] {
  return [...linesOf(summary), ...stackParts(error)];
}

/**
 * Whether an error of the runtime repeats its cause, such as the error for a module that cannot be loaded or for an
 * unhandled rejection. Then the stack of the cause is the one that matters.
 */
function isWrapper({ errorType, errorMessage }: Partial<ErrorJson>, cause: unknown): cause is ErrorJson {
  if (!isErrorJson(cause) || !errorType?.startsWith('Runtime.')) return false;
  return errorMessage?.endsWith(cause.errorMessage || summaryOf(cause)) ?? false;
}

/** The stack of an error, followed by its causes with their stacks. */
export function stackParts(error: object, indentation = ''): TextPart[] {
  const { cause, errors, errorMessage = '' } = error as Partial<ErrorJson>;
  if (isWrapper(error, cause)) return stackParts(cause, indentation);
  const { source, frames } = splitStack(stackOf(error), errorMessage);
  const indented = (lines: readonly string[]) => lines.map((line) => `${indentation}    ${visibleText(line)}`);
  return [
    ...indented(source.map((line, index) => (index === 0 ? shownPosition(line) : line))),
    ...(frames.length === 0 ? [] : [indented(frames.map((line) => line.trim()))]),
    ...(cause === undefined ? [] : partsOf('[cause]', cause, indentation)),
    ...(Array.isArray(errors) ? errors.flatMap((one: unknown) => partsOf('[error]', one, indentation)) : []),
  ];
}

/**
 * A stack consists of the frames only, or the summary precedes them. The stack of a syntax error begins with its position,
 * its source and an empty line.
 */
function splitStack(stack: readonly string[], message: string): { source: string[]; frames: string[] } {
  const messageLines = message.split(/\r?\n|\r/);
  const first = messageLines[0] ?? '';
  const summaryAt = stack.findIndex((line, index) => {
    const isFirst = first === '' ? /^[\w.]+$/.test(line) : line === first || line.endsWith(`: ${first}`);
    if (isStackLine(line) || !isFirst) return false;
    return messageLines.every((text, offset) => offset === 0 || stack[index + offset] === text);
  });
  const framesAt = stack.findIndex((line, index) => /^\s*at /.test(line) && index > summaryAt);
  const end = summaryAt === -1 ? framesAt : summaryAt + messageLines.length;
  const head = stack.slice(0, Math.max(0, summaryAt === -1 ? framesAt : summaryAt));
  const emptyAt = head.indexOf('');
  return {
    source: emptyAt === -1 ? [] : head.slice(0, emptyAt),
    frames: end === -1 ? [] : stack.slice(end).filter(isStackLine),
  };
}

function stackOf(error: object): string[] {
  const lines: unknown = stackKeys.map((key) => (error as Partial<ErrorJson>)[key]).find(Array.isArray) ?? [];
  return isStack(lines) ? lines : [];
}

/** Whether a value is a stack in the form of its JSON. */
export function isStack(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((line) => typeof line === 'string');
}

function partsOf(name: string, part: unknown, indentation: string): TextPart[] {
  if (!isErrorJson(part)) return [`${indentation}  ${name}: ${visibleText(JSON.stringify(part))}`];
  const [first = '', ...more] = linesOf(summaryOf(part));
  return [`${indentation}  ${name}: ${first}`, ...more, ...stackParts(part, `${indentation}  `)];
}

/** Changes the lines of the stacks of an error and its causes. */
export function mapStacks(error: unknown, change: (line: string) => string): unknown {
  if (!isErrorJson(error)) return error;
  const { cause, errors } = error;
  const stacks = stackKeys.flatMap((key) => {
    const stack = error[key];
    return isStack(stack) ? [[key, stack.map(change)]] : [];
  });
  return {
    ...error,
    ...Object.fromEntries(stacks),
    ...(cause !== undefined && { cause: mapStacks(cause, change) }),
    ...(Array.isArray(errors) && { errors: errors.map((one: unknown) => mapStacks(one, change)) }),
  };
}
