import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { LocalFunction } from '../environment/local-function.ts';
import { readBody } from '../http/read-body.ts';
import { writeChunk } from '../http/write-chunk.ts';
import { type Reply, StreamFailure } from '../invocation/invocation.ts';
import type { LocalEventListener } from '../report/local-event.ts';
import { functionUrlEvent } from './function-url-event.ts';
import { InvalidUrlResponse, parseUrlResponse, type UrlResponseHead } from './function-url-response.ts';
import { PRELUDE_CONTENT_TYPE, splitPrelude } from './http-prelude.ts';
import { eventLimits } from './invoke-request.ts';

/** What the function URL needs. */
export interface FunctionUrlOptions {
  readonly localFunction: LocalFunction;
  readonly region: string;
  readonly emit: LocalEventListener;
}

/** Serves a request as a function URL does: the request becomes an event, the reply a response. */
export async function serveFunctionUrl(
  request: IncomingMessage,
  response: ServerResponse,
  { localFunction, region, emit }: FunctionUrlOptions,
): Promise<void> {
  const body = await readBody(request, eventLimits.RequestResponse);
  if (body === undefined) return sendMessage(response, 413, 'Request Entity Too Large');

  const { method = 'GET', url = '/', httpVersion, headers, socket } = request;
  const traceHeader = headers['x-amzn-trace-id'];
  const sourceIp = socket.remoteAddress ?? '127.0.0.1';
  const requestId = randomUUID();
  const event = functionUrlEvent(
    { method, url, httpVersion, headers, body, sourceIp },
    { requestId, region, time: new Date() },
  );
  const invocation = localFunction.invoke({
    requestId,
    event: Buffer.from(JSON.stringify(event)),
    traceHeader: Array.isArray(traceHeader) ? traceHeader[0] : traceHeader,
  });
  response.setHeader('X-Amzn-RequestId', invocation.requestId);
  response.setHeader('X-Amzn-Trace-Id', invocation.traceHeader);
  try {
    await sendReply(response, await invocation.reply);
  } catch (error) {
    if (error instanceof InvalidUrlResponse) {
      emit({ type: 'warning', message: `The function URL can't use the reply: ${error.message}` });
    } else if (!(error instanceof StreamFailure)) {
      throw error;
    }
    // What has begun can't become an error any more: the client sees the connection break off.
    if (response.headersSent) response.destroy();
    else sendMessage(response, 502, 'Internal Server Error');
  }
}

async function sendReply(response: ServerResponse, reply: Reply): Promise<void> {
  switch (reply.kind) {
    case 'failed':
      return sendMessage(response, 502, 'Internal Server Error');
    case 'buffered': {
      const { statusCode, headers, body } = parseUrlResponse(reply.body);
      response.writeHead(statusCode, { ...headers, 'content-length': body.length }).end(body);
      return;
    }
    case 'streaming':
      return sendStream(response, reply.contentType, reply.body);
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
    if (!(error instanceof StreamFailure)) await drain(chunks);
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

/** Reads on to the end, whatever that is: the function isn't to notice that nobody listens. */
async function drain(chunks: AsyncIterator<Buffer>): Promise<void> {
  try {
    while (!(await chunks.next()).done);
  } catch (error) {
    if (!(error instanceof StreamFailure)) throw error;
  }
}

function sendMessage(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ Message: message }));
}
