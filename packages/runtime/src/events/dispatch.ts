// @compile-at-start
import type { DispatchRequest } from '@alr/context';
import { RuntimeError } from '../errors/errors.ts';
import { eventPackageFunction } from './event-package.ts';

type Dispatch = (request: DispatchRequest) => Promise<unknown>;

/** The key under which every class of `@alr/event` holds its dispatch function. */
const DISPATCH = Symbol.for('@alr/event.dispatch');

const NOT_INSTALLED =
  'there is no handler: override handler(event, context), or register event handlers, which needs @alr/event: add it to the dependencies of package.json';

/**
 * Passes an event to the handler class of its source.
 * @param handlerFile the file from which `@alr/event` is resolved if no registered class includes it
 * @throws {RuntimeError} `@alr/event` is not installed, and no class is registered
 */
export async function dispatchEvent(request: DispatchRequest, handlerFile: string | undefined): Promise<unknown> {
  const classes = request.handlers.values();
  const dispatch = await eventPackageFunction<Dispatch>(classes, DISPATCH, 'dispatchEvent', handlerFile, (cause) => {
    return new RuntimeError('UnhandledEvent', NOT_INSTALLED, { cause });
  });
  return dispatch(request);
}
