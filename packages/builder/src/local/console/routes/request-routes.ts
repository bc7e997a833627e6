import type { IncomingHttpHeaders, IncomingMessage, RequestOptions } from 'node:http';
import { request } from '../../http/node-http.ts';
import { list, number, object, oneOf, record, text } from '../openapi/json-schema.ts';
import { ApiError, type ApiRoute, type ControlledEmulator } from './api-route.ts';
import { optionalText, requiredText } from './body-values.ts';

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];
/** How much of the body of a response is passed on. */
const MAX_BYTES = 1024 * 1024;

/** The route that sends a request to a function's URL, which a page of another origin cannot do. */
export const requestRoutes: readonly ApiRoute[] = [
  {
    method: 'POST',
    path: '/api/request',
    summary: 'Sends an HTTP request to the URL of a function, and responds with its response',
    body: object(
      { method: oneOf(...methods), path: text('With the query: `/orders?n=1`') },
      {
        function: text('Its name in the project; default: the first one with a URL'),
        headers: record(text()),
        body: text(),
      },
    ),
    response: object({
      status: number(),
      headers: list(object({ name: text(), value: text() })),
      body: text(`In base64, up to ${MAX_BYTES} bytes`),
      bytes: number('The length of the whole body'),
      durationMs: number('Until the end of the response'),
    }),
    errors: [404, 502],
    async run(emulator, { body }) {
      const method = requiredText(body, 'method');
      if (!methods.includes(method)) throw new ApiError(400, `method is not one of ${methods.join(', ')}`);
      const path = requiredText(body, 'path');
      if (!path.startsWith('/')) throw new ApiError(400, `path does not start with /: ${JSON.stringify(path)}`);
      const url = new URL(`${urlOf(emulator, optionalText(body, 'function'))}${path}`);
      const content = Buffer.from(optionalText(body, 'body') ?? '');
      return exchange(url, { method, headers: headersOf(body.headers, content) }, content);
    },
  },
];

function urlOf({ functionUrls }: ControlledEmulator, key: string | undefined): string {
  const name = key ?? Object.keys(functionUrls).find((each) => functionUrls[each] !== undefined) ?? '';
  const url = Object.hasOwn(functionUrls, name) ? functionUrls[name] : undefined;
  if (url === undefined) throw new ApiError(404, `there is no function ${JSON.stringify(name)} with a URL`);
  return url.replace(/\/$/, '');
}

function headersOf(given: unknown, content: Buffer): IncomingHttpHeaders {
  const isObject = typeof given === 'object' && given !== null && !Array.isArray(given);
  if (given !== undefined && (!isObject || Object.values(given).some((value) => typeof value !== 'string'))) {
    throw new ApiError(400, 'headers is not an object of texts');
  }
  return { ...(content.length > 0 && { 'content-length': String(content.length) }), ...(given as object) };
}

async function exchange(url: URL, options: RequestOptions, content: Buffer): Promise<object> {
  const startedAt = performance.now();
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  try {
    // Without keep-alive, because an open connection would delay the end of the emulator.
    request(url, { ...options, agent: false }, resolve)
      .on('error', reject)
      .end(content);
  } catch (error) {
    // Node has rejected a header.
    throw new ApiError(400, (error as Error).message);
  }
  try {
    const response = await promise;
    const { rawHeaders } = response;
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of response as AsyncIterable<Buffer>) {
      if (bytes < MAX_BYTES) chunks.push(chunk.subarray(0, MAX_BYTES - bytes));
      bytes += chunk.length;
    }
    return {
      status: response.statusCode,
      headers: rawHeaders.flatMap((name, index) => (index % 2 === 0 ? [{ name, value: rawHeaders[index + 1] }] : [])),
      body: Buffer.concat(chunks).toString('base64'),
      bytes,
      durationMs: performance.now() - startedAt,
    };
  } catch (error) {
    throw new ApiError(502, `the connection to ${url.origin} has ended too early: ${(error as Error).message}`);
  }
}
