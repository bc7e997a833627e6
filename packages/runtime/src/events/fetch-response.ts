// @compile-at-start
import { RuntimeError } from '../errors/errors.ts';
import { eventPackageFunction } from './event-package.ts';

/** Converts a fetch `Response` to a result of the handler: JSON in the form that the request expects, or a function. */
type Convert = (response: object, request: object | undefined) => Promise<unknown>;

/** The key under which every class of `@alr/event` holds its conversion of responses. */
const RESPONSE_TO_RESULT = Symbol.for('@alr/event.response-to-result');

/** Whether a value is a fetch `Response`. Checks its shape, because a framework may have another class. */
export function isFetchResponse(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const { status, headers, arrayBuffer } = value as Partial<Response>;
  return typeof status === 'number' && typeof arrayBuffer === 'function' && typeof headers?.getSetCookie === 'function';
}

/**
 * Returns an event without its body if it is an HTTP request; undefined otherwise. The rest decides the form of the
 * response, and the body would be kept in memory while the handler runs.
 */
export function requestOf(event: unknown): object | undefined {
  if (typeof event !== 'object' || event === null) return undefined;
  return 'requestContext' in event || 'raw_path' in event ? { ...event, body: undefined } : undefined;
}

/**
 * Converts a fetch `Response` with `@alr/event`.
 * @param classes classes that may be of `@alr/event`
 * @param handlerFile the file from which `@alr/event` is resolved if no class includes it
 * @throws {RuntimeError} `@alr/event` is not installed
 */
// @compile-later
export async function convertResponse(
  response: object,
  request: object | undefined,
  classes: Iterable<object>,
  handlerFile: string | undefined,
): Promise<unknown> {
  const convert = await eventPackageFunction<Convert>(
    classes,
    RESPONSE_TO_RESULT,
    'responseToResult',
    handlerFile,
    (cause) => {
      const message =
        'the handler returned a fetch Response, which only @alr/event can convert: add it to the dependencies of package.json, or return an object such as { statusCode, headers, body }';
      return new RuntimeError('ImportModuleError', message, { cause });
    },
  );
  return convert(response, request);
}
