/** What an error has besides its name and its message. */
export interface AwsErrorOptions {
  /** Default: the status of the service's model; otherwise 400. */
  readonly status?: number;
  /** The name in the older query protocol. Default: that of the service's model; otherwise the code. */
  readonly queryCode?: string;
  /** Further elements of the error in XML, such as the bucket's name. */
  readonly details?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An operation fails as it does on AWS. The code is the name of the SDK's exception. */
export class AwsApiError extends Error {
  readonly code: string;
  readonly options: AwsErrorOptions;

  constructor(code: string, message: string, options: AwsErrorOptions = {}) {
    super(message);
    this.code = code;
    this.options = options;
  }

  override get name(): string {
    return 'AwsApiError';
  }
}

/** The request is not one that the protocol allows. */
export function malformedRequest(message: string): AwsApiError {
  return new AwsApiError('SerializationException', message);
}
