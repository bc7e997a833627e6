import type { Logger } from '@alr/context';
import { ApiConnectionError, ApiContractError, ApiStatusError } from '../runtime-api/errors.ts';

/** The size limit of a buffered response. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MAX_RESPONSE_BYTES = 6_291_556;

/** Logs why the platform did not accept a response. Rethrows errors after which this process cannot continue. */
export function logRejectedResponse(logger: Logger, error: unknown): void {
  if (error instanceof ApiStatusError && !error.isFatal) {
    logger.error(`${error.message}${hint(error)}`);
  } else if (error instanceof ApiContractError) {
    logger.error(error.message);
  } else if (error instanceof ApiConnectionError && error.failure !== 'stalled') {
    // The response may have arrived: sending it again could respond twice.
    logger.error(`${error.message}; the response may not have arrived, and is not sent again`);
  } else {
    throw error;
  }
}

function hint({ status, responseLength }: ApiStatusError): string {
  if (status === 410) return '; the response came too late: the invocation has timed out, or was restarted';
  if (status !== 413 || responseLength === undefined) return '';
  return `; the response has ${responseLength} characters, but only ${MAX_RESPONSE_BYTES} bytes are allowed: stream it (return a function that takes a writer), or store it and return its location`;
}
