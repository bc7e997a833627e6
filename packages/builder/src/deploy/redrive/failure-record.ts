import { parseArn } from '../../aws/arn.ts';

/** A record of an asynchronous invocation that failed for good, as Lambda sends it to a destination. */
export interface FailureRecord {
  /** The name of the function that was invoked. */
  readonly functionName: string;
  /** The event, as JSON. */
  readonly payload: string;
}

/**
 * Reads a message of a queue for failed invocations. Returns the reason if the event is not in it.
 *
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 */
export function readFailureRecord(body: string): FailureRecord | string {
  const record = parse(body);
  if (typeof record !== 'object' || record === null) return NO_RECORD;
  if ('KinesisBatchInfo' in record || 'DDBStreamBatchInfo' in record) {
    return 'it says only where the records are in their stream, and does not contain them';
  }
  const { requestContext, requestPayload } = record as Record<string, unknown>;
  const arn =
    typeof requestContext === 'object' && requestContext !== null && 'functionArn' in requestContext
      ? parseArn(String(requestContext.functionArn))
      : undefined;
  const [type, functionName] = arn?.service === 'lambda' ? arn.resource.split(':') : [];
  if (type !== 'function' || !functionName || requestPayload === undefined) return NO_RECORD;
  return { functionName, payload: JSON.stringify(requestPayload) };
}

const NO_RECORD = 'it is not a record of a failed invocation';

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
