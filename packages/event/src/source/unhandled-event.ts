/** An event has nobody to handle it. The invocation fails, so that nothing is acknowledged that nobody looked at. */
export class UnhandledEventError extends Error {
  override get name(): string {
    return 'UnhandledEventError';
  }
}

/** Says which method of which class is left as it is, or which ones, where any of them would do. */
export function notOverridden(handler: object, base: string, ...methods: readonly string[]): UnhandledEventError {
  const { name } = handler.constructor;
  return new UnhandledEventError(
    `${base}.${methods.join('() or ')}() is not overridden${name === base ? '' : ` by ${name}`}, so that the event has nobody to handle it. Override it in a class that extends ${base}, and register that with registerEventHandler() of the Runtime class`,
  );
}

/** Says what to do about a source that has no class of its own here, or an event that tells no source. */
export function noHandler(source: string | undefined): UnhandledEventError {
  return new UnhandledEventError(
    source === undefined
      ? 'The event tells none of the known event sources. Override handler(event, context) in the Runtime class to take events of your own'
      : `The event comes from ${source}, a source without a handler class of its own, and nothing is registered for it. Register a class that extends EventHandler for '${source}', or override handler(event, context) in the Runtime class`,
  );
}
