import type { FunctionFailure } from '../../function/invocation/function-failure.ts';
import type { DiscardCondition } from './asynchronous-queue.ts';

/** An event that is given up. */
export interface DiscardedEvent {
  readonly requestId: string;
  readonly functionArn: string;
  /** JSON. */
  readonly event: Buffer;
  readonly condition: DiscardCondition | 'RecursiveLoop';
  /** How often the function got it. */
  readonly attempts: number;
  /** Why the last attempt failed; undefined if there was none. */
  readonly failure?: FunctionFailure | undefined;
}

/**
 * The record that Lambda sends to an on-failure destination:
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 */
export function failureRecord(discarded: DiscardedEvent, now: number): object {
  const { requestId, functionArn, event, condition, attempts, failure } = discarded;
  return {
    version: '1.0',
    timestamp: new Date(now).toISOString(),
    requestContext: {
      requestId,
      functionArn: `${functionArn}:$LATEST`,
      condition,
      approximateInvokeCount: attempts,
    },
    requestPayload: parsed(event),
    ...(failure && {
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
      responsePayload: parsed(failure.body),
    }),
  };
}

/** A runtime can report any text as its error. */
function parsed(bytes: Buffer): unknown {
  const text = bytes.toString();
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
