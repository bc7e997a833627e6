/**
 * A log record as lines for people. A record in JSON gets the form that records in text have: time, request, level,
 * message, then its further fields, then its stack. A carriage return within a record is how it breaks its lines and
 * stays one: https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html
 */
export function recordLines(line: string): string[] {
  const record = parseRecord(line);
  return record ? describeRecord(record) : line.split('\r');
}

function parseRecord(line: string): Record<string, unknown> | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const record: unknown = JSON.parse(line);
    return isObject(record) && 'message' in record && 'level' in record ? record : undefined;
  } catch {
    // what begins like JSON may be anything
    return undefined;
  }
}

function describeRecord({ timestamp, level, requestId, message, ...others }: Record<string, unknown>): string[] {
  // AWS's own client has a logged error as its message.
  const error = isObject(message) && 'errorMessage' in message ? message : undefined;
  const { errorType, errorMessage, stackTrace, cause, ...fields } = error ? { ...others, ...error } : others;
  const text = error ? '' : typeof message === 'string' ? message : JSON.stringify(message);
  const isTold = errorMessage === undefined || text.includes(String(errorMessage));
  const parts = [
    text,
    isTold ? '' : `${errorType}: ${errorMessage}`,
    Object.keys(fields).length === 0 ? '' : JSON.stringify(fields),
  ].filter((part) => part !== '');
  const [first, ...rest] = parts.join(' ').split(/\r?\n|\r/);
  return [[timestamp, requestId ?? '-', level, first].join('\t'), ...rest, ...stackLines(stackTrace, cause)];
}

/** The stack of an error, then the causes of it with theirs. */
function stackLines(stackTrace: unknown, cause: unknown): string[] {
  const frames = Array.isArray(stackTrace) ? stackTrace.map((frame) => `    ${String(frame).trim()}`) : [];
  if (!isObject(cause)) return cause === undefined ? frames : [...frames, `  [cause]: ${JSON.stringify(cause)}`];
  const head = `  [cause]: ${cause.errorType}: ${cause.errorMessage}`;
  return [...frames, head, ...stackLines(cause.stackTrace, cause.cause)];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
