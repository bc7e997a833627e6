/** A topic rejects a request. The code and the message are those of SNS. */
export class TopicError extends Error {
  /** The name of the exception of SNS: `InvalidParameterException`. */
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }

  override get name(): string {
    return 'TopicError';
  }
}

export function invalidParameter(message: string): TopicError {
  return new TopicError('InvalidParameterException', `Invalid parameter: ${message}`);
}
