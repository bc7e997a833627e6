import type { DispatchRequest } from '@alr/context';

/** Nothing handles an event. Its invocation fails, so that no event is acknowledged unseen. */
export class UnhandledEventError extends Error {
  override get name(): string {
    return 'UnhandledEventError';
  }
}

/**
 * Applies `unhandledEvents` of the Runtime class: if it is `warn`, an unhandled event is logged and counts as handled.
 * This is the only place that decides so, for an event, a record or a request.
 *
 * @throws {Error} the error must fail the event: the error itself
 */
export function acceptUnhandled(error: unknown, request: Pick<DispatchRequest, 'unhandled' | 'logger'>): void {
  if (request.unhandled !== 'warn' || !(error instanceof UnhandledEventError)) throw error;
  request.logger.warn(error.message);
}

/** The error for a handler that overrides none of the methods that could have handled the event. */
export function notOverridden(handler: object, base: string, ...methods: readonly string[]): UnhandledEventError {
  const { name } = handler.constructor;
  const missing = `${base}.${methods.join('() or ')}() is not overridden${name === base ? '' : ` by ${name}`}`;
  const advice = `override it in a class that extends ${base}, and register that class with registerEventHandler()`;
  return new UnhandledEventError(`${missing}, so nothing handles the event: ${advice}`);
}

/** The error for an event whose source has no handler class, or is not known. */
export function noHandler(source: string | undefined): UnhandledEventError {
  const override = 'override handler(event, context) of the Runtime class';
  return new UnhandledEventError(
    source === undefined
      ? `The event comes from no known event source: register a class that extends AnyHandler for EVENT_ANY, or ${override}`
      : `No class is registered for ${source}: register one that extends EventHandler for '${source}', or ${override}`,
  );
}
