import type { IncomingMessage, ServerResponse } from 'node:http';

/** How long a browser may keep the response to a preflight request, in seconds. */
const MAX_AGE_SECONDS = 600;

/** The headers of the Invoke API that a page could not read otherwise. */
const exposedHeaders = [
  'X-Amz-Executed-Version',
  'X-Amz-Function-Error',
  'X-Amz-Log-Result',
  'X-Amzn-ErrorType',
  'X-Amzn-RequestId',
  'X-Amzn-Trace-Id',
];

/**
 * Lets a page of an allowed origin read the response: sets the CORS headers, and responds to a preflight request.
 *
 * @returns whether it has sent the response
 */
export function allowOrigin(
  { method, headers }: IncomingMessage,
  response: ServerResponse,
  allowedOrigins: readonly string[],
): boolean {
  if (headers.origin === undefined || !allowedOrigins.includes(headers.origin)) return false;
  response.setHeader('Access-Control-Allow-Origin', headers.origin);
  response.setHeader('Vary', 'Origin');
  if (method !== 'OPTIONS') {
    response.setHeader('Access-Control-Expose-Headers', exposedHeaders.join(', '));
    return false;
  }
  const {
    'access-control-request-headers': requested = '',
    'access-control-request-private-network': isPrivateNetwork,
  } = headers;
  response.writeHead(204, {
    'Access-Control-Allow-Methods': 'POST',
    'Access-Control-Allow-Headers': requested,
    'Access-Control-Max-Age': MAX_AGE_SECONDS,
    ...(isPrivateNetwork === 'true' && { 'Access-Control-Allow-Private-Network': 'true' }),
  });
  response.end();
  return true;
}

/**
 * Returns why a text is not an origin as browsers send it, or undefined if it is one. `*` and `null` do not count: any
 * page could call the function, which runs with the user's credentials.
 */
export function originProblem(text: string): string | undefined {
  const origin = URL.canParse(text) ? new URL(text).origin : 'null';
  const isOrigin = origin === 'null' ? /^[a-z][a-z\d+.-]*:\/\/[^/?#@\s]+$/.test(text) : origin === text;
  if (isOrigin) return undefined;
  const suggestion = origin === 'null' ? 'it as https://app.example or http://localhost:5173' : origin;
  return `"${text}" is not an origin: write ${suggestion}`;
}
