import { parseExactJson } from '../api/exact-json.ts';
import { formatTimeMs } from '../state/format.ts';
import { visibleText } from '../state/visible-text.ts';

/** A line of a log in the parts that a reader looks for. */
export interface LogLine {
  /** Undefined if the line has none. */
  readonly time: string | undefined;
  /** In lower case; empty if the line has none. */
  readonly level: string;
  readonly message: string;
  /** What else a line in JSON has; undefined if it is a text. */
  readonly value: Readonly<Record<string, unknown>> | undefined;
}

const levels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'];

/** The text format of Lambda: time, request id, level and message, with tabs between them. */
const textFormat = /^(\d{4}-\d\d-\d\dT[\d:.]+Z)\t[^\t]*\t([A-Z]+)\t(.*)$/s;

export function parseLogLine(line: string): LogLine {
  const value = line.startsWith('{') ? parsed(line) : undefined;
  if (value !== undefined) {
    const { timestamp, time = timestamp, level, message, msg = message } = value;
    return { time: timeOf(time), level: levelOf(level), message: messageOf(msg, line), value };
  }
  const [, time, level, message = line] = textFormat.exec(line) ?? [];
  const found = level ?? /\b(FATAL|ERROR|WARN|INFO|DEBUG|TRACE)\b/.exec(line)?.[1];
  return { time: timeOf(time), level: levelOf(found), message: visibleText(message), value: undefined };
}

function messageOf(message: unknown, line: string): string {
  return visibleText(typeof message === 'string' ? message : line);
}

function timeOf(time: unknown): string | undefined {
  const at = typeof time === 'string' || typeof time === 'number' ? new Date(time).getTime() : Number.NaN;
  return Number.isNaN(at) ? undefined : formatTimeMs(at);
}

function levelOf(level: unknown): string {
  // pino and bunyan write 10 for trace, 20 for debug, and so on.
  const name = typeof level === 'number' ? levels[level / 10 - 1] : String(level ?? '').toLowerCase();
  return levels.find((each) => each === name) ?? '';
}

function parsed(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return parseExactJson(line) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
