import type { IncomingMessage } from 'node:http';
import { PassThrough, type Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { FaultInjector } from '../environment/fault-injector.ts';
import { readBody } from '../http/read-body.ts';
import { type FunctionFailure, type Invocation, StreamFailure } from '../invocation/invocation.ts';
import { platformFailure, tooLargeFailure } from '../invocation/platform-failure.ts';
import { RuntimeApiRefusal } from './runtime-api-refusal.ts';
import type { RuntimeSession } from './runtime-session.ts';

/** The most that a buffered reply may have: 6 MiB and 100 bytes. */
export const REPLY_LIMIT = 6_291_556;

/** An error is cut by no one, but it is not to fill the memory either. */
const ERROR_LIMIT = 16 * 1024 * 1024;

/** Says why a reply broke off, once that is known. */
export type ExplainBreak = (invocation: Invocation) => Promise<FunctionFailure>;

/** Where a reply comes in. */
export interface ReplyOptions {
  readonly session: RuntimeSession;
  readonly faults: FaultInjector;
  readonly explainBreak: ExplainBreak;
}

/** Takes in a POST to `/response` or `/error`, and resolves when all of it is there. */
export async function receiveReply(
  kind: 'response' | 'error',
  request: IncomingMessage,
  invocation: Invocation,
  { session, faults, explainBreak }: ReplyOptions,
): Promise<void> {
  try {
    await faults.strike(kind, request).catch((fault: unknown) => {
      invocation.fail(faultFailure(fault));
      throw fault;
    });
    const receive = kind === 'error' ? receiveError : receiveResponse;
    await receive(request, invocation, explainBreak);
  } finally {
    await session.finishReply(invocation);
  }
}

/** Reads the error that a request reports. Rejects when the runtime breaks off. */
export async function readFailure(request: IncomingMessage): Promise<FunctionFailure> {
  const body = (await readBody(request, ERROR_LIMIT)) ?? Buffer.alloc(0);
  return { errorType: knownErrorType(request.headers['lambda-runtime-function-error-type']), body };
}

async function receiveError(
  request: IncomingMessage,
  invocation: Invocation,
  explainBreak: ExplainBreak,
): Promise<void> {
  invocation.fail(await readFailure(request).catch(() => explainBreak(invocation)));
}

async function receiveResponse(
  request: IncomingMessage,
  invocation: Invocation,
  explainBreak: ExplainBreak,
): Promise<void> {
  const mode = request.headers['lambda-runtime-function-response-mode'];
  if (mode === 'streaming') return receiveStream(request, invocation, explainBreak);
  if (mode === undefined) return receiveBuffered(request, invocation, explainBreak);
  const message = `Lambda-Runtime-Function-Response-Mode is "${mode}"; it has to be "streaming" or left out.`;
  invocation.fail(platformFailure('Runtime.InvalidResponseModeHeader', message));
  throw new RuntimeApiRefusal(400, 'InvalidFunctionResponseMode', message);
}

async function receiveBuffered(
  request: IncomingMessage,
  invocation: Invocation,
  explainBreak: ExplainBreak,
): Promise<void> {
  let body: Buffer | undefined;
  try {
    body = await readBody(request, REPLY_LIMIT);
  } catch {
    invocation.fail(await explainBreak(invocation));
    return;
  }
  if (body === undefined) {
    invocation.fail(tooLargeFailure(REPLY_LIMIT));
    throw new RuntimeApiRefusal(
      413,
      'RequestEntityTooLarge',
      `Exceeded maximum allowed payload size (${REPLY_LIMIT} bytes).`,
    );
  }
  invocation.answer({ kind: 'buffered', contentType: request.headers['content-type'] ?? 'application/json', body });
}

async function receiveStream(
  request: IncomingMessage,
  invocation: Invocation,
  explainBreak: ExplainBreak,
): Promise<void> {
  const body = request.pipe(new PassThrough());
  const end = finished(request).then(
    () => failureInTrailers(request.trailers),
    () => explainBreak(invocation),
  );
  const outcome = Promise.race([end, invocation.failed]);
  const contentType = request.headers['content-type'] ?? 'application/octet-stream';
  invocation.answer({ kind: 'streaming', contentType, body: streamBody(body, outcome) });
  const failure = await outcome;
  if (!failure) return;
  invocation.fail(failure);
  // the error came with the end
  if (request.complete) return;
  request.unpipe(body);
  body.destroy();
}

async function* streamBody(body: Readable, outcome: Promise<FunctionFailure | undefined>): AsyncGenerator<Buffer> {
  try {
    yield* body as AsyncIterable<Buffer>;
  } catch {
    // It was cut off; `outcome` says why.
  }
  const failure = await outcome;
  if (failure) throw new StreamFailure(failure);
}

function failureInTrailers(trailers: NodeJS.Dict<string>): FunctionFailure | undefined {
  const errorType = trailers['lambda-runtime-function-error-type'];
  const body = trailers['lambda-runtime-function-error-body'];
  if (errorType === undefined && body === undefined) return undefined;
  return { errorType: knownErrorType(errorType), body: Buffer.from(body ?? '', 'base64') };
}

/** The service keeps a type that looks like its own, and calls all others unknown. */
function knownErrorType(value: string | string[] | undefined): string {
  const type = typeof value === 'string' ? value : '';
  if (/^(Runtime|Function)\.[A-Z][a-zA-Z]+$/.test(type)) return type;
  return type.startsWith('Runtime.') ? 'Runtime.Unknown' : 'Function.Unknown';
}

/** What the invoker is told where a fault that was asked for has met the reply. */
function faultFailure(fault: unknown): FunctionFailure {
  if (!(fault instanceof RuntimeApiRefusal)) {
    return platformFailure('Emulator.Fault', 'The reply was lost with its connection, as --fault asks for.');
  }
  switch (fault.status) {
    case 410:
      return platformFailure('Sandbox.Timedout', 'The reply was taken for late, as --fault asks for.');
    case 413:
      return tooLargeFailure(REPLY_LIMIT);
    default:
      return platformFailure('Emulator.Fault', `The reply was answered with ${fault.status}, as --fault asks for.`);
  }
}
