/** Thrown by a second reply to the same invocation; the first one stands. */
export class AlreadyAnsweredError extends Error {
  override get name(): string {
    return 'AlreadyAnsweredError';
  }

  constructor(requestId: string) {
    super(`invocation ${requestId} has already been answered: reply once, or return the result from the handler`);
  }
}

/** Thrown by a method that replies to an invocation where it can't tell which. */
export class OutsideInvocationError extends Error {
  override get name(): string {
    return 'OutsideInvocationError';
  }

  constructor(method: string) {
    super(`${method}() was called outside of an invocation: call it from the handler, or after nextEvent()`);
  }
}

/** Thrown where the settings of the runtime, by option or environment, can't be used. */
export class ConfigurationError extends Error {
  override get name(): string {
    return 'ConfigurationError';
  }
}

/** A failure that the platform knows by name, such as `Runtime.HandlerNotFound`. */
export class RuntimeFailure extends Error {
  readonly #type: string;

  override get name(): string {
    return `Runtime.${this.#type}`;
  }

  constructor(type: RuntimeFailureType, message: string, options?: ErrorOptions) {
    super(message, options);
    this.#type = type;
  }
}

/** The names that AWS's runtimes report, and the platform counts by. */
export type RuntimeFailureType =
  | 'AfterRestoreError'
  | 'BeforeSnapshotError'
  | 'ExitError'
  | 'HandlerNotFound'
  | 'ImportModuleError'
  | 'InvalidStreamingOperation'
  | 'JSONParseError'
  | 'JSONStringifyError'
  | 'MalformedHandlerName'
  | 'MalformedStreamingHandler'
  | 'NodeJsExit'
  | 'UnhandledEvent'
  | 'UnhandledPromiseRejection'
  | 'UserCodeSyntaxError';
