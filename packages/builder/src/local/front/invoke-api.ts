import type { IncomingMessage, ServerResponse } from 'node:http';
import type { LocalFunction } from '../environment/local-function.ts';
import { readBody } from '../http/read-body.ts';
import { writeChunk } from '../http/write-chunk.ts';
import { type FunctionFailure, type Invocation, type Reply, StreamFailure } from '../invocation/invocation.ts';
import { encodeEvent } from './event-stream.ts';
import { eventLimits, invocationType, parseInvokeRequest } from './invoke-request.ts';
import { LambdaApiError } from './lambda-api-error.ts';

/** `POST /2015-03-31/functions/{name}/invocations`: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
export async function invoke(
  request: IncomingMessage,
  response: ServerResponse,
  localFunction: LocalFunction,
): Promise<void> {
  const type = invocationType(request.headers);
  const invocationRequest = await readInvokeRequest(request, eventLimits[type]);
  response.setHeader('X-Amz-Executed-Version', '$LATEST');
  if (type === 'DryRun') {
    response.writeHead(204).end();
    return;
  }

  const invocation = localFunction.invoke(invocationRequest);
  setInvocationHeaders(response, invocation);
  if (type === 'Event') {
    response.writeHead(202).end();
    await collect(await invocation.reply);
    return;
  }

  const { contentType, body, failure } = await collect(await invocation.reply);
  if (wantsTail(request)) {
    await invocation.ended;
    response.setHeader('X-Amz-Log-Result', invocation.logs.toBase64());
  }
  if (failure) response.setHeader('X-Amz-Function-Error', 'Unhandled');
  response.setHeader('Content-Type', failure ? 'application/json' : contentType);
  response.end(failure ? failure.body : body);
}

/**
 * `POST /2021-11-15/functions/{name}/response-streaming-invocations`:
 * https://docs.aws.amazon.com/lambda/latest/api/API_InvokeWithResponseStream.html
 */
export async function invokeWithResponseStream(
  request: IncomingMessage,
  response: ServerResponse,
  localFunction: LocalFunction,
): Promise<void> {
  const type = invocationType(request.headers);
  if (type === 'Event') {
    const message = 'InvokeWithResponseStream knows the invocation types RequestResponse and DryRun.';
    throw new LambdaApiError(400, 'InvalidParameterValueException', message);
  }
  const invocationRequest = await readInvokeRequest(request, eventLimits[type]);
  response.setHeader('X-Amz-Executed-Version', '$LATEST');
  response.setHeader('Content-Type', 'application/vnd.amazon.eventstream');
  if (type === 'DryRun') {
    response.writeHead(204).end();
    return;
  }

  const invocation = localFunction.invoke(invocationRequest);
  setInvocationHeaders(response, invocation);
  const reply = await invocation.reply;
  const failure = await sendChunks(reply, async (chunk) => {
    await writeChunk(response, encodeEvent('PayloadChunk', 'application/octet-stream', chunk));
  });
  const complete: Record<string, string> = {};
  if (failure) Object.assign(complete, { ErrorCode: 'Unhandled', ErrorDetails: failure.body.toString() });
  if (wantsTail(request)) {
    await invocation.ended;
    complete.LogResult = invocation.logs.toBase64();
  }
  response.end(encodeEvent('InvokeComplete', 'application/json', Buffer.from(JSON.stringify(complete))));
}

async function readInvokeRequest(request: IncomingMessage, limit: number) {
  return parseInvokeRequest(request.headers, await readBody(request, limit), limit);
}

function setInvocationHeaders(response: ServerResponse, invocation: Invocation): void {
  response.setHeader('X-Amzn-RequestId', invocation.requestId);
  response.setHeader('X-Amzn-Trace-Id', invocation.traceHeader);
}

function wantsTail(request: IncomingMessage): boolean {
  return request.headers['x-amz-log-type'] === 'Tail';
}

/** Passes on what the function replies, as it comes; resolves to what went wrong, if anything. */
async function sendChunks(reply: Reply, send: (chunk: Buffer) => Promise<void>): Promise<FunctionFailure | undefined> {
  switch (reply.kind) {
    case 'failed':
      return reply.failure;
    case 'buffered':
      if (reply.body.length > 0) await send(reply.body);
      return undefined;
    case 'streaming':
      try {
        for await (const chunk of reply.body) await send(chunk);
        return undefined;
      } catch (error) {
        if (error instanceof StreamFailure) return error.failure;
        throw error;
      }
  }
}

async function collect(reply: Reply): Promise<{ contentType: string; body: Buffer; failure?: FunctionFailure }> {
  const chunks: Buffer[] = [];
  const failure = await sendChunks(reply, async (chunk) => {
    chunks.push(chunk);
  });
  const contentType = reply.kind === 'failed' ? 'application/json' : reply.contentType;
  return { contentType, body: Buffer.concat(chunks), ...(failure && { failure }) };
}
