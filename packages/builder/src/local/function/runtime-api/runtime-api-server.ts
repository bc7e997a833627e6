import { once } from 'node:events';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { rejectionReason } from '../../http/local-access.ts';
import { createServer } from '../../http/node-http.ts';
import { firstValue } from '../../http/server.ts';
import type { Invocation } from '../invocation/invocation.ts';
import type { Extensions } from './extensions.ts';
import { type ReceiveOptions, readFailure, receiveResponse } from './receive-response.ts';
import { parseRuntimeApiCall, RuntimeApiError } from './runtime-api-call.ts';

/** The settings of a Runtime API server. */
export interface RuntimeApiOptions extends ReceiveOptions {
  readonly extensions: Extensions;
  readonly functionName: string;
  readonly functionArn: string;
  /** Whether an event comes with the header of its trace. */
  readonly sendsTraceHeader: boolean;
}

/**
 * The Runtime API of one runtime process, and the part of the Extensions API by which a process asks for SIGTERM before
 * its end:
 * https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html,
 * https://docs.aws.amazon.com/lambda/latest/dg/runtimes-extensions-api.html
 */
export function createRuntimeApiServer(options: RuntimeApiOptions): Server {
  return createServer(
    // An X-Ray cause is a header of up to 64 KiB. There are no timeouts because a runtime may pause between calls.
    { maxHeaderSize: 256 * 1024, requestTimeout: 0, keepAliveTimeout: 0 },
    (request, response) => {
      void route(request, response, options).catch((error: unknown) => {
        // The runtime has disconnected. If it crashed, its exit is reported elsewhere.
        if (response.destroyed) return;
        request.resume();
        const { status, message, errorType } = error instanceof RuntimeApiError ? error : internalError(error);
        sendJson(response, status, { errorMessage: message, errorType });
      });
    },
  );
}

async function route(request: IncomingMessage, response: ServerResponse, options: RuntimeApiOptions): Promise<void> {
  const rejection = rejectionReason(request.headers, []);
  if (rejection !== undefined) throw new RuntimeApiError(403, 'Forbidden', rejection);

  const { method = '', url = '' } = request;
  const call = parseRuntimeApiCall(method, url);
  const { session, extensions, faults } = options;
  switch (call?.kind) {
    case 'next':
      await faults.inject(call.kind, request);
      return sendNext(response, options);
    case 'response':
    case 'error': {
      const invocationId = firstValue(request.headers['lambda-runtime-invocation-id']);
      const invocation = session.beginResponse(call.requestId, invocationId);
      await receiveResponse(call.kind, request, invocation, options);
      return sendAccepted(response);
    }
    case 'init-error':
    case 'restore-error':
      await faults.inject(call.kind, request);
      session.failInit(call.kind, await readFailure(request));
      return sendAccepted(response);
    case 'restore-next':
      await faults.inject(call.kind, request);
      await session.restoreNext(disconnectSignal(response));
      response.writeHead(200, { 'Content-Length': 0 }).end();
      return;
    case 'register':
      return register(request, response, options);
    case 'extension-next':
      extensions.check(firstValue(request.headers['lambda-extension-identifier']));
      // The emulator sends no events to extensions, so this call never gets a response.
      await once(response, 'close');
      return;
    case undefined:
      throw new RuntimeApiError(404, 'NotFound', `The Runtime API has no ${method} ${url}`);
  }
}

async function sendNext(response: ServerResponse, options: RuntimeApiOptions): Promise<void> {
  const invocation = await options.session.next(disconnectSignal(response));
  const { event } = invocation.request;
  response.writeHead(200, {
    'Content-Type': 'application/json',
    'Content-Length': event.length,
    ...invocationHeaders(invocation, options),
  });
  response.end(event);
}

async function register(
  request: IncomingMessage,
  response: ServerResponse,
  { extensions, functionName }: RuntimeApiOptions,
): Promise<void> {
  const name = firstValue(request.headers['lambda-extension-name']) ?? '';
  response.setHeader('Lambda-Extension-Identifier', extensions.register(name, await text(request)));
  sendJson(response, 200, { functionName, functionVersion: '$LATEST', handler: '' });
}

/** Aborts when the runtime has received its response, or has disconnected without one. */
function disconnectSignal(response: ServerResponse): AbortSignal {
  const disconnected = new AbortController();
  if (response.destroyed) disconnected.abort();
  response.once('close', () => disconnected.abort());
  return disconnected.signal;
}

function invocationHeaders(
  { requestId, invocationId, deadlineMs, traceHeader, request }: Invocation,
  { functionArn, sendsTraceHeader }: RuntimeApiOptions,
): Record<string, string> {
  const { clientContext, tenantId } = request;
  return {
    'Lambda-Runtime-Aws-Request-Id': requestId,
    'Lambda-Runtime-Deadline-Ms': String(deadlineMs),
    'Lambda-Runtime-Invoked-Function-Arn': functionArn,
    ...(sendsTraceHeader ? { 'Lambda-Runtime-Trace-Id': traceHeader } : {}),
    'Lambda-Runtime-Invocation-Id': invocationId,
    ...(clientContext === undefined ? {} : { 'Lambda-Runtime-Client-Context': clientContext }),
    ...(tenantId === undefined ? {} : { 'Lambda-Runtime-Aws-Tenant-Id': tenantId }),
  };
}

function sendAccepted(response: ServerResponse): void {
  sendJson(response, 202, { status: 'OK' });
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(`${JSON.stringify(body)}\n`);
}

function internalError(error: unknown): RuntimeApiError {
  return new RuntimeApiError(500, 'InternalServerError', `The emulator failed: ${String(error)}`);
}
