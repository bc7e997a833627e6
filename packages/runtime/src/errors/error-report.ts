import { toSourcePositions } from './source-positions.ts';

/** Lambda crops a longer cause, and then drops it because it is no longer valid JSON. */
const MAX_CAUSE_BYTES = 64 * 1024;
const MAX_CAUSE_FRAMES = 50;
/** A message can add lines of any length to the stack. A line longer than this is not parsed in full. */
const MAX_FRAME_LENGTH = 1000;
/** The number of errors in one report, counting all chains of causes and lists of errors. */
const MAX_ERRORS = 100;

/** The key of the stack in the error's JSON: `trace` in AWS's Node runtime, `stackTrace` in custom runtimes. */
export type StackKey = 'stackTrace' | 'trace';

/** An error in the form of its JSON. */
export interface DescribedError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly stackTrace?: readonly string[];
  readonly trace?: readonly string[];
  readonly cause?: DescribedError;
  readonly errors?: readonly DescribedError[];
}

/** A failure in the form that the Runtime API accepts. */
export interface ErrorReport {
  /** `Function.Name` or `Runtime.Name`. */
  readonly headerType: string;
  /** The JSON that the invoker gets. */
  readonly body: string;
  /** The error as X-Ray shows it: JSON in ASCII. */
  readonly cause: string;
}

/** Turns any thrown value into an error report for the Runtime API. Never throws. */
export function reportError(thrown: unknown, stackKey: StackKey = 'stackTrace'): ErrorReport {
  const described = describeError(thrown, stackKey);
  return makeReport(described, thrown);
}

/** Makes the report of a failure that has no error object. */
export function reportMessage(message: string, type = 'Error'): ErrorReport {
  return makeReport({ errorType: type, errorMessage: message, stackTrace: [] }, undefined);
}

/** Describes any thrown value by type, message, stack and causes. Throwing getters, cycles and proxies are safe. */
export function describeError(thrown: unknown, stackKey: StackKey = 'stackTrace'): DescribedError {
  return describe(thrown, stackKey, new Set());
}

/** @param seen the errors already in the report: causes can be circular, and lists of errors long */
function describe(thrown: unknown, stackKey: StackKey, seen: Set<unknown>): DescribedError {
  if (!isErrorLike(thrown)) {
    return { errorType: thrown === null ? 'null' : typeof thrown, errorMessage: toText(thrown), [stackKey]: [] };
  }
  seen.add(thrown);
  const message = read(thrown, 'message');
  const name = read(thrown, 'name');
  const cause = read(thrown, 'cause');
  const errors = readList(thrown, 'errors');
  const isNew = (error: unknown) => !seen.has(error) && seen.size < MAX_ERRORS;
  return {
    errorType: typeof name === 'string' && name !== '' ? name : 'Error',
    errorMessage: typeof message === 'string' ? message : '',
    [stackKey]: stackLines(thrown, stackKey),
    ...(cause !== undefined && isNew(cause) ? { cause: describe(cause, stackKey, seen) } : {}),
    ...(errors === undefined
      ? {}
      : { errors: errors.flatMap((error) => (isNew(error) ? [describe(error, stackKey, seen)] : [])) }),
  };
}

/** Converts an error type to the form that Lambda accepts. Lambda replaces any other with `Unknown`. */
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

/** Also accepts objects with a message or a stack: errors from another realm, and incomplete ones. */
function isErrorLike(thrown: unknown): thrown is object {
  if (typeof thrown !== 'object' || thrown === null) return false;
  return isError(thrown) || typeof read(thrown, 'message') === 'string' || typeof read(thrown, 'stack') === 'string';
}

/** Whether a value is an error of this realm. Never throws, not even for a revoked proxy. */
export function isError(value: unknown): value is Error {
  try {
    return value instanceof Error;
  } catch {
    return false;
  }
}

/** Like AWS's Node runtime, only `trace` includes the first line, which repeats the type and message. */
function stackLines(error: object, stackKey: StackKey): string[] {
  const stack = read(error, 'stack');
  if (typeof stack !== 'string') return [];
  const lines = toSourcePositions(stack).split('\n');
  if (stackKey === 'trace') return lines;
  const first = lines.findIndex((line) => line.startsWith('    at '));
  return first === -1 ? [] : lines.slice(first).map((line) => line.trim());
}

/** The error in X-Ray's form. It is cropped before it is serialised, so the JSON stays valid. */
function describeCause(described: DescribedError, thrown: unknown): string {
  const stack = typeof thrown === 'object' && thrown !== null ? stackLines(thrown, 'stackTrace') : [];
  const frames = stack.slice(0, MAX_CAUSE_FRAMES).map((line) => parseFrame(line.slice(0, MAX_FRAME_LENGTH)));
  const paths = [...new Set(frames.map((frame) => frame.path))];
  for (let limit = 16 * 1024; ; limit >>= 1) {
    const hasFrames = limit >= 1024;
    const exception = {
      type: described.errorType.slice(0, limit),
      message: described.errorMessage.slice(0, limit),
      stack: hasFrames ? frames : [],
    };
    const cause = { working_directory: workingDirectory(), exceptions: [exception], paths: hasFrames ? paths : [] };
    const json = asciiJson(cause);
    if (json.length <= MAX_CAUSE_BYTES || limit === 0) return json;
  }
}

/** Empty if the directory has been removed, for which Node throws. */
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

/** JSON that is safe in a header. */
function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Reads a property of a thrown object. Undefined if the getter throws. */
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

/** A thrown value that is not an error, as text. */
function toText(value: unknown): string {
  try {
    return (typeof value === 'object' ? JSON.stringify(value) : undefined) ?? String(value);
  } catch {
    return `a value of type ${typeof value} that cannot be converted to text`;
  }
}
