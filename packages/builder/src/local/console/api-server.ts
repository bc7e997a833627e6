import { timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { inspect } from 'node:util';
import { parseJson } from '../../terminal/text/parse-json.ts';
import { isLoopback, rejectionReason } from '../http/local-access.ts';
import { readBody } from '../http/server.ts';
import { durationOf } from '../options/duration.ts';
import { LocalOptionError } from '../options/local-options.ts';
import type { LocalProject } from '../project/local-project.ts';
import { RejectedMessageError } from '../project/send/rejected-message.ts';
import { sendRequestOf } from './send-request.ts';

/** The largest request. */
const BODY_LIMIT = 16 * 1024 * 1024;

/** What the API controls. */
export type ControlledEmulator = Pick<LocalProject, 'skip' | 'send'>;

/** A request is rejected. */
class ApiError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }

  override get name(): string {
    return 'ApiError';
  }
}

type Route = (emulator: ControlledEmulator, body: Readonly<Record<string, unknown>>) => Promise<object>;

/** By method and path. */
const routes: Readonly<Record<string, Route>> = {
  async 'POST /api/skip'(emulator, { amount = 'next' }) {
    if (typeof amount !== 'number' && typeof amount !== 'string')
      throw new ApiError(400, 'amount is neither a text nor a number');
    return emulator.skip(durationOf(amount));
  },
  async 'POST /api/send'(emulator, body) {
    return emulator.send(sendRequestOf(body));
  },
};

/** The routes, for tests that they all are protected. */
export const routeNames: readonly string[] = Object.keys(routes);

/**
 * The API that controls the emulator. A request needs the token, so that neither pages of other sites nor other users of
 * the machine can use it.
 */
export function createApiServer(emulator: ControlledEmulator, token: string): Server {
  return createServer((request, response) => {
    void respond(request, emulator, token).then(
      (result) => send(response, 200, result),
      (error: unknown) => {
        // A body that has not been read would end the connection.
        request.resume();
        const [status, message] = describe(error);
        send(response, status, { error: { message } });
      },
    );
  });
}

async function respond(request: IncomingMessage, emulator: ControlledEmulator, token: string): Promise<object> {
  const { method, url = '/', headers } = request;
  const rejection = rejectionReason(headers, []);
  if (rejection !== undefined || !isLoopback(nameIn(headers.host))) {
    throw new ApiError(403, rejection ?? `Request rejected: Host "${headers.host}" is not this machine`);
  }
  if (!isEqual(headers.authorization ?? '', `Bearer ${token}`)) {
    throw new ApiError(401, 'the token is missing or wrong: send Authorization: Bearer TOKEN');
  }
  const call = `${method} ${url.split('?', 1)[0]}`;
  const route = Object.hasOwn(routes, call) ? routes[call] : undefined;
  if (route === undefined) throw new ApiError(404, `there is no ${call}`);
  if (!/^application\/json\s*(;|$)/i.test(headers['content-type'] ?? '')) {
    throw new ApiError(403, `the content type is ${headers['content-type'] ?? 'missing'}: send application/json`);
  }
  const body = await readBody(request, BODY_LIMIT);
  if (body === undefined) throw new ApiError(413, `the request is larger than ${BODY_LIMIT} bytes`);
  return route(emulator, parsed(body));
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
  if (error instanceof LocalOptionError) return [400, error.message];
  if (error instanceof RejectedMessageError) return [422, error.message];
  return [500, `the emulator failed: ${inspect(error)}`];
}

function send(response: ServerResponse, status: number, result: object): void {
  if (response.destroyed) return;
  response.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
  response.end(`${JSON.stringify(result)}\n`);
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
