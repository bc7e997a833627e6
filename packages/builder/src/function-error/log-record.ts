import { style } from '../terminal/style.ts';
import { coloredText } from '../terminal/text/visible-text.ts';
import {
  type ErrorJson,
  errorParts,
  isErrorJson,
  isStack,
  otherProperties,
  stackParts,
  summaryOf,
  type TextPart,
} from './error-lines.ts';
import { findStacks, readableStacks } from './readable-stacks.ts';

/**
 * A log record as text for people, with readable stacks. Records that are JSON become text on a terminal only. Elsewhere
 * they are printed as the function wrote them, because a program may read them.
 */
export function readableRecord(line: string, stream: NodeJS.WritableStream): string[] {
  if (!('isTTY' in stream && stream.isTTY) && parseRecord(line) !== undefined) return [line];
  const [first = '', ...more] = recordParts(line);
  const text = typeof first === 'string' ? first : first.join('\n');
  const [, level] = /\t(FATAL|ERROR|WARN)\t/.exec(text) ?? [];
  const shown = level === undefined ? text : style(level === 'WARN' ? 'warning' : 'error', text, stream);
  return readableStacks([shown, ...more], stream);
}

/**
 * Splits a log record into lines. A JSON record gets the form of a text record: time, request id, level, message, then
 * its other fields, then its stack. A record uses carriage returns for line breaks, which keep it in one log event:
 * https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html
 */
export function recordLines(line: string): string[] {
  return recordParts(line).flat();
}

function recordParts(line: string): TextPart[] {
  const record = parseRecord(line);
  // A carriage return at the end is a part of the line end of Windows.
  return record ? describeRecord(record) : textParts(line.replace(/\r$/, ''));
}

type JsonObject = Record<string, unknown>;

function parseRecord(line: string): JsonObject | undefined {
  const record = parseObject(line);
  return record !== undefined && 'message' in record && 'level' in record ? record : undefined;
}

function parseObject(text: string): JsonObject | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** AWS's runtime client, and ours for functions that are written for it, logs errors as text that ends in JSON. */
function textParts(line: string): TextPart[] {
  const tab = line.indexOf('\t{"errorType":');
  const error = tab === -1 ? undefined : parseObject(line.slice(tab + 1));
  if (!isErrorJson(error)) return findStacks(line.split(/\r?\n|\r/).map(coloredText));
  const start = line.slice(0, tab).trimEnd();
  return errorParts(error, [`${start}${start.endsWith(':') ? '' : ':'} ${summaryOf(error)}`, fieldsOf(error)].join(''));
}

function fieldsOf(error: ErrorJson): string {
  const fields = otherProperties(error);
  return Object.keys(fields).length === 0 ? '' : ` ${JSON.stringify(fields)}`;
}

function describeRecord({ timestamp, level, requestId, message, ...others }: JsonObject): TextPart[] {
  // AWS's own runtime client logs an error as the message of its record.
  const error = isErrorJson(message) ? { ...others, ...message } : others;
  const text = isErrorJson(message) ? '' : typeof message === 'string' ? message : JSON.stringify(message);
  const { summary, fields, stack } = splitError(error, text);
  const parts = [text, summary, Object.keys(fields).length === 0 ? '' : JSON.stringify(fields)];
  const [first, ...rest] = parts
    .filter((part) => part !== '')
    .join(' ')
    .split(/\r?\n|\r/)
    .map(coloredText);
  return [[timestamp, requestId ?? '-', level, first].join('\t'), ...rest, ...stack];
}

/**
 * Separates the error in a record from the other fields. Users may log fields with the same names, which are not an
 * error unless they have the types of one.
 */
function splitError(record: JsonObject, text: string): { summary: string; fields: JsonObject; stack: TextPart[] } {
  if (isErrorJson(record)) {
    const summary = text.includes(record.errorMessage) ? '' : summaryOf(record);
    return { summary, fields: otherProperties(record), stack: stackParts(record) };
  }
  const { stackTrace, cause, ...fields } = record;
  if (!isStack(stackTrace)) return { summary: '', fields: record, stack: [] };
  return { summary: '', fields, stack: stackParts({ stackTrace, cause }) };
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null;
}
