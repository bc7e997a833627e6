import type { ErrorReport } from '../runtime-api/runtime-api.ts';
import { toSources } from './source-positions.ts';

/** What the service keeps of a cause; it drops one that its own cropping has broken. */
const MAX_CAUSE_BYTES = 64 * 1024;
const MAX_CAUSE_FRAMES = 50;
/** A message may bring lines of its own into the stack; what is longer than any path isn't parsed. */
const MAX_FRAME_LENGTH = 1000;
/** How many errors one report tells of, in all its chains of causes and lists of errors. */
const MAX_ERRORS = 100;

/** How the stack is called in the error's JSON: AWS's Node runtime has `trace`, the custom runtimes `stackTrace`. */
export type StackKey = 'stackTrace' | 'trace';

/** An error as JSON shows it. */
export interface DescribedError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly stackTrace?: readonly string[];
  readonly trace?: readonly string[];
  readonly cause?: DescribedError;
  readonly errors?: readonly DescribedError[];
}

/** Describes anything that was thrown, in the form in which the service takes it. Never throws itself. */
export function reportError(thrown: unknown, stackKey: StackKey = 'stackTrace'): ErrorReport {
  const described = describeError(thrown, stackKey);
  return makeReport(described, thrown);
}

/** A report of a failure that no error object stands for. */
export function reportMessage(message: string, type = 'Error'): ErrorReport {
  return makeReport({ errorType: type, errorMessage: message, stackTrace: [] }, undefined);
}

/** Type, message, stack and causes of anything that was thrown: getters that throw, cycles and proxies included. */
export function describeError(thrown: unknown, stackKey: StackKey = 'stackTrace'): DescribedError {
  return describe(thrown, stackKey, new Set());
}

/** @param told the errors that the report tells of already: causes may go round in circles, and lists be wide */
function describe(thrown: unknown, stackKey: StackKey, told: Set<unknown>): DescribedError {
  if (!isErrorLike(thrown)) {
    return { errorType: thrown === null ? 'null' : typeof thrown, errorMessage: show(thrown), [stackKey]: [] };
  }
  told.add(thrown);
  const message = read(thrown, 'message');
  const name = read(thrown, 'name');
  const cause = read(thrown, 'cause');
  const errors = readList(thrown, 'errors');
  const isNew = (error: unknown) => !told.has(error) && told.size < MAX_ERRORS;
  return {
    errorType: typeof name === 'string' && name !== '' ? name : 'Error',
    errorMessage: typeof message === 'string' ? message : '',
    [stackKey]: stackLines(thrown, stackKey),
    ...(cause !== undefined && isNew(cause) ? { cause: describe(cause, stackKey, told) } : {}),
    ...(errors === undefined
      ? {}
      : { errors: errors.flatMap((error) => (isNew(error) ? [describe(error, stackKey, told)] : [])) }),
  };
}

/** The form of an error type that the service keeps; all else becomes `Unknown` there. */
export function headerErrorType(errorType: string): string {
  if (/^(Runtime|Function)\.[A-Z][a-zA-Z]+$/.test(errorType)) return errorType;
  const letters = errorType.replace(/^(Runtime|Function)\./, '').replace(/[^a-zA-Z]/g, '');
  const origin = errorType.startsWith('Runtime.') ? 'Runtime' : 'Function';
  return letters.length < 2
    ? `${origin}.Unknown`
    : `${origin}.${letters.charAt(0).toUpperCase()}${letters.slice(1, 100)}`;
}

function makeReport(described: DescribedError, thrown: unknown): ErrorReport {
  return {
    headerType: headerErrorType(described.errorType),
    body: JSON.stringify(described),
    cause: describeCause(described, thrown),
  };
}

/** Known by its parts too: an error of another realm, or a half-made one, is an error. */
function isErrorLike(thrown: unknown): thrown is object {
  if (typeof thrown !== 'object' || thrown === null) return false;
  return isError(thrown) || typeof read(thrown, 'message') === 'string' || typeof read(thrown, 'stack') === 'string';
}

/** Whether a value is an error of this realm. Never throws, whatever the value is a proxy of. */
export function isError(value: unknown): value is Error {
  try {
    return value instanceof Error;
  } catch {
    return false;
  }
}

/** With its first line, which repeats type and message, only where AWS's Node runtime has it. */
function stackLines(error: object, stackKey: StackKey): string[] {
  const stack = read(error, 'stack');
  if (typeof stack !== 'string') return [];
  const lines = toSources(stack).split('\n');
  if (stackKey === 'trace') return lines;
  const first = lines.findIndex((line) => line.startsWith('    at '));
  return first === -1 ? [] : lines.slice(first).map((line) => line.trim());
}

/** X-Ray's form of the error, cropped while it is still data, so that it stays valid. */
function describeCause(described: DescribedError, thrown: unknown): string {
  const stack = typeof thrown === 'object' && thrown !== null ? stackLines(thrown, 'stackTrace') : [];
  const frames = stack.slice(0, MAX_CAUSE_FRAMES).map((line) => parseFrame(line.slice(0, MAX_FRAME_LENGTH)));
  const paths = [...new Set(frames.map((frame) => frame.path))];
  for (let limit = 16 * 1024; ; limit >>= 1) {
    const count = limit < 1024 ? 0 : MAX_CAUSE_FRAMES;
    const exception = {
      type: described.errorType.slice(0, limit),
      message: described.errorMessage.slice(0, limit),
      stack: frames.slice(0, count),
    };
    const cause = { working_directory: workingDirectory(), exceptions: [exception], paths: paths.slice(0, count) };
    const json = asciiJson(cause);
    if (json.length <= MAX_CAUSE_BYTES || limit === 0) return json;
  }
}

/** Node throws where the directory has been removed. */
function workingDirectory(): string {
  try {
    return process.cwd();
  } catch {
    return '';
  }
}

function parseFrame(line: string): { path: string; line: number; label: string } {
  const [, label = 'anonymous', path = '', number = '0'] = /^at (?:(.*?) \()?(.*?):(\d+)(?::\d+)?\)?$/.exec(line) ?? [];
  return { path, line: Number(number), label };
}

/** JSON that may stand in a header. */
function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** A property of something that somebody threw: reading it may throw in its turn, and then it has none. */
function read(from: object, key: string): unknown {
  try {
    return (from as Record<string, unknown>)[key];
  } catch {
    return undefined;
  }
}

function readList(from: object, key: string): readonly unknown[] | undefined {
  try {
    const list = read(from, key);
    return Array.isArray(list)
      ? Array.from({ length: Math.min(list.length, MAX_ERRORS) }, (_, i) => list[i])
      : undefined;
  } catch {
    return undefined;
  }
}

/** What isn't an error, as text. */
function show(value: unknown): string {
  try {
    return (typeof value === 'object' ? JSON.stringify(value) : undefined) ?? String(value);
  } catch {
    return `a value of type ${typeof value} that can't be shown as text`;
  }
}
