/** A chunk was written after the stream had been closed. */
export class WriterClosedError extends Error {
  constructor() {
    super('the stream is closed: nothing can be written after close()');
  }

  override get name(): string {
    return 'WriterClosedError';
  }
}

/** The head of the response was changed after it had been sent. */
export class AlreadyStartedError extends Error {
  constructor(method: string) {
    super(`the head of the response was sent with the first write: call ${method}() before it`);
  }

  override get name(): string {
    return 'AlreadyStartedError';
  }
}

/** A content type, or a part of an HTTP response's head, cannot be sent. The message names the part and the reason. */
export class InvalidResponseHeadError extends Error {
  override get name(): string {
    return 'InvalidResponseHeadError';
  }
}
