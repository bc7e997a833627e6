/** A call of a function to a service of AWS that is on this machine. It has neither the input nor the output. */
export interface AwsCallRecord {
  /** As in signatures: `sqs`, `s3`, `events`, `lambda`. */
  readonly service: string;
  /** Such as `SendMessage`. */
  readonly operation: string;
  /** The queue, topic, bucket with key, or function that it is about. */
  readonly resource?: string | undefined;
  /** The status of the HTTP response. */
  readonly status: number;
  /** Undefined if it succeeded. */
  readonly errorCode?: string | undefined;
  /** When it began, in milliseconds since the invocation was sent. */
  readonly startMs: number;
  readonly durationMs: number;
  /** The length of the body of the request. */
  readonly requestBytes: number;
  /** The length of the body of the response. */
  readonly responseBytes: number;
}

/** A call in one line, without what differs each time: `sns:Publish orders`. */
export function describeCall({ service, operation, resource, errorCode }: AwsCallRecord): string {
  const what = `${service}:${operation}${resource === undefined ? '' : ` ${resource}`}`;
  return errorCode === undefined ? what : `${what}: ${errorCode}`;
}
