import type { DispatchRequest } from '@alr/context';
import {
  EVENT_AUTHORIZER,
  EVENT_COGNITO,
  EVENT_FIREHOSE,
  EVENT_KAFKA,
  EVENT_LOGS,
  EVENT_WEBSOCKET,
} from './event-source.ts';

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

/**
 * The error for a handler that overrides none of the methods that could have handled the event. If no class is registered
 * for a source, its base class handles the event.
 */
export function notOverridden(
  handler: { readonly source: string },
  base: string,
  ...methods: readonly string[]
): UnhandledEventError {
  const { name } = handler.constructor;
  const missing = `${base}.${methods.join('() or ')}() is not overridden`;
  if (name !== base) return new UnhandledEventError(`${missing} by ${name}, so nothing handles the event: override it`);
  const source = registeredName(handler.source);
  return new UnhandledEventError(
    `nothing handles events of ${handler.source}, because ${missing}: register a class that extends ${base} and overrides it, with registerEventHandler('${source}', THE_CLASS)`,
  );
}

/** The error for an event whose source has no handler class, or is not known. */
export function noHandler(source: string | undefined): UnhandledEventError {
  const override = 'override handler(event, context) of the Runtime class';
  return new UnhandledEventError(
    source === undefined
      ? `the event comes from no known event source: register a class that extends AnyHandler for EVENT_ANY, or ${override}`
      : `no class is registered for ${source}: register one that extends ${classNameFor(source)} for '${registeredName(source)}', or ${override}`,
  );
}

/**
 * The name of a class that the dispatch does not import, so that bundlers leave out those that a function does not use.
 */
function classNameFor(source: string): string {
  switch (registeredName(source)) {
    case EVENT_AUTHORIZER:
      return 'AuthorizerHandler';
    case EVENT_COGNITO:
      return 'CognitoHandler';
    case EVENT_FIREHOSE:
      return 'FirehoseHandler';
    case EVENT_KAFKA:
      return 'KafkaHandler';
    case EVENT_LOGS:
      return 'LogsHandler';
    case EVENT_WEBSOCKET:
      return 'WebSocketHandler';
    default:
      return 'EventHandler';
  }
}

/** The source under which to register a class: all Kafka clusters have one. */
export function registeredName(source: string): string {
  return source === 'SelfManagedKafka' ? EVENT_KAFKA : source;
}
