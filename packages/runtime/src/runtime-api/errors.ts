/** Why a request got no whole answer. */
export type ConnectionFailure = 'unreachable' | 'reset' | 'stalled' | 'malformed';

/** No whole answer came from the Runtime API. */
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

/** The error of an answer that isn't one. */
export function malformedAnswer(what: string): ApiConnectionError {
  return new ApiConnectionError('malformed', `the answer isn't HTTP/1.1 as the Runtime API speaks it: it has ${what}`);
}

/** The Runtime API answered a call with a status that means failure. */
export class ApiStatusError extends Error {
  override get name(): string {
    return 'ApiStatusError';
  }
  readonly status: number;
  /** The service's own name of the trouble, such as `InvalidRequestID`; empty where it gave none. */
  readonly errorType: string;
  /** How long the refused response is, in characters; undefined where it was streamed, or something else was refused. */
  readonly responseLength: number | undefined;

  constructor(call: string, status: number, errorType: string, detail: string, responseLength?: number) {
    super(`the Runtime API answered ${status} to ${call}${detail === '' ? '' : `: ${detail}`}`);
    this.status = status;
    this.errorType = errorType;
    this.responseLength = responseLength;
  }

  /** Whether the platform has given this process up: it is to exit promptly. */
  get isFatal(): boolean {
    return this.status === 500;
  }
}

/** An answer of the Runtime API breaks its contract, so that nothing can be done with it. */
export class ApiContractError extends Error {
  override get name(): string {
    return 'ApiContractError';
  }
}
