import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { inspect } from 'node:util';
import { UsageError } from '../../../terminal/expected-error.ts';
import { parseJson } from '../../../terminal/text/parse-json.ts';
import { InvalidFaultError } from '../../function/runtime-api/fault.ts';
import { isLoopback, rejectionReason } from '../../http/local-access.ts';
import { createServer } from '../../http/node-http.ts';
import { readBody, writeChunk } from '../../http/server.ts';
import { RejectedMessageError } from '../../project/resources/rejected-message.ts';
import { SavedEventExistsError } from '../../replay/saved-files.ts';
import { UnknownInvocationError } from '../../replay/unknown-invocation.ts';
import { ApiError, type ControlledEmulator, JsonLines, JsonText, RawBytes } from '../routes/api-route.ts';
import { EventsGoneError } from './event-log.ts';
import { findRoute } from './find-route.ts';
import { sendPageFile } from './page-files.ts';

/** The largest request. */
const BODY_LIMIT = 16 * 1024 * 1024;

/** What the server serves besides the API. */
export interface ApiServerOptions {
  /** Whether the console's page is there. */
  readonly hasPage: boolean;
}

/**
 * The API that controls the emulator, and the console's page. A request of the API needs the token, so that neither pages
 * of other sites nor other users of the machine can use it.
 */
export function createApiServer(emulator: ControlledEmulator, token: string, { hasPage }: ApiServerOptions): Server {
  return createServer((request, response) => {
    const handled = async () => {
      checkOrigin(request);
      const { method, url = '/' } = request;
      const [path = ''] = url.split('?', 1);
      if (method === 'GET' && !path.startsWith('/api/')) {
        if (hasPage && (await sendPageFile(path, response))) return undefined;
        throw new ApiError(404, `there is no ${path}`);
      }
      return respond(request, emulator, token);
    };
    void handled().then(
      (result) => result && send(response, 200, result),
      (error: unknown) => {
        // A body that has not been read would end the connection.
        request.resume();
        const [status, message] = describe(error);
        return send(response, status, { error: { message } });
      },
    );
  });
}

/** @throws {ApiError} the request is for another host, or comes from a page of another site */
function checkOrigin({ headers }: IncomingMessage): void {
  const rejection = rejectionReason(headers, []);
  if (rejection !== undefined || !isLoopback(nameIn(headers.host))) {
    throw new ApiError(403, rejection ?? `Request rejected: Host "${headers.host}" is not this machine`);
  }
}

async function respond(request: IncomingMessage, emulator: ControlledEmulator, token: string): Promise<object> {
  const { method = '', url = '/', headers } = request;
  if (!isEqual(headers.authorization ?? '', `Bearer ${token}`)) {
    throw new ApiError(401, 'the token is missing or wrong: send Authorization: Bearer TOKEN');
  }
  const { route, path, query } = findRoute(method, url);
  if (method === 'GET') return route.run(emulator, { path, query, body: {} });
  if (!/^application\/json\s*(;|$)/i.test(headers['content-type'] ?? '')) {
    throw new ApiError(403, `the content type is ${headers['content-type'] ?? 'missing'}: send application/json`);
  }
  const body = await readBody(request, BODY_LIMIT);
  if (body === undefined) throw new ApiError(413, `the request is larger than ${BODY_LIMIT} bytes`);
  const result = await route.run(emulator, { path, query, body: parsed(body) });
  // What has been acknowledged survives a crash.
  await emulator.project.data?.journal.committed;
  return result;
}

function parsed(body: Buffer): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = parseJson(body.toString() || '{}');
  } catch (error) {
    // parseJson throws only JsonErrors.
    throw new ApiError(400, `the request is not JSON: ${(error as Error).message}`);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new ApiError(400, 'the request is not a JSON object');
}

function describe(error: unknown): [status: number, message: string] {
  if (error instanceof ApiError) return [error.status, error.message];
  // A LocalOptionError is one, too.
  if (error instanceof UsageError || error instanceof InvalidFaultError) return [400, error.message];
  if (error instanceof SavedEventExistsError) return [409, error.message];
  if (error instanceof UnknownInvocationError) return [404, error.message];
  if (error instanceof EventsGoneError) return [410, error.message];
  if (error instanceof RejectedMessageError) return [422, error.message];
  return [500, `the emulator failed: ${inspect(error)}`];
}

async function send(response: ServerResponse, status: number, result: object): Promise<void> {
  if (response.destroyed) return;
  if (result instanceof JsonLines) return sendLines(response, result);
  if (result instanceof RawBytes) {
    response.writeHead(200, {
      'Content-Type': 'application/octet-stream',
      'Content-Disposition': 'attachment',
      'X-Content-Type-Options': 'nosniff',
      'Cache-Control': 'no-store',
    });
    response.end(result.bytes);
    return;
  }
  response.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
  response.end(`${result instanceof JsonText ? result.text : JSON.stringify(result)}\n`);
}

async function sendLines(response: ServerResponse, { lines }: JsonLines): Promise<void> {
  const controller = new AbortController();
  response.once('close', () => controller.abort());
  response.writeHead(200, { 'Content-Type': 'application/x-ndjson', 'Cache-Control': 'no-store' });
  response.flushHeaders();
  try {
    for await (const line of lines(controller.signal)) {
      await writeChunk(response, Buffer.from(`${JSON.stringify(line)}\n`));
    }
  } catch (error) {
    // The client is too slow: its next request says so.
    if (!(error instanceof EventsGoneError)) throw error;
    response.destroy();
  }
}

/** Compares in a time that does not depend on how much of it is right. */
function isEqual(text: string, expected: string): boolean {
  const [a, b] = [Buffer.from(text), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function nameIn(host = ''): string {
  const url = `http://${host}`;
  return URL.canParse(url) ? new URL(url).hostname : '';
}
