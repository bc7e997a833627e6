import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FunctionClock } from '../clock/function-clock.ts';
import type { InvocableFunction } from '../function/environment/local-function.ts';
import { ResponseStreamError } from '../function/invocation/function-failure.ts';
import type { InvocationResponse } from '../function/invocation/invocation.ts';
import { firstValue, readBody, writeChunk } from '../http/server.ts';
import type { LocalEventListener } from '../report/local-event.ts';
import { functionUrlEvent } from './function-url-event.ts';
import {
  contentLength,
  InvalidUrlResponseError,
  parseUrlResponse,
  type UrlResponseHead,
} from './function-url-response.ts';
import { PRELUDE_CONTENT_TYPE, splitPrelude } from './http-prelude.ts';
import { connectInvoker } from './invoke-api.ts';
import { eventLimits, TRACE_HEADER } from './invoke-request.ts';

/** What the function URL depends on. */
export interface FunctionUrlOptions {
  readonly localFunction: InvocableFunction;
  readonly region: string;
  /** The clock of the function's limits. */
  readonly clock: FunctionClock;
  readonly emit: LocalEventListener;
}

/** Serves a request as a function URL does: it invokes the function with the request, and sends what it returns. */
export async function serveFunctionUrl(
  request: IncomingMessage,
  response: ServerResponse,
  { localFunction, region, emit }: FunctionUrlOptions,
): Promise<void> {
  const body = await readBody(request, eventLimits.RequestResponse);
  if (body === undefined) return sendMessage(response, 413, 'Request Entity Too Large');

  const { method = 'GET', url = '/', httpVersion, headers, socket } = request;
  const sourceIp = socket.remoteAddress ?? '127.0.0.1';
  const requestId = randomUUID();
  const event = functionUrlEvent(
    { method, url, httpVersion, headers, body, sourceIp },
    { requestId, region, time: new Date() },
  );
  const invocation = localFunction.invoke({
    requestId,
    event: Buffer.from(JSON.stringify(event)),
    traceHeader: firstValue(headers[TRACE_HEADER]),
  });
  connectInvoker(response, invocation);
  try {
    await send(response, await invocation.response);
  } catch (error) {
    if (error instanceof InvalidUrlResponseError) {
      emit({ type: 'warning', message: `the function URL cannot send the response: ${error.message}` });
    } else if (!(error instanceof ResponseStreamError)) {
      throw error;
    }
    // After the head it is too late for an error status: the client sees a broken connection.
    if (response.headersSent) response.destroy();
    else sendMessage(response, 502, 'Internal Server Error');
  }
}

async function send(response: ServerResponse, invocationResponse: InvocationResponse): Promise<void> {
  switch (invocationResponse.kind) {
    case 'failed':
      return sendMessage(response, 502, 'Internal Server Error');
    case 'buffered': {
      const { statusCode, headers, body } = parseUrlResponse(invocationResponse.body);
      response.writeHead(statusCode, { ...headers, ...contentLength(statusCode, body) }).end(body);
      return;
    }
    case 'streaming':
      return sendStream(response, invocationResponse.contentType, invocationResponse.body);
  }
}

async function sendStream(response: ServerResponse, contentType: string, source: AsyncIterable<Buffer>): Promise<void> {
  const chunks = source[Symbol.asyncIterator]();
  try {
    const { head, body } = await headAndBody(contentType, chunks);
    response.writeHead(head.statusCode, head.headers);
    response.flushHeaders();
    for await (const chunk of body) await writeChunk(response, chunk);
    response.end();
  } catch (error) {
    if (!(error instanceof ResponseStreamError)) await drain(chunks);
    throw error;
  }
}

async function headAndBody(
  contentType: string,
  chunks: AsyncIterator<Buffer>,
): Promise<{ head: UrlResponseHead; body: AsyncIterable<Buffer> }> {
  if (contentType === PRELUDE_CONTENT_TYPE) return splitPrelude(chunks);
  const body = { [Symbol.asyncIterator]: () => chunks };
  return { head: { statusCode: 200, headers: { 'content-type': contentType } }, body };
}

/** Reads the rest of a stream, so that the function can finish even though its response is not used. */
async function drain(chunks: AsyncIterator<Buffer>): Promise<void> {
  try {
    while (!(await chunks.next()).done);
  } catch (error) {
    if (!(error instanceof ResponseStreamError)) throw error;
  }
}

function sendMessage(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ Message: message }));
}
