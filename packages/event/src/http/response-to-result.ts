import { toResult, toStream } from './from-response.ts';
import { formOf, isStreamed, type RequestEvent, type RequestForm } from './request-form.ts';

/** A handler returned something that cannot be sent as a response. */
class InvalidResponseError extends Error {
  override get name(): string {
    return 'InvalidResponseError';
  }
}

/** See `convertResponse` of lazy-conversion.ts, which loads this module. */
export async function responseToResult(response: Response, event: RequestEvent | undefined): Promise<unknown> {
  const form = event === undefined ? directInvocation : formOf(event);
  checkResponse('the handler', response);
  return isStreamed(form) ? toStream(response) : toResult(form, response);
}

const directInvocation = { kind: 'v2', event: { requestContext: {} } } as RequestForm;

/**
 * Checks by shape, since a framework may have another `Response` class. `Response.error()` has the status 0.
 *
 * @param source who returned the response
 * @throws {InvalidResponseError} the response cannot be sent; the message names the mistake
 */
export function checkResponse(source: string, response: Response): Response {
  const mistake = mistakeIn(response);
  if (mistake === undefined) return response;
  const rule = `${source} must return a Response with a status of 200 or more and an unread body`;
  throw new InvalidResponseError(`${rule}, but returned ${mistake}`);
}

function mistakeIn(response: unknown): string | undefined {
  if (response === undefined) return 'undefined: a return is missing';
  if (typeof response === 'string') return 'a string: use new Response(text)';
  if (response === null) return 'null';
  if (typeof response !== 'object') return `a ${typeof response}`;
  const { arrayBuffer, status, bodyUsed, body } = response as Partial<Response>;
  if (typeof arrayBuffer !== 'function') {
    return 'statusCode' in response
      ? 'an object with a statusCode, the form of a Lambda proxy response: use new Response(body, { status, headers })'
      : 'another object: use Response.json(object)';
  }
  if (typeof status !== 'number' || status < 200) return `one with the status ${status}`;
  return bodyUsed || body?.locked ? 'one whose body has been read already: read a clone() of it' : undefined;
}
