import { LocalOptionError } from '../../options/local-option-error.ts';
import type { ReplayRequest } from '../../replay/replay.ts';

/**
 * Reads what to replay out of the body of a request: `{ id }`, or the content of a saved event with the `name` of its file.
 *
 * @throws {LocalOptionError} a member has another type, or one is missing
 */
export function replayRequestOf(body: Readonly<Record<string, unknown>>): ReplayRequest {
  const ignore = textsOf(body.ignore);
  const { id } = body;
  if (typeof id === 'string' || typeof id === 'number') return { id: String(id), ignore };
  if (id !== undefined) throw new LocalOptionError('id is neither a text nor a number');
  const text = (name: string): string | undefined => {
    const value = body[name];
    if (value === undefined || typeof value === 'string') return value;
    throw new LocalOptionError(`${name} is not a text`);
  };
  const event = text('event');
  if (event === undefined) throw new LocalOptionError('id and event are missing: give one of them');
  return {
    event,
    name: text('name'),
    function: text('function'),
    clientContext: text('clientContext'),
    requestId: text('requestId'),
    response: text('response'),
    error: text('error'),
    ignore,
  };
}

/** @throws {LocalOptionError} it is neither undefined nor a list of texts */
export function textsOf(value: unknown): readonly string[] | undefined {
  if (value === undefined) return undefined;
  if (Array.isArray(value) && value.every((each) => typeof each === 'string')) return value;
  throw new LocalOptionError('ignore is not a list of texts');
}
