import type { Logger } from '@alr/context';
import type { ALBEvent } from 'aws-lambda';
import { UnhandledEventError } from '../source/unhandled-event.ts';
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
 * of it; a request that fetch has no form for, with a 400.
 *
 * @throws UnhandledEventError where nobody overrode `onRequest`.
 */
export async function answerRequest(exchange: Exchange): Promise<unknown> {
  const { event, logger, unhandled, isStreamed, onRequest } = exchange;
  const form = formOf(event);
  const reply = (response: Response) =>
    isStreamed && takesStreams(form) ? toStream(response) : toResult(form, response);
  const request = readRequest(form, exchange);
  if (request === undefined) return reply(Response.json({ message: 'Bad Request' }, { status: 400 }));
  try {
    return await reply(check(await onRequest(request)));
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

/** Undefined where fetch has no form for the request: its method is TRACE, or a header has a name of two words. */
function readRequest(form: RequestForm, { signal, logger }: Exchange): Request | undefined {
  try {
    return toRequest(form, signal);
  } catch (error) {
    logger.warn('A request that fetch has no form for is answered with a 400 (why: at the log level debug)');
    // It quotes what the client sent.
    logger.debug('The request is not one of fetch:', error);
    return undefined;
  }
}

/** Load balancers and HTTP APIs never take a stream, whatever a URL of the same function does. */
function takesStreams({ kind, event }: RequestForm): boolean {
  return kind === 'v1' || (kind === 'v2' && !event.requestContext.domainName?.includes('.execute-api.'));
}

/** By its looks, since a framework may bring a Response of its own; `Response.error()` has the status 0. */
function check(response: Response): Response {
  const isResponse = typeof response?.arrayBuffer === 'function' && response.status >= 200;
  if (isResponse && !response.bodyUsed && !response.body?.locked) return response;
  throw new InvalidResponseError(
    'onRequest() must return a Response with a status of 200 or more, whose body nobody has read yet',
  );
}
