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
 * @throws the error itself if it must fail the event
 */
export function acceptUnhandled(error: unknown, request: Pick<DispatchRequest, 'unhandled' | 'logger'>): void {
  if (request.unhandled !== 'warn' || !(error instanceof UnhandledEventError)) throw error;
  request.logger.warn(error.message);
}

/** The error for a handler that overrides none of the methods that could have handled the event. */
export function notOverridden(handler: object, base: string, ...methods: readonly string[]): UnhandledEventError {
  const { name } = handler.constructor;
  const method = `${base}.${methods.join('() or ')}()`;
  return new UnhandledEventError(
    `${method} is not overridden${name === base ? '' : ` by ${name}`}, so nothing handles the event: override it in a class that extends ${base}, and register that class with registerEventHandler()`,
  );
}

/** The error for an event whose source has no handler class, or is not known. */
export function noHandler(source: string | undefined): UnhandledEventError {
  return new UnhandledEventError(
    source === undefined
      ? 'The event comes from no known event source: override handler(event, context) of the Runtime class to handle it'
      : `No handler class is registered for ${source}: register a class that extends EventHandler for '${source}', or override handler(event, context) of the Runtime class`,
  );
}
