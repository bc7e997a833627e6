import type { IncomingMessage, ServerResponse } from 'node:http';
import type { InvocableFunction } from '../function/environment/local-function.ts';
import { type FunctionFailure, ResponseStreamError } from '../function/invocation/function-failure.ts';
import type { Invocation, InvocationResponse } from '../function/invocation/invocation.ts';
import { readBody, writeChunk } from '../http/server.ts';
import { encodeEvent } from './event-stream.ts';
import type { NamedFunction } from './function-directory.ts';
import { eventLimits, invocationType, LambdaApiError, parseInvokeRequest, TRACE_HEADER } from './invoke-request.ts';

/** `POST /2015-03-31/functions/{name}/invocations`: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
export async function invoke(
  request: IncomingMessage,
  response: ServerResponse,
  localFunction: NamedFunction,
): Promise<void> {
  const type = invocationType(request.headers);
  const invocationRequest = await readInvokeRequest(request, eventLimits[type]);
  response.setHeader('X-Amz-Executed-Version', '$LATEST');
  if (type === 'DryRun') {
    response.writeHead(204).end();
    return;
  }

  if (type === 'Event') {
    identify(response, await localFunction.send(invocationRequest));
    response.writeHead(202).end();
    return;
  }
  const invocation = localFunction.invoke(invocationRequest);
  connectInvoker(response, invocation);

  const { contentType, body, failure } = await collect(await invocation.response);
  if (wantsLogTail(request)) {
    await invocation.closed;
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
  localFunction: InvocableFunction,
): Promise<void> {
  const type = invocationType(request.headers);
  if (type === 'Event') {
    const message =
      'InvokeWithResponseStream does not support the invocation type Event. Use RequestResponse or DryRun';
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
  connectInvoker(response, invocation);
  const failure = await forEachChunk(await invocation.response, async (chunk) => {
    await writeChunk(response, encodeEvent('PayloadChunk', 'application/octet-stream', chunk));
  });
  const complete: Record<string, string> = {};
  if (failure) Object.assign(complete, { ErrorCode: 'Unhandled', ErrorDetails: failure.body.toString() });
  if (wantsLogTail(request)) {
    await invocation.closed;
    complete.LogResult = invocation.logs.toBase64();
  }
  response.end(encodeEvent('InvokeComplete', 'application/json', Buffer.from(JSON.stringify(complete))));
}

/** Identifies an invocation in the response to its invoker, and notices if the invoker leaves before its end. */
export function connectInvoker(response: ServerResponse, invocation: Invocation): void {
  identify(response, invocation);
  noticeAbandonment(response, invocation);
}

function identify(response: ServerResponse, { requestId, traceHeader }: Pick<Invocation, 'requestId' | 'traceHeader'>) {
  response.setHeader('X-Amzn-RequestId', requestId);
  response.setHeader(TRACE_HEADER, traceHeader);
}

/** Notices if the invoker leaves before the end of the response. */
export function noticeAbandonment(response: ServerResponse, invocation: Invocation): void {
  response.once('close', () => {
    if (!response.writableFinished) invocation.abandon();
  });
}

async function readInvokeRequest(request: IncomingMessage, limit: number) {
  return parseInvokeRequest(request.headers, await readBody(request, limit), limit);
}

function wantsLogTail(request: IncomingMessage): boolean {
  return request.headers['x-amz-log-type'] === 'Tail';
}

/** Calls `onChunk` for each chunk of a response as it arrives. Resolves to the failure, if there is one. */
async function forEachChunk(
  response: InvocationResponse,
  onChunk: (chunk: Buffer) => Promise<void>,
): Promise<FunctionFailure | undefined> {
  switch (response.kind) {
    case 'failed':
      return response.failure;
    case 'buffered':
      if (response.body.length > 0) await onChunk(response.body);
      return undefined;
    case 'streaming':
      try {
        for await (const chunk of response.body) await onChunk(chunk);
        return undefined;
      } catch (error) {
        if (error instanceof ResponseStreamError) return error.failure;
        throw error;
      }
  }
}

/** Reads a response to its end. */
export async function collect(
  response: InvocationResponse,
): Promise<{ contentType: string; body: Buffer; failure?: FunctionFailure }> {
  const chunks: Buffer[] = [];
  const failure = await forEachChunk(response, async (chunk) => {
    chunks.push(chunk);
  });
  const contentType = response.kind === 'failed' ? 'application/json' : response.contentType;
  return { contentType, body: Buffer.concat(chunks), ...(failure && { failure }) };
}
