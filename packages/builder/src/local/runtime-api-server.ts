import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Invocation } from './invocation.ts';
import { refusedAccess } from './local-access.ts';
import { type ExplainBreak, readFailure, receiveError, receiveResponse } from './receive-reply.ts';
import { RuntimeApiRefusal } from './runtime-api-refusal.ts';
import type { RuntimeSession } from './runtime-session.ts';

/** The settings of a Runtime API server. */
export interface RuntimeApiOptions {
  session: RuntimeSession;
  functionArn: string;
  explainBreak: ExplainBreak;
}

const apiPath = '/2018-06-01/runtime/';

/**
 * The Runtime API for one runtime process, as AWS documents it:
 * https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
export function createRuntimeApiServer(options: RuntimeApiOptions): Server {
  const server = createServer(
    // An X-Ray cause may be 64 KiB; a runtime may take as long as it likes, and keeps its connection.
    { maxHeaderSize: 256 * 1024, requestTimeout: 0, keepAliveTimeout: 0 },
    (request, response) => {
      void route(request, response, options).catch((error: unknown) => {
        if (response.destroyed) return; // the runtime is gone: its exit tells the rest
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

  const { session, explainBreak } = options;
  const url = request.url ?? '';
  const call = `${request.method} ${url.startsWith(apiPath) ? url.slice(apiPath.length) : url}`;
  if (call === 'GET invocation/next') return await next(response, options);
  if (call === 'POST init/error') {
    session.failInit(await readFailure(request));
    return accept(response);
  }

  const [, id, kind] = /^POST invocation\/([^/]+)\/(response|error)$/.exec(call) ?? [];
  if (id === undefined) {
    throw new RuntimeApiRefusal(404, 'NotFound', `The Runtime API has no ${request.method} ${url}.`);
  }
  const invocation = session.beginReply(decodeId(id), one(request.headers['lambda-runtime-invocation-id']));
  const receive = kind === 'response' ? receiveResponse : receiveError;
  await receive(request, invocation, session, explainBreak);
  accept(response);
}

async function next(response: ServerResponse, { session, functionArn }: RuntimeApiOptions): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  let invocation: Invocation;
  try {
    invocation = await session.next(gone.signal);
  } catch (error) {
    if (gone.signal.aborted) return;
    throw error;
  }
  const { event } = invocation.request;
  response.writeHead(200, {
    'Content-Type': 'application/json',
    'Content-Length': event.length,
    ...invocationHeaders(invocation, functionArn),
  });
  response.end(event);
}

function invocationHeaders(invocation: Invocation, functionArn: string): Record<string, string> {
  const { clientContext, tenantId } = invocation.request;
  return {
    'Lambda-Runtime-Aws-Request-Id': invocation.requestId,
    'Lambda-Runtime-Deadline-Ms': String(invocation.deadlineMs),
    'Lambda-Runtime-Invoked-Function-Arn': functionArn,
    'Lambda-Runtime-Trace-Id': invocation.traceHeader,
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

function decodeId(id: string): string {
  try {
    return decodeURIComponent(id);
  } catch {
    return id; // no id of ours: it is refused as unknown
  }
}
