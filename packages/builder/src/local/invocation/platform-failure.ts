import type { FunctionFailure } from './invocation.ts';

/** A failure in the platform's own words, as AWS gives it to an invoker. */
export function platformFailure(errorType: string, errorMessage: string): FunctionFailure {
  return { errorType, body: Buffer.from(JSON.stringify({ errorType, errorMessage })) };
}

/** A failure on one line, as its JSON says it, or as it is where that is none. */
export function describeFailure({ body }: FunctionFailure): string {
  try {
    const { errorType, errorMessage } = JSON.parse(body.toString()) as Record<string, unknown>;
    return typeof errorMessage === 'string' ? `${errorType}: ${errorMessage}` : body.toString();
  } catch {
    return body.toString();
  }
}

/** The function took longer than its timeout. */
export function timeoutFailure(requestId: string, timeoutMs: number): FunctionFailure {
  const message = `RequestId: ${requestId} Error: ${timeoutMessage(timeoutMs)}`;
  return platformFailure('Sandbox.Timedout', message);
}

/** The platform's sentence on a timeout, as it stands in the log too. */
export function timeoutMessage(timeoutMs: number): string {
  return `Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`;
}

/** The reply is over the limit of what a buffered reply may be. */
export function tooLargeFailure(limit: number): FunctionFailure {
  return platformFailure(
    'Function.ResponseSizeTooLarge',
    `Response payload size exceeded maximum allowed payload size (${limit} bytes).`,
  );
}
