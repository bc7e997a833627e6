/** Something was written after the stream's end. */
export class WriterClosedError extends Error {
  constructor() {
    super('The stream is closed: write before close() is called');
  }

  override get name(): string {
    return 'WriterClosedError';
  }
}

/** What belongs in the head of the response was set when the head had been sent. */
export class AlreadyStartedError extends Error {
  constructor(method: string) {
    super(`${method}() came after the first write, which sends the head of the response: call it before`);
  }

  override get name(): string {
    return 'AlreadyStartedError';
  }
}
