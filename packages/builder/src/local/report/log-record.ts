/**
 * Splits a log record into lines for a terminal. A JSON record gets the form of a text record: time, request id, level,
 * message, then its other fields, then its stack. A record uses carriage returns for line breaks, which keep it in one
 * log event: https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html
 */
export function recordLines(line: string): string[] {
  const record = parseRecord(line);
  return record ? describeRecord(record) : line.split('\r');
}

type JsonObject = Record<string, unknown>;

/** An error as runtimes log it. */
interface LoggedError extends JsonObject {
  readonly errorType: string;
  readonly errorMessage: string;
}

function parseRecord(line: string): JsonObject | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const record: unknown = JSON.parse(line);
    return isObject(record) && 'message' in record && 'level' in record ? record : undefined;
  } catch {
    return undefined;
  }
}

function describeRecord({ timestamp, level, requestId, message, ...others }: JsonObject): string[] {
  // AWS's own runtime client logs an error as the message of its record.
  const error = isLoggedError(message) ? { ...others, ...message } : others;
  const text = isLoggedError(message) ? '' : typeof message === 'string' ? message : JSON.stringify(message);
  const { summary, fields, stack } = splitError(error, text);
  const parts = [text, summary, Object.keys(fields).length === 0 ? '' : JSON.stringify(fields)];
  const [first, ...rest] = parts
    .filter((part) => part !== '')
    .join(' ')
    .split(/\r?\n|\r/);
  return [[timestamp, requestId ?? '-', level, first].join('\t'), ...rest, ...stack];
}

/**
 * Separates the error in a record from the other fields. Users may log fields with the same names, which are not an
 * error unless they have the types of one.
 */
function splitError(record: JsonObject, text: string): { summary: string; fields: JsonObject; stack: string[] } {
  const { errorType, errorMessage, ...others } = record;
  const isError = isLoggedError(record);
  const summary = isError && !text.includes(record.errorMessage) ? `${errorType}: ${errorMessage}` : '';
  const { stackTrace, cause, ...fields } = isError ? others : record;
  if (!isError && !isStack(stackTrace)) return { summary, fields: record, stack: [] };
  return { summary, fields, stack: stackLines(stackTrace, cause) };
}

/** The stack of an error, followed by its causes with their stacks. */
function stackLines(stackTrace: unknown, cause: unknown): string[] {
  const frames = isStack(stackTrace) ? stackTrace.map((frame) => `    ${frame.trim()}`) : [];
  if (cause === undefined) return frames;
  if (!isLoggedError(cause)) return [...frames, `  [cause]: ${JSON.stringify(cause)}`];
  const head = `  [cause]: ${cause.errorType}: ${cause.errorMessage}`;
  return [...frames, head, ...stackLines(cause.stackTrace, cause.cause)];
}

function isLoggedError(value: unknown): value is LoggedError {
  return isObject(value) && typeof value.errorType === 'string' && typeof value.errorMessage === 'string';
}

function isStack(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((frame) => typeof frame === 'string');
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null;
}
