/** The keys of a JSON record with a place of their own in the text. */
interface JsonRecord {
  timestamp?: unknown;
  level?: unknown;
  requestId?: unknown;
  message?: unknown;
  errorType?: unknown;
  errorMessage?: unknown;
  stackTrace?: unknown;
  [field: string]: unknown;
}

/**
 * A log record as lines for people. A record in JSON gets the form that records in text have: time, request, level,
 * message, then its further fields, then its stack. A carriage return within a record is how it breaks its lines and
 * stays one: https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html
 */
export function recordLines(line: string): string[] {
  const record = parseRecord(line);
  return record ? describeRecord(record) : line.split('\r');
}

function parseRecord(line: string): JsonRecord | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const record = JSON.parse(line) as JsonRecord;
    return 'message' in record && 'level' in record ? record : undefined;
  } catch {
    return undefined; // what begins like JSON may be anything
  }
}

function describeRecord(record: JsonRecord): string[] {
  const { timestamp, level, requestId, message, errorType, errorMessage, stackTrace, ...fields } = record;
  const head = [timestamp, requestId ?? '-', level, asText(message)].map(String).join('\t');
  const further = Object.keys(fields).length === 0 ? '' : ` ${JSON.stringify(fields)}`;
  const isTold = errorMessage === undefined || head.includes(String(errorMessage));
  const error = isTold ? '' : ` ${String(errorType)}: ${String(errorMessage)}`;
  const stack = Array.isArray(stackTrace) ? stackTrace.map((frame) => `    ${String(frame).trim()}`) : [];
  return [...(head + error + further).split(/\r?\n|\r/), ...stack];
}

function asText(message: unknown): string {
  return typeof message === 'string' ? message : JSON.stringify(message);
}
