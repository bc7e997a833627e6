/** A header of the Runtime API's response cannot be read; `header` names it. */
export class InvalidContextHeaderError extends Error {
  /** The name of the header, in lower case. */
  readonly header: string;

  constructor(header: string, problem: string, options?: ErrorOptions) {
    super(`the invocation header ${header} ${problem}`, options);
    this.header = header;
  }

  override get name(): string {
    return 'InvalidContextHeaderError';
  }
}

/** The reason of `context.signal` when the invocation is about to time out. */
export class DeadlineError extends Error {
  constructor(remainingMs: number) {
    super(`the invocation times out in ${remainingMs} ms: respond now, or give the function a longer timeout`);
  }

  override get name(): string {
    return 'DeadlineError';
  }
}

/** The reason of `context.signal` when the process is shutting down. The `cause` is the reason of the shutdown. */
export class ShutdownError extends Error {
  constructor(cause: unknown) {
    super('the process is shutting down: respond now', { cause });
  }

  override get name(): string {
    return 'ShutdownError';
  }
}

/** A handler called a method of the context that was removed after Node.js 0.10. */
export class RemovedMethodError extends Error {
  constructor(method: string, replacement: string) {
    super(`context.${method}() has had no effect since Node.js 0.10: ${replacement}`);
  }

  override get name(): string {
    return 'RemovedMethodError';
  }
}
