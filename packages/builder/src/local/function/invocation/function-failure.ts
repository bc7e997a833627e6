/** Why an invocation failed, as the invoker sees it. */
export interface FunctionFailure {
  /** For example `Function.TypeError` or `Sandbox.Timedout`. */
  readonly errorType: string;
  /** The error as JSON, from the runtime or from the platform. */
  readonly body: Buffer;
}

/** Thrown by the body of a streamed response when the stream fails after part of it was sent. */
export class ResponseStreamError extends Error {
  readonly failure: FunctionFailure;

  constructor(failure: FunctionFailure) {
    super(failure.body.toString());
    this.failure = failure;
  }

  override get name(): string {
    return 'ResponseStreamError';
  }
}

/** A failure that the platform reports. */
export function platformFailure(errorType: string, errorMessage: string): FunctionFailure {
  return { errorType, body: Buffer.from(JSON.stringify({ errorType, errorMessage })) };
}

/** The function exceeded its timeout. */
export function timeoutFailure(requestId: string, timeoutMs: number): FunctionFailure {
  return platformFailure('Sandbox.Timedout', `RequestId: ${requestId} Error: ${timeoutMessage(timeoutMs)}`);
}

/** AWS's message for a timeout, for the invoker and for the log. */
export function timeoutMessage(timeoutMs: number): string {
  return `Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`;
}

/** A buffered response exceeded the limit. */
export function responseTooLargeFailure(limitBytes: number): FunctionFailure {
  return platformFailure(
    'Function.ResponseSizeTooLarge',
    `Response payload size exceeded maximum allowed payload size (${limitBytes} bytes).`,
  );
}

/** A failure as one line of text. If the body is not the JSON of an error, it is returned unchanged. */
export function describeFailure({ body }: FunctionFailure): string {
  const text = body.toString();
  try {
    const { errorType, errorMessage } = JSON.parse(text) as Record<string, unknown>;
    return typeof errorMessage === 'string' ? `${errorType}: ${errorMessage}` : text;
  } catch {
    return text;
  }
}
