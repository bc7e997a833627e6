import type { Context } from './context.ts';
import type { Logger } from './logger.ts';

// The contract between `@alr/runtime` and `@alr/event`, neither of which imports the other. It is here because both
// depend on this package.

/**
 * A class that handles the events of one source: one instance per invocation. The classes of `@alr/event` are such
 * classes.
 */
export interface EventHandlerClass<Source extends string = string> {
  /** The source whose events the class handles, such as `aws:sqs`. */
  readonly source: Source;
  new (...args: never[]): { process(): Promise<unknown> };
}

/** An event to dispatch to the handler class of its source. */
export interface DispatchRequest {
  readonly event: unknown;
  readonly context: Context;
  readonly logger: Logger;
  /** The Runtime object that received the event. */
  readonly runtime: object;
  /** The classes registered with the Runtime class and its ancestors, by source. */
  readonly handlers: ReadonlyMap<string, EventHandlerClass>;
  /** Whether an event that nothing handles fails its invocation, or is acknowledged with a warning in the log. */
  readonly unhandled: 'fail' | 'warn';
}
