import type { IncomingMessage } from 'node:http';
import { PassThrough, type Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { readBody } from '../../http/server.ts';
import {
  type FunctionFailure,
  platformFailure,
  ResponseStreamError,
  responseTooLargeFailure,
} from '../invocation/function-failure.ts';
import type { Invocation } from '../invocation/invocation.ts';
import type { FaultInjector } from './fault-injector.ts';
import { RuntimeApiError } from './runtime-api-call.ts';
import type { RuntimeSession } from './runtime-session.ts';

/**
 * The limit of a buffered response: 6 MiB and 100 bytes. `@alr/runtime` names it in a log message, too. The builder
 * imports no other package of ours, so `tests/emulator` checks that both copies are equal.
 */
export const RESPONSE_LIMIT_BYTES = 6_291_556;

/** AWS documents no limit for an error. This one protects the emulator's memory. */
const ERROR_LIMIT_BYTES = 16 * 1024 * 1024;

/**
 * A header of an error report, and a trailer of a stream that failed. `@alr/writer` exports both trailers, but the
 * builder imports no other package of ours, so `tests/emulator` checks that they are the same.
 */
const ERROR_TYPE_FIELD = 'lambda-runtime-function-error-type';
const ERROR_BODY_TRAILER = 'lambda-runtime-function-error-body';

/** Determines why the runtime disconnected in the middle of a response, once that is known. */
export type ExplainDisconnect = (invocation: Invocation) => Promise<FunctionFailure>;

/** What receiving a response depends on. */
export interface ReceiveOptions {
  readonly session: RuntimeSession;
  readonly faults: FaultInjector;
  readonly explainDisconnect: ExplainDisconnect;
}

/**
 * Receives a POST to `/response` or `/error`. Resolves when all of it has arrived.
 *
 * @throws {RuntimeApiError} the response is too large, too late, in an unknown mode, or subject to a fault
 */
export async function receiveResponse(
  kind: 'response' | 'error',
  request: IncomingMessage,
  invocation: Invocation,
  { session, faults, explainDisconnect }: ReceiveOptions,
): Promise<void> {
  try {
    await faults.inject(kind, request).catch((fault: unknown) => {
      invocation.fail(faultFailure(fault));
      throw fault;
    });
    if (kind === 'error') await receiveError(request, invocation, explainDisconnect);
    else await receiveByMode(request, invocation, explainDisconnect);
  } finally {
    await session.finishResponse(invocation);
  }
}

/** Reads an error report. Rejects if the runtime disconnects. */
export async function readFailure(request: IncomingMessage): Promise<FunctionFailure> {
  const body = (await readBody(request, ERROR_LIMIT_BYTES)) ?? Buffer.alloc(0);
  return { errorType: normalizeErrorType(request.headers[ERROR_TYPE_FIELD]), body };
}

async function receiveError(
  request: IncomingMessage,
  invocation: Invocation,
  explainDisconnect: ExplainDisconnect,
): Promise<void> {
  invocation.fail(await readFailure(request).catch(() => explainDisconnect(invocation)));
}

async function receiveByMode(
  request: IncomingMessage,
  invocation: Invocation,
  explainDisconnect: ExplainDisconnect,
): Promise<void> {
  const mode = request.headers['lambda-runtime-function-response-mode'];
  if (mode === 'streaming') return receiveStream(request, invocation, explainDisconnect);
  if (mode === undefined) return receiveBuffered(request, invocation, explainDisconnect);
  const message = `Lambda-Runtime-Function-Response-Mode is "${mode}". Send "streaming", or leave the header out`;
  invocation.fail(platformFailure('Runtime.InvalidResponseModeHeader', message));
  throw new RuntimeApiError(400, 'InvalidFunctionResponseMode', message);
}

async function receiveBuffered(
  request: IncomingMessage,
  invocation: Invocation,
  explainDisconnect: ExplainDisconnect,
): Promise<void> {
  let body: Buffer | undefined;
  try {
    body = await readBody(request, RESPONSE_LIMIT_BYTES);
  } catch {
    invocation.fail(await explainDisconnect(invocation));
    return;
  }
  if (body === undefined) {
    invocation.fail(responseTooLargeFailure(RESPONSE_LIMIT_BYTES));
    throw new RuntimeApiError(
      413,
      'RequestEntityTooLarge',
      `Exceeded maximum allowed payload size (${RESPONSE_LIMIT_BYTES} bytes).`,
    );
  }
  invocation.respond({ kind: 'buffered', contentType: request.headers['content-type'] ?? 'application/json', body });
}

async function receiveStream(
  request: IncomingMessage,
  invocation: Invocation,
  explainDisconnect: ExplainDisconnect,
): Promise<void> {
  const body = request.pipe(new PassThrough());
  const end = finished(request).then(
    () => failureInTrailers(request.trailers),
    () => explainDisconnect(invocation),
  );
  const outcome = Promise.race([end, invocation.failed]);
  const contentType = request.headers['content-type'] ?? 'application/octet-stream';
  invocation.respond({ kind: 'streaming', contentType, body: streamBody(body, outcome) });
  const failure = await outcome;
  if (!failure) return;
  invocation.fail(failure);
  // With error trailers the body is complete, and the invoker gets all of it before the error.
  if (request.complete) return;
  request.unpipe(body);
  body.destroy();
}

async function* streamBody(body: Readable, outcome: Promise<FunctionFailure | undefined>): AsyncGenerator<Buffer> {
  try {
    yield* body as AsyncIterable<Buffer>;
  } catch {
    // The body was cut off. `outcome` has the reason.
  }
  const failure = await outcome;
  if (failure) throw new ResponseStreamError(failure);
}

function failureInTrailers(trailers: NodeJS.Dict<string>): FunctionFailure | undefined {
  const errorType = trailers[ERROR_TYPE_FIELD];
  const body = trailers[ERROR_BODY_TRAILER];
  if (errorType === undefined && body === undefined) return undefined;
  return { errorType: normalizeErrorType(errorType), body: Buffer.from(body ?? '', 'base64') };
}

/** Like AWS, keeps types such as `Function.TypeError`, and turns all others into an unknown type. */
function normalizeErrorType(value: string | string[] | undefined): string {
  const type = typeof value === 'string' ? value : '';
  if (/^(Runtime|Function)\.[A-Z][a-zA-Z]+$/.test(type)) return type;
  return type.startsWith('Runtime.') ? 'Runtime.Unknown' : 'Function.Unknown';
}

/** What the invoker gets if a requested fault has hit the response. */
function faultFailure(fault: unknown): FunctionFailure {
  if (!(fault instanceof RuntimeApiError)) {
    return platformFailure('Emulator.Fault', 'The response was lost with its connection, because of --fault');
  }
  switch (fault.status) {
    case 410:
      return platformFailure('Sandbox.Timedout', 'The response was rejected as too late, because of --fault');
    case 413:
      return responseTooLargeFailure(RESPONSE_LIMIT_BYTES);
    default:
      return platformFailure('Emulator.Fault', `The response got status ${fault.status}, because of --fault`);
  }
}
