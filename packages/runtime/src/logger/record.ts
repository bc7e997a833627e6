import type { LogLevel } from '@alr/context';
import { cropText } from '../errors/crop.ts';
import { describeError, errorMessageOf, errorTypeOf, isError } from '../errors/describe-error.ts';
import { toSourcePositions } from '../errors/source-positions.ts';
import { builtin } from '../node/builtins.ts';
import { type ErrorForm, JsonText, join } from './json-text.ts';

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

/**
 * The form of records: our own, or that of AWS's Node runtime, in which a message that is an error is an object.
 */
export type RecordForm = 'own' | 'aws';

/** How records are formatted. */
export interface RecordFormat {
  readonly format: 'json' | 'text';
  readonly form: RecordForm;
}

/** CloudWatch takes no longer record. */
const MAX_TEXT_LENGTH = 1024 * 1024;

const errorForms: Readonly<Record<RecordForm, ErrorForm>> = {
  own: { stackKey: 'stackTrace', isWholeStack: false, usesClassName: false },
  aws: { stackKey: 'stackTrace', isWholeStack: true, usesClassName: true },
};

/** Formats a record as text: time, request id, level and message, separated by tabs. */
export function formatText(record: LogRecord): string {
  const names = Object.keys(record.fields);
  const fields = names.length === 0 ? '' : ` ${join(new JsonText(errorForms.own).members(record.fields))}`;
  const head = `${record.timestamp.toISOString()}\t${record.requestId ?? '-'}\t${record.level.toUpperCase()}\t`;
  return head + messageText(record.args) + fields;
}

/**
 * Formats a record as one line of JSON, with the keys of Lambda's own JSON logs.
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html
 */
export function formatJson(record: LogRecord, form: RecordForm = 'own'): string {
  const { args, requestId, tenantId } = record;
  const json = new JsonText(errorForms[form]);
  const members = new Map<string, string>();
  members.set('timestamp', json.write(record.timestamp.toISOString()));
  members.set('level', json.write(record.level.toUpperCase()));
  if (requestId !== undefined) members.set('requestId', json.write(requestId));
  if (tenantId !== undefined) members.set('tenantId', json.write(tenantId));
  const isMessageError = args.length === 1 && isError(args[0]);
  const isNested = form === 'aws' && isMessageError;
  const isText = args.length !== 1 || args[0] === undefined || (isMessageError && !isNested);
  members.set('message', json.write(isText ? messageText(args.map(withoutStack)) : args[0]));
  for (const [name, text] of json.members(record.fields)) {
    if (!members.has(name)) members.set(name, text);
  }
  if (isText) addErrors(members, args, json);
  return join(members);
}

/** Adds the members of the first error, and the other arguments that are or contain errors. */
function addErrors(members: Map<string, string>, args: readonly unknown[], json: JsonText): void {
  const error = args.find(isError);
  if (error !== undefined) {
    for (const [name, text] of json.errorMembers(error)) {
      const isTaken = members.has(name) && !errorNames.has(name);
      members.set(isTaken ? `error.${name}` : name, text);
    }
  }
  const details = args
    .filter((arg) => typeof arg === 'object' && arg !== null && arg !== error)
    .flatMap((arg) => {
      const before = json.errorCount;
      const text = json.write(arg);
      return json.errorCount > before ? [text] : [];
    });
  if (details.length > 0) members.set('details', `[${details.join()}]`);
}

/** The names of an error's members that replace fields of the logger. */
const errorNames = new Set(['errorType', 'errorMessage', 'stackTrace']);

/** The JSON of an error in the text log of AWS's Node runtime. */
export function awsErrorText(error: unknown): string {
  const json = new JsonText({ stackKey: 'stack', isWholeStack: true, usesClassName: false });
  return json.write(isError(error) ? error : new Error(describeError(error).errorMessage));
}

/** An error without its stack, which has a separate key. */
function withoutStack(arg: unknown): unknown {
  return isError(arg) ? `${errorTypeOf(arg)}: ${errorMessageOf(arg)}` : arg;
}

/** Formats a message like `console.log`. */
export function messageText(args: readonly unknown[]): string {
  if (args.length === 1 && typeof args[0] === 'string') return cropText(args[0], MAX_TEXT_LENGTH);
  const text = cropText(formatArgs(args), MAX_TEXT_LENGTH);
  // Errors can be anywhere in the arguments.
  return text.includes('    at ') ? toSourcePositions(text) : text;
}

function formatArgs(args: readonly unknown[]): string {
  try {
    return builtin('node:util').format(...args);
  } catch {
    // An object's custom inspect function can throw. The record is written anyway.
    return args.map((arg) => (typeof arg === 'string' ? arg : describeError(arg).errorMessage)).join(' ');
  }
}
