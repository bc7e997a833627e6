/** Something was written when the stream had been closed. */
export class WriterClosedError extends Error {
  constructor() {
    super('The stream is closed: nothing can be written after close()');
  }

  override get name(): string {
    return 'WriterClosedError';
  }
}

/** A part of the response's head was set when the head had been sent. */
export class AlreadyStartedError extends Error {
  constructor(method: string) {
    super(`The head of the response left with the first write: call ${method}() before it`);
  }

  override get name(): string {
    return 'AlreadyStartedError';
  }
}
