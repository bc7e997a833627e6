import type { LogLevel } from '@alr/context';
import { describeError, isError } from '../errors/error-report.ts';
import { toSourcePositions } from '../errors/source-positions.ts';
import { builtin } from '../node/builtins.ts';

/** One call of a logger, before it is formatted. */
export interface LogRecord {
  readonly timestamp: Date;
  readonly level: LogLevel | 'mark';
  /** The message and the arguments after it, as passed to the logger. */
  readonly args: readonly unknown[];
  /** The invocation that logged the record. Undefined outside of an invocation. */
  readonly requestId: string | undefined;
  readonly tenantId: string | undefined;
  /** The fields of a child logger, and those added with `addContext`. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Formats a record as one line of text. A line break becomes a carriage return, which CloudWatch shows as a line break. */
export function formatText(record: LogRecord): string {
  const names = Object.keys(record.fields);
  const fields = names.length === 0 ? '' : ` ${stringify(record.fields)}`;
  const head = `${record.timestamp.toISOString()}\t${record.requestId ?? '-'}\t${record.level.toUpperCase()}\t`;
  return (head + messageText(record.args) + fields).replaceAll('\n', '\r');
}

/**
 * Formats a record as one line of JSON, with the keys of Lambda's own JSON logs.
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html
 */
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

/** An error without its stack, which has a separate key. */
function withoutStack(arg: unknown): unknown {
  if (!isError(arg)) return arg;
  const { errorType, errorMessage } = describeError(arg);
  return `${errorType}: ${errorMessage}`;
}

/** Formats a message like `console.log`. */
export function messageText(args: readonly unknown[]): string {
  if (args.length === 1 && typeof args[0] === 'string') return args[0];
  try {
    const text = builtin('node:util').format(...args);
    return args.some(isError) ? toSourcePositions(text) : text;
  } catch {
    // An object's custom inspect function can throw. The record is written anyway.
    return args.map((arg) => (typeof arg === 'string' ? arg : describeError(arg).errorMessage)).join(' ');
  }
}

/** Whether the JSON log includes a value as JSON. Errors and other class instances are formatted as text. */
function isPlain(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  try {
    const prototype: unknown = Object.getPrototypeOf(value);
    return prototype === Object.prototype || prototype === null || Array.isArray(value);
  } catch {
    return false;
  }
}

/** Serialises anything. Values without JSON, such as a cycle or a BigInt, are formatted like `console.log`. */
function stringify(record: object): string {
  try {
    return JSON.stringify(record);
  } catch {
    const entries = Object.entries(record).map(([key, value]) => [key, isScalar(value) ? value : messageText([value])]);
    return JSON.stringify(Object.fromEntries(entries));
  }
}

function isScalar(value: unknown): boolean {
  return value === null || ['string', 'number', 'boolean', 'undefined'].includes(typeof value);
}
