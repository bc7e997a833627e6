/** Why a request has no complete response. */
export type ConnectionFailure = 'unreachable' | 'reset' | 'stalled' | 'malformed';

/** Thrown if the Runtime API sent no complete response. */
export class ApiConnectionError extends Error {
  override get name(): string {
    return 'ApiConnectionError';
  }
  readonly failure: ConnectionFailure;

  constructor(failure: ConnectionFailure, message: string, options?: ErrorOptions) {
    super(message, options);
    this.failure = failure;
  }
}

/** Creates the error for a response that is not valid. */
export function malformedResponse(problem: string): ApiConnectionError {
  return new ApiConnectionError(
    'malformed',
    `the response of the Runtime API is not valid HTTP/1.1: it has ${problem}`,
  );
}

/** Thrown if the Runtime API responds to a call with an error status. */
export class ApiStatusError extends Error {
  override get name(): string {
    return 'ApiStatusError';
  }
  readonly status: number;
  /** Lambda's name for the error, such as `InvalidRequestID`. Empty if the response has none. */
  readonly errorType: string;
  /** The length of the rejected response in characters. Undefined for a stream, and if it was not a response. */
  readonly responseLength: number | undefined;

  constructor(call: string, status: number, errorType: string, detail: string, responseLength?: number) {
    super(`the Runtime API responded with ${status} to ${call}${detail === '' ? '' : `: ${detail}`}`);
    this.status = status;
    this.errorType = errorType;
    this.responseLength = responseLength;
  }

  /** Whether Lambda has given up this process, which must then exit promptly. */
  get isFatal(): boolean {
    return this.status === 500;
  }
}

/** Thrown if a response violates the protocol of the Runtime API, so that the runtime cannot use it. */
export class ApiContractError extends Error {
  override get name(): string {
    return 'ApiContractError';
  }
}
