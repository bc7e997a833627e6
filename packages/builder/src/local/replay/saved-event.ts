import { ExpectedError } from '../../terminal/expected-error.ts';
import { type ExactJson, parseExactJson } from '../record/compare/exact-json.ts';
import type { EventReplay, ReplayResult } from './replay.ts';

/** A file is not one of a saved event. */
export class SavedEventError extends ExpectedError {
  override get name(): string {
    return 'SavedEventError';
  }
}

type JsonMembers = { readonly [name: string]: ExactJson };

/** Where editors find the form of the file, in the folder of saved events. */
const SCHEMA = '../node_modules/@alr/builder/event.schema.json';

/** The members of a saved event. Those of an event of another form are the event itself. */
const members = ['$schema', 'function', 'requestId', 'event', 'clientContext', 'response', 'error', 'ignore'];
const distinctive = ['function', 'response', 'error'];

/**
 * Reads a file: a saved event with the response that it should have, or an event alone.
 *
 * @param name of the file, for reports
 * @throws {SavedEventError} it is not JSON, or a member has another type
 */
export function parseSavedEvent(text: string, name: string): EventReplay {
  const value = parsed(text, name);
  if (!isSavedEvent(value)) return { name, event: JSON.stringify(value) };
  const { event, clientContext, response, error, ignore = [] } = value;
  if (!Array.isArray(ignore) || !ignore.every((each): each is string => typeof each === 'string')) {
    throw new SavedEventError(`${name}: ignore is not a list of texts, such as ["response.createdAt"]`);
  }
  const textOf = (member: string) => {
    const found = value[member];
    if (found === undefined || typeof found === 'string') return found;
    throw new SavedEventError(`${name}: ${member} is not a text`);
  };
  return {
    name,
    event: JSON.stringify(event),
    function: textOf('function'),
    requestId: textOf('requestId'),
    ...(clientContext !== undefined && { clientContext: JSON.stringify(clientContext) }),
    ...(response !== undefined && { response: JSON.stringify(response) }),
    ...(error !== undefined && { error: JSON.stringify(error) }),
    ignore,
  };
}

/** The content of a file for an invocation, as the API describes it. */
export function savedEvent(invocation: JsonMembers): string {
  const { function: name, requestId, event, clientContext, response, error } = invocation;
  return format({ $schema: SCHEMA, function: name, requestId, event, clientContext, response, error });
}

/** The content of a file with the response that its function has now. */
export function updatedEvent(
  text: string,
  name: string,
  { function: key, requestId, response, error }: ReplayResult,
): string {
  const value = parsed(text, name);
  const before: JsonMembers = isSavedEvent(value) ? value : { $schema: SCHEMA, function: key, event: value };
  return format({ ...before, requestId, response, error });
}

/** Members that are undefined are left out. */
function format({ error, ...others }: Readonly<Record<string, ExactJson | undefined>>): string {
  return `${JSON.stringify({ ...others, error: essence(error) }, undefined, 2)}\n`;
}

/** The stack of an error differs with each change of the code. */
function essence(error: ExactJson | undefined): ExactJson | undefined {
  if (typeof error !== 'object' || error === null || !('errorType' in error)) return error;
  const { errorType, errorMessage } = error;
  return { errorType, ...(errorMessage !== undefined && { errorMessage }) };
}

function isSavedEvent(value: ExactJson): value is JsonMembers & { readonly event: ExactJson } {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const names = Object.keys(value);
  return (
    names.includes('event') &&
    names.every((name) => members.includes(name)) &&
    names.some((name) => distinctive.includes(name))
  );
}

function parsed(text: string, name: string): ExactJson {
  try {
    return parseExactJson(text);
  } catch (error) {
    throw new SavedEventError(`${name} is ${(error as Error).message}`);
  }
}
