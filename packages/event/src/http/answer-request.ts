import type { Logger } from '@alr/context';
import type { ALBEvent } from 'aws-lambda';
import { UnhandledEventError } from '../unhandled-event-error.ts';
import { toResult, toStream } from './from-response.ts';
import { formOf, type HTTPEvent, type RequestForm } from './request-form.ts';
import { toRequest } from './to-request.ts';

/** A request, and who answers it. */
export interface Exchange {
  readonly event: HTTPEvent | ALBEvent;
  readonly signal: AbortSignal;
  readonly logger: Logger;
  readonly unhandled: 'fail' | 'warn';
  /** Whether the caller takes a stream. */
  readonly isStreamed: boolean;
  readonly onRequest: (request: Request) => Response | Promise<Response>;
}

/** What `onRequest` gives isn't a response. */
export class InvalidResponseError extends Error {
  override get name(): string {
    return 'InvalidResponseError';
  }
}

/**
 * Answers a request in the form that the caller takes. An error is logged, and answered with a 500 that tells nothing
 * of it.
 *
 * @throws UnhandledEventError where nobody overrode `onRequest`.
 */
export async function answerRequest({
  event,
  signal,
  logger,
  unhandled,
  isStreamed,
  onRequest,
}: Exchange): Promise<unknown> {
  const form = formOf(event);
  const reply = (response: Response) =>
    isStreamed && takesStreams(form) ? toStream(response) : toResult(form, response);
  try {
    return await reply(check(await onRequest(toRequest(form, signal))));
  } catch (error) {
    if (!(error instanceof UnhandledEventError)) {
      logger.error('The request failed and is answered with a 500:', error);
      return reply(Response.json({ message: 'Internal Server Error' }, { status: 500 }));
    }
    if (unhandled === 'fail') throw error;
    logger.warn(error.message);
    return reply(new Response(null, { status: 204 }));
  }
}

/** Load balancers and HTTP APIs never take a stream, whatever a URL of the same function does. */
function takesStreams({ kind, event }: RequestForm): boolean {
  return kind === 'v1' || (kind === 'v2' && !event.requestContext.domainName?.includes('.execute-api.'));
}

/** By its looks, since a framework may bring a Response of its own; `Response.error()` has the status 0. */
function check(response: Response): Response {
  const isResponse = typeof response?.arrayBuffer === 'function' && response.status >= 200;
  if (isResponse) return response;
  throw new InvalidResponseError('onRequest() must return a Response with a status of 200 or more');
}
