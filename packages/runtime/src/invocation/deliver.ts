import type { Logger } from '@alr/context';
import { ApiConnectionError, ApiContractError, ApiStatusError } from '../runtime-api/errors.ts';
import type { Invocation } from './invocation.ts';
import type { Reply } from './reply.ts';
import { deliverStream, type StreamServices } from './stream.ts';

/** A buffered response may be as long as this, and a streamed one much longer. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MAX_RESPONSE_BYTES = 6_291_556;

/** Delivers the one reply of an invocation. Rejects where the platform didn't take it. */
export function deliver(services: StreamServices, invocation: Invocation, reply: Reply): Promise<void> {
  switch (reply.kind) {
    case 'text':
      return services.api.respond(invocation, reply.body);
    case 'error':
      return services.api.fail(invocation, reply.report);
    case 'stream':
      return deliverStream(services, invocation, reply.produce);
  }
}

/** Says in the log why a reply wasn't taken. Rethrows what this process can't go on from. */
export function logRefusal(logger: Logger, error: unknown): void {
  if (error instanceof ApiStatusError && !error.isFatal) {
    logger.error(`${error.message}${hint(error)}`);
  } else if (error instanceof ApiContractError) {
    logger.error(error.message);
  } else if (error instanceof ApiConnectionError && error.failure !== 'stalled') {
    // Whether it arrived can't be known; sent again, it might answer twice.
    logger.error(`${error.message}; the reply may not have arrived, and is not sent again`);
  } else {
    throw error;
  }
}

function hint({ status, responseLength }: ApiStatusError): string {
  if (status === 410) return '; the reply came too late: the invocation has timed out, or was started again';
  if (status !== 413 || responseLength === undefined) return '';
  return `; the response has ${responseLength} characters, and ${MAX_RESPONSE_BYTES} bytes are allowed: stream it (return a function that takes a writer), or store it and return where it is`;
}
