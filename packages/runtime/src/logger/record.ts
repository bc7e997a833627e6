import type { LogLevel } from '@alr/context';
import { describeError, isError } from '../errors/error-report.ts';
import { toSourcePositions } from '../errors/source-positions.ts';

/** One call of a logger, before it has a form. */
export interface LogRecord {
  readonly timestamp: Date;
  readonly level: LogLevel | 'mark';
  /** The message and what follows it, as they were given. */
  readonly args: readonly unknown[];
  /** The invocation that logged it; undefined outside of one. */
  readonly requestId: string | undefined;
  readonly tenantId: string | undefined;
  /** What a child logger, or `addContext`, adds to each of its records. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** The record as one line of text. A line break within it becomes a carriage return, which CloudWatch shows as one. */
export function formatText(record: LogRecord): string {
  const names = Object.keys(record.fields);
  const fields = names.length === 0 ? '' : ` ${stringify(record.fields)}`;
  const head = `${record.timestamp.toISOString()}\t${record.requestId ?? '-'}\t${record.level.toUpperCase()}\t`;
  return (head + messageText(record.args) + fields).replaceAll('\n', '\r');
}

/** The record as one line of JSON, with the keys of Lambda's own JSON logs. https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html */
export function formatJson(record: LogRecord): string {
  const { args } = record;
  const error = args.find(isError);
  const described = error === undefined ? undefined : describeError(error);
  return stringify({
    ...record.fields,
    timestamp: record.timestamp.toISOString(),
    level: record.level.toUpperCase(),
    requestId: record.requestId,
    tenantId: record.tenantId,
    message: args.length === 1 && isPlain(args[0]) ? args[0] : messageText(args.map(withoutStack)),
    ...described,
  });
}

/** An error's stack stands in a key of its own. */
function withoutStack(arg: unknown): unknown {
  if (!isError(arg)) return arg;
  const { errorType, errorMessage } = describeError(arg);
  return `${errorType}: ${errorMessage}`;
}

/** The message in the way of `console.log`. */
export function messageText(args: readonly unknown[]): string {
  if (args.length === 1 && typeof args[0] === 'string') return args[0];
  try {
    const text = process.getBuiltinModule('node:util').format(...args);
    return args.some(isError) ? toSourcePositions(text) : text;
  } catch {
    // An object may bring its own way to be shown, and that may throw; the record is written all the same.
    return args.map((arg) => (typeof arg === 'string' ? arg : describeError(arg).errorMessage)).join(' ');
  }
}

/** An object that the JSON log shows as such; errors and the like have a text of their own. */
function isPlain(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  try {
    const prototype: unknown = Object.getPrototypeOf(value);
    return prototype === Object.prototype || prototype === null || Array.isArray(value);
  } catch {
    return false;
  }
}

/** JSON of anything: what has none, such as a cycle or a BigInt, is shown as the console would. */
function stringify(record: object): string {
  try {
    return JSON.stringify(record);
  } catch {
    const shown = Object.entries(record).map(([key, value]) => [key, isScalar(value) ? value : messageText([value])]);
    return JSON.stringify(Object.fromEntries(shown));
  }
}

function isScalar(value: unknown): boolean {
  return value === null || ['string', 'number', 'boolean', 'undefined'].includes(typeof value);
}
