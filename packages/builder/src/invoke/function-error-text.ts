import {
  type ErrorJson,
  errorParts,
  isErrorJson,
  linesOf,
  mapStacks,
  summaryOf,
} from '../function-error/error-lines.ts';
import { readableStacks } from '../function-error/readable-stacks.ts';
import { withoutMinifiedName } from '../function-error/stack-frame.ts';
import { visibleText } from '../terminal/text/visible-text.ts';

/** A message is shown up to this length, and this number of lines. */
const MAX_MESSAGE_LENGTH = 5_000;
const MAX_MESSAGE_LINES = 50;

/** The types of what can be thrown that is not an object. */
const otherTypes = new Set(['string', 'number', 'bigint', 'boolean', 'symbol', 'function']);

/**
 * The error of a function, for people: its type, its message and its stack, with the source if that is on this machine.
 *
 * @param log the log, if it has been printed: an error in it is only named
 */
export function describeFunctionError(json: string, stream: NodeJS.WritableStream, log = ''): string {
  const error = parse(json);
  if (!isErrorJson(error)) return visibleText(shortened(json));
  // The platform names the invocation in the messages of its errors.
  const message = error.errorMessage.replace(/^RequestId: \S+ Error: /, '');
  const shown = { ...error, errorMessage: shortened(message) };
  const isLogged = message !== '' && log.includes(message.replaceAll('\n', '\r'));
  const parts = isLogged ? linesOf(summaryFor(shown)) : errorParts(shown, summaryFor(shown));
  return readableStacks(parts, stream).join('\n');
}

/** The error of a function for programs: the same, without the names of minified functions. */
export function functionErrorJson(json: string): unknown {
  const error = parse(json);
  return error === undefined ? json : mapStacks(error, withoutMinifiedName);
}

function summaryFor(error: ErrorJson): string {
  const { errorType, errorMessage } = error;
  if (otherTypes.has(errorType)) return `it threw a ${errorType} instead of an Error: ${errorMessage}`;
  if (errorMessage === errorType && /^(undefined|null)$/.test(errorType))
    return `it threw ${errorType} instead of an Error`;
  return summaryOf(error);
}

function shortened(message: string): string {
  const lines = message.split('\n');
  const text = lines.slice(0, MAX_MESSAGE_LINES).join('\n').slice(0, MAX_MESSAGE_LENGTH);
  return text === message ? message : `${text}… (${message.length} characters, which --json prints)`;
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
