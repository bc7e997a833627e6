/** Thrown by a second response to the same invocation. The first one stands. */
export class AlreadyAnsweredError extends Error {
  override get name(): string {
    return 'AlreadyAnsweredError';
  }

  constructor(requestId: string) {
    super(
      `invocation ${requestId} already has a response: respond once, or return the result from the handler instead`,
    );
  }
}

/** Thrown by a method that responds to an invocation if there is no current invocation. */
export class OutsideInvocationError extends Error {
  override get name(): string {
    return 'OutsideInvocationError';
  }

  constructor(method: string) {
    super(`${method}() was called outside of an invocation: call it from the handler, or after nextEvent()`);
  }
}

/** Thrown by a method that asks for events while a loop of this process already does. */
export class LoopRunningError extends Error {
  override get name(): string {
    return 'LoopRunningError';
  }

  constructor(method: string, reason: string) {
    super(`${method}() cannot be called here, because ${reason}: a process has one loop, either run() or your own`);
  }
}

/** Thrown if an option or an environment variable of the runtime has an invalid value. */
export class ConfigurationError extends Error {
  override get name(): string {
    return 'ConfigurationError';
  }
}

/** A failure with an error type that Lambda defines, such as `Runtime.HandlerNotFound`. Its `name` is that type. */
export class RuntimeError extends Error {
  readonly #type: string;

  override get name(): string {
    return `Runtime.${this.#type}`;
  }

  constructor(type: RuntimeErrorType, message: string, options?: ErrorOptions) {
    super(message, options);
    this.#type = type;
  }
}

/** The error types that AWS's runtimes report and that Lambda counts in its metrics, without the prefix `Runtime.`. */
export type RuntimeErrorType =
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

/** @deprecated Use `RuntimeError`. Will be removed in 2.0. */
export const RuntimeFailure = RuntimeError;

/** @deprecated Use `RuntimeError`. Will be removed in 2.0. */
export type RuntimeFailure = RuntimeError;

/** @deprecated Use `RuntimeErrorType`. Will be removed in 2.0. */
export type RuntimeFailureType = RuntimeErrorType;
