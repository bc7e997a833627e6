import type { Message } from '@aws-sdk/client-sqs';
import { parseArn } from '../../aws/arn.ts';

/** An event that failed for good, and the function that it is for. */
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
  const functionName =
    typeof requestContext === 'object' && requestContext !== null && 'functionArn' in requestContext
      ? functionOf(String(requestContext.functionArn))
      : undefined;
  if (functionName === undefined || requestPayload === undefined) return NO_RECORD;
  return { functionName, payload: JSON.stringify(requestPayload) };
}

/**
 * Reads an event that a rule or a schedule could not hand over. Its attributes say which function it is for. Undefined if
 * it has none.
 *
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/configuring-schedule-dlq.html
 */
export function readUndelivered({ Body = '', MessageAttributes }: Message): FailureRecord | undefined {
  const functionName = functionOf(MessageAttributes?.TARGET_ARN?.StringValue ?? '');
  return functionName === undefined ? undefined : { functionName, payload: Body };
}

/** The name of the function in its ARN, or in that of an alias or a version. */
function functionOf(text: string): string | undefined {
  const arn = parseArn(text);
  const [type, name] = arn?.service === 'lambda' ? arn.resource.split(':') : [];
  return type === 'function' && name ? name : undefined;
}

const NO_RECORD = 'it is not a record of a failed invocation';

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
