/** A stream rejects a request. The code and the message are those of Kinesis and of DynamoDB Streams. */
export class StreamError extends Error {
  /** The name of the exception: `ResourceNotFoundException`. */
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }

  override get name(): string {
    return 'StreamError';
  }
}

export function invalidArgument(message: string): StreamError {
  return new StreamError('InvalidArgumentException', message);
}

/**
 * @param member the name of the member as AWS writes it in this message: `records.1.member.data`
 * @param constraint completes "Member must ..."
 */
export function invalidMember(member: string, constraint: string): StreamError {
  return new StreamError(
    'ValidationException',
    `1 validation error detected: Value at '${member}' failed to satisfy constraint: Member must ${constraint}`,
  );
}
