import type { IncomingMessage, ServerResponse } from 'node:http';

/** How long a browser may keep the response to a preflight request, in seconds. */
const MAX_AGE_SECONDS = 600;

/** What a page may do and read. */
export interface CorsAccess {
  readonly methods: readonly string[];
  /** The headers of responses that a page could not read otherwise. */
  readonly exposedHeaders: readonly string[];
}

export const invokeAccess: CorsAccess = {
  methods: ['POST'],
  exposedHeaders: [
    'X-Amz-Executed-Version',
    'X-Amz-Function-Error',
    'X-Amz-Log-Result',
    'X-Amzn-ErrorType',
    'X-Amzn-RequestId',
    'X-Amzn-Trace-Id',
  ],
};

/** For presigned URLs, and for the services of AWS that are on this machine. */
export const serviceAccess: CorsAccess = {
  methods: ['GET', 'HEAD', 'PUT', 'POST', 'DELETE'],
  exposedHeaders: ['ETag', 'X-Amz-Request-Id', 'X-Amz-Id-2', 'X-Amzn-RequestId', 'X-Amzn-Query-Error'],
};

/**
 * Lets a page of an allowed origin read the response: sets the CORS headers, and responds to a preflight request.
 *
 * @returns whether it has sent the response
 */
export function allowOrigin(
  { method, headers }: IncomingMessage,
  response: ServerResponse,
  allowedOrigins: readonly string[],
  access: CorsAccess,
): boolean {
  if (headers.origin === undefined || !allowedOrigins.includes(headers.origin)) return false;
  response.setHeader('Access-Control-Allow-Origin', headers.origin);
  response.setHeader('Vary', 'Origin');
  if (method !== 'OPTIONS') {
    response.setHeader('Access-Control-Expose-Headers', access.exposedHeaders.join(', '));
    return false;
  }
  const {
    'access-control-request-headers': requested = '',
    'access-control-request-private-network': isPrivateNetwork,
  } = headers;
  response.writeHead(204, {
    'Access-Control-Allow-Methods': access.methods.join(', '),
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
