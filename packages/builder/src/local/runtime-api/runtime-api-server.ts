import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { FaultInjector } from '../environment/fault-injector.ts';
import { refusedAccess } from '../http/local-access.ts';
import type { Invocation } from '../invocation/invocation.ts';
import type { Extensions } from './extensions.ts';
import { type ExplainBreak, readFailure, receiveReply } from './receive-response.ts';
import { parseRuntimeApiCall } from './runtime-api-call.ts';
import { RuntimeApiRefusal } from './runtime-api-refusal.ts';
import type { RuntimeSession } from './runtime-session.ts';

/** The settings of a Runtime API server. */
export interface RuntimeApiOptions {
  readonly session: RuntimeSession;
  readonly extensions: Extensions;
  readonly faults: FaultInjector;
  readonly functionName: string;
  readonly functionArn: string;
  /** Whether the runtime is told the trace that an invocation belongs to. */
  readonly handsOutTraces: boolean;
  readonly explainBreak: ExplainBreak;
}

/**
 * The Runtime API for one runtime process, as AWS documents it, and the part of the Extensions API by which a process
 * gets notice of its end: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html,
 * https://docs.aws.amazon.com/lambda/latest/dg/runtimes-extensions-api.html
 */
export function createRuntimeApiServer(options: RuntimeApiOptions): Server {
  const server = createServer(
    // An X-Ray cause may be 64 KiB; a runtime may take as long as it likes, and keeps its connection.
    { maxHeaderSize: 256 * 1024, requestTimeout: 0, keepAliveTimeout: 0 },
    (request, response) => {
      void route(request, response, options).catch((error: unknown) => {
        // the runtime is gone: its exit tells the rest
        if (response.destroyed) return;
        request.resume();
        const refusal = error instanceof RuntimeApiRefusal ? error : internalError(error);
        sendJson(response, refusal.status, { errorMessage: refusal.message, errorType: refusal.errorType });
      });
    },
  );
  return server;
}

async function route(request: IncomingMessage, response: ServerResponse, options: RuntimeApiOptions): Promise<void> {
  const forbidden = refusedAccess(request.headers, []);
  if (forbidden !== undefined) throw new RuntimeApiRefusal(403, 'Forbidden', forbidden);

  const { method = '', url = '' } = request;
  const call = parseRuntimeApiCall(method, url);
  const { session, extensions, faults } = options;
  switch (call?.kind) {
    case 'next':
      await faults.strike(call.kind, request);
      return next(response, options);
    case 'response':
    case 'error': {
      const echo = one(request.headers['lambda-runtime-invocation-id']);
      const invocation = session.beginReply(call.requestId, echo);
      await receiveReply(call.kind, request, invocation, options);
      return accept(response);
    }
    case 'init-error':
    case 'restore-error':
      await faults.strike(call.kind, request);
      session.failInit(call.kind, await readFailure(request));
      return accept(response);
    case 'restore-next':
      await faults.strike(call.kind, request);
      await session.restoreNext(goneSignal(response));
      response.writeHead(200, { 'Content-Length': 0 }).end();
      return;
    case 'register':
      return register(request, response, options);
    case 'extension-next':
      extensions.check(one(request.headers['lambda-extension-identifier']));
      // there are no events: an answer never comes
      await once(response, 'close');
      return;
    case undefined:
      throw new RuntimeApiRefusal(404, 'NotFound', `The Runtime API has no ${method} ${url}.`);
  }
}

async function next(response: ServerResponse, options: RuntimeApiOptions): Promise<void> {
  const invocation = await options.session.next(goneSignal(response));
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
  const id = extensions.register(one(request.headers['lambda-extension-name']) ?? '', await text(request));
  response.setHeader('Lambda-Extension-Identifier', id);
  sendJson(response, 200, { functionName, functionVersion: '$LATEST', handler: '' });
}

/** Aborts when the runtime has gone away without its answer. */
function goneSignal(response: ServerResponse): AbortSignal {
  const gone = new AbortController();
  if (response.destroyed) gone.abort();
  response.once('close', () => gone.abort());
  return gone.signal;
}

function invocationHeaders(
  invocation: Invocation,
  { functionArn, handsOutTraces }: RuntimeApiOptions,
): Record<string, string> {
  const { clientContext, tenantId } = invocation.request;
  return {
    'Lambda-Runtime-Aws-Request-Id': invocation.requestId,
    'Lambda-Runtime-Deadline-Ms': String(invocation.deadlineMs),
    'Lambda-Runtime-Invoked-Function-Arn': functionArn,
    ...(handsOutTraces ? { 'Lambda-Runtime-Trace-Id': invocation.traceHeader } : {}),
    'Lambda-Runtime-Invocation-Id': invocation.invocationId,
    ...(clientContext === undefined ? {} : { 'Lambda-Runtime-Client-Context': clientContext }),
    ...(tenantId === undefined ? {} : { 'Lambda-Runtime-Aws-Tenant-Id': tenantId }),
  };
}

function accept(response: ServerResponse): void {
  sendJson(response, 202, { status: 'OK' });
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(`${JSON.stringify(body)}\n`);
}

function internalError(error: unknown): RuntimeApiRefusal {
  return new RuntimeApiRefusal(500, 'InternalServerError', `The emulator failed: ${String(error)}`);
}

function one(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}
