import { type DescribedError, describeError, framesOf, type StackKey } from './describe-error.ts';

/** Lambda crops a longer cause, and then drops it because it is no longer valid JSON. */
const MAX_CAUSE_BYTES = 64 * 1024;
const MAX_CAUSE_FRAMES = 50;
/** A message can add lines of any length to the stack. A line longer than this is not parsed in full. */
const MAX_FRAME_LENGTH = 1000;

/** Taken at the start, because the user's code can replace it. */
const { stringify } = JSON;

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
  return makeReport(describeError(thrown, stackKey));
}

/** Makes the report of a failure that has no error object. */
export function reportMessage(message: string, type = 'Error'): ErrorReport {
  const { errorType } = describeError({ name: type, message: '' });
  return makeReport({ errorType, errorMessage: describeError(message).errorMessage, stackTrace: [] });
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

function makeReport(described: DescribedError): ErrorReport {
  const { errorType, errorMessage } = described;
  const headerType = headerErrorType(errorType);
  try {
    return { headerType, body: stringify(described), cause: describeCause(described) };
  } catch {
    // The user's code has given all objects a `toJSON` that throws.
    const body = `{"errorType":${stringify(errorType)},"errorMessage":${stringify(errorMessage)}}`;
    return { headerType, body, cause: '{}' };
  }
}

/** The error in X-Ray's form. It is cropped before it is serialized, so the JSON stays valid. */
function describeCause(described: DescribedError): string {
  const stack = described.stackTrace ?? framesOf(described.trace ?? []);
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
  return stringify(value).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
