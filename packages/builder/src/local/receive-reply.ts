import type { IncomingMessage } from 'node:http';
import { finished } from 'node:stream/promises';
import { type FunctionFailure, type Invocation, StreamFailure } from './invocation.ts';
import { platformFailure, tooLargeFailure } from './platform-failure.ts';
import { readBody } from './read-body.ts';
import { RuntimeApiRefusal } from './runtime-api-refusal.ts';
import type { RuntimeSession } from './runtime-session.ts';

/** The most that a buffered reply may have: 6 MiB and 100 bytes. */
export const replyLimit = 6_291_556;

/** An error is cut by no one, but it is not to fill the memory either. */
const errorLimit = 16 * 1024 * 1024;

/** Says why a reply broke off, once that is known. */
export type ExplainBreak = (invocation: Invocation) => Promise<FunctionFailure>;

/** Takes in a POST to `/response`, buffered or streaming, and resolves when all of it is there. */
export async function receiveResponse(
  request: IncomingMessage,
  invocation: Invocation,
  session: RuntimeSession,
  explainBreak: ExplainBreak,
): Promise<void> {
  const mode = request.headers['lambda-runtime-function-response-mode'];
  if (mode === 'streaming') {
    await receiveStream(request, invocation, session, explainBreak);
  } else if (mode === undefined) {
    await receiveBuffered(request, invocation, session, explainBreak);
  } else {
    const message = `Lambda-Runtime-Function-Response-Mode is "${mode}"; it has to be "streaming" or left out.`;
    invocation.fail(platformFailure('Runtime.InvalidResponseModeHeader', message));
    await session.finishReply(invocation);
    throw new RuntimeApiRefusal(400, 'InvalidFunctionResponseMode', message);
  }
}

/** Takes in a POST to `/error`. */
export async function receiveError(
  request: IncomingMessage,
  invocation: Invocation,
  session: RuntimeSession,
  explainBreak: ExplainBreak,
): Promise<void> {
  invocation.fail(await readFailure(request).catch(() => explainBreak(invocation)));
  await session.finishReply(invocation);
}

/** Reads the error that a request reports. Rejects when the runtime breaks off. */
export async function readFailure(request: IncomingMessage): Promise<FunctionFailure> {
  const body = (await readBody(request, errorLimit)) ?? Buffer.alloc(0);
  return { errorType: knownErrorType(request.headers['lambda-runtime-function-error-type']), body };
}

async function receiveBuffered(
  request: IncomingMessage,
  invocation: Invocation,
  session: RuntimeSession,
  explainBreak: ExplainBreak,
): Promise<void> {
  let body: Buffer | undefined;
  try {
    body = await readBody(request, replyLimit);
  } catch {
    invocation.fail(await explainBreak(invocation));
    await session.finishReply(invocation);
    return;
  }
  if (body === undefined) {
    invocation.fail(tooLargeFailure(replyLimit));
    await session.finishReply(invocation);
    throw new RuntimeApiRefusal(
      413,
      'RequestEntityTooLarge',
      `Exceeded maximum allowed payload size (${replyLimit} bytes).`,
    );
  }
  invocation.answer({ kind: 'buffered', contentType: request.headers['content-type'] ?? 'application/json', body });
  await session.finishReply(invocation);
}

async function receiveStream(
  request: IncomingMessage,
  invocation: Invocation,
  session: RuntimeSession,
  explainBreak: ExplainBreak,
): Promise<void> {
  const outcome = finished(request).then(
    () => failureInTrailers(request.trailers),
    () => explainBreak(invocation),
  );
  const contentType = request.headers['content-type'] ?? 'application/octet-stream';
  invocation.answer({ kind: 'streaming', contentType, body: streamBody(request, outcome) });
  const failure = await outcome;
  if (failure) invocation.fail(failure);
  await session.finishReply(invocation);
}

async function* streamBody(
  request: IncomingMessage,
  outcome: Promise<FunctionFailure | undefined>,
): AsyncGenerator<Buffer> {
  try {
    yield* request as AsyncIterable<Buffer>;
  } catch {
    // The runtime broke off; `outcome` says why.
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
