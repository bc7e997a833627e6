import { isStackLine } from './stack-frame.ts';

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

const errorKeys = new Set(['errorType', 'errorMessage', 'stackTrace', 'trace', 'stack', 'cause', 'errors']);

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
  return `${errorType}: ${errorMessage}`;
}

/** An error as lines of text, in the form that Node has for errors: its summary, its stack, and its causes. */
export function errorLines(error: ErrorJson, summary = summaryOf(error)): string[] {
  return [...summary.split(/\r?\n|\r/), ...stackLines(error)];
}

/** The stack of an error, followed by its causes with their stacks. */
export function stackLines(error: object, indentation = ''): string[] {
  const { cause, errors, errorMessage = '' } = error as Partial<ErrorJson>;
  const stack = stackOf(error);
  const start = stack.findIndex((line) => /^\s*at /.test(line));
  const head = start === -1 ? stack : stack.slice(0, start);
  // A stack begins with the summary, or with the position and the source of an error in the syntax.
  const isSummary = head.indexOf('') === -1 || head[0]?.includes(errorMessage.split('\n')[0] ?? '');
  const source = isSummary ? [] : head.slice(0, head.indexOf(''));
  const frames = start === -1 ? [] : stack.slice(start).filter(isStackLine);
  return [
    ...source.map((line) => `${indentation}    ${line}`),
    ...frames.map((line) => `${indentation}    ${line.trim()}`),
    ...(cause === undefined ? [] : partLines('[cause]', cause, indentation)),
    ...(Array.isArray(errors) ? errors.flatMap((one: unknown) => partLines('[error]', one, indentation)) : []),
  ];
}

function stackOf(error: object): string[] {
  const { stackTrace, trace, stack } = error as Partial<ErrorJson>;
  const lines = [stackTrace, trace, stack].find(Array.isArray) ?? [];
  return lines.every((line) => typeof line === 'string') ? lines : [];
}

function partLines(name: string, part: unknown, indentation: string): string[] {
  if (!isErrorJson(part)) return [`${indentation}  ${name}: ${JSON.stringify(part)}`];
  const [first = '', ...more] = summaryOf(part).split(/\r?\n|\r/);
  return [`${indentation}  ${name}: ${first}`, ...more, ...stackLines(part, `${indentation}  `)];
}
