import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { ExpectedError } from '../terminal/expected-error.ts';
import { decodeEvents } from './decode-events.ts';
import { type Invoke, type InvokeOutcome, invokeFunction, invokeFunctionAsJson } from './invoke-function.ts';
import { readPayload } from './read-payload.ts';

/**
 * Importing `node:http` as a module reads all of its exports, and some of these load undici, which takes longer than all
 * that is needed here: 54 ms of processor time instead of 24 ms for an empty program that does not import it.
 */
const { request } = process.getBuiltinModule('node:http');

/** How to invoke the function in the local emulator. */
export interface InvokeLocalOptions {
  readonly port: number;
  readonly functionName?: string | undefined;
  /** JSON, `@FILE` or `-`; see {@link readPayload}. */
  readonly payload?: string | undefined;
  readonly tail: boolean;
  readonly stream: boolean;
  /** Whether to print the result as JSON. */
  readonly json: boolean;
}

/** The emulator is not running, or rejects the invocation. */
export class EmulatorError extends ExpectedError {
  override get name(): string {
    return 'EmulatorError';
  }
}

/**
 * Invokes the function that `alr-builder local` runs, and prints the response.
 *
 * It uses `node:http` instead of an AWS SDK or undici, because loading one of these takes longer than everything else
 * that the command does.
 *
 * @throws {FunctionFailedError} the function fails
 * @throws {EmulatorError} the emulator is not running, or rejects the invocation
 */
export async function invokeLocal(options: InvokeLocalOptions): Promise<void> {
  const { port, functionName = 'function', tail, stream, json } = options;
  const payload = await readPayload(options.payload, process.stdin);
  const print = json ? invokeFunctionAsJson : invokeFunction;
  await print(invokeAt(`http://127.0.0.1:${port}`), { functionName, payload, tail, stream }, process);
}

function invokeAt(endpoint: string): Invoke {
  return async ({ functionName, payload, tail, stream }, onChunk) => {
    const path = stream
      ? `/2021-11-15/functions/${encodeURIComponent(functionName)}/response-streaming-invocations`
      : `/2015-03-31/functions/${encodeURIComponent(functionName)}/invocations`;
    const outgoing = request(`${endpoint}${path}`, {
      method: 'POST',
      headers: tail ? { 'X-Amz-Log-Type': 'Tail' } : {},
    });
    outgoing.end(payload);
    try {
      const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
      await checkStatus(response, endpoint, stream);
      const outcome = await (stream ? receiveStream(response, onChunk) : receiveBuffered(response, onChunk));
      if (outcome === undefined) throw disconnected(endpoint);
      return outcome;
    } catch (error) {
      throw explain(error, endpoint);
    }
  };
}

/** @throws {EmulatorError} the response is an error, or not one of an emulator */
async function checkStatus(response: IncomingMessage, endpoint: string, stream: boolean): Promise<void> {
  const { statusCode, headers } = response;
  const isStream = headers['content-type'] === 'application/vnd.amazon.eventstream';
  if (statusCode === 200 && (isStream || !stream)) return;
  const type = headers['x-amzn-errortype'];
  if (type === undefined) {
    response.destroy();
    throw new EmulatorError(`the server at ${endpoint} responded with ${statusCode}: is it alr-builder local?`);
  }
  const { Message } = JSON.parse((await buffer(response)).toString()) as { Message?: string };
  throw new EmulatorError(`${type}: ${Message}`);
}

async function receiveBuffered(
  response: IncomingMessage,
  onChunk: (chunk: Uint8Array) => void,
): Promise<InvokeOutcome> {
  const { 'x-amz-log-result': log, 'x-amz-function-error': kind } = response.headers as Record<string, string>;
  if (kind !== undefined) return { log, failure: { kind, error: (await buffer(response)).toString() } };
  for await (const chunk of response as AsyncIterable<Buffer>) onChunk(chunk);
  return { log };
}

/** Returns undefined if the stream ends without its last event. */
async function receiveStream(
  response: IncomingMessage,
  onChunk: (chunk: Uint8Array) => void,
): Promise<InvokeOutcome | undefined> {
  for await (const { type, payload } of decodeEvents(response)) {
    if (type === 'PayloadChunk') onChunk(payload);
    if (type !== 'InvokeComplete') continue;
    const { ErrorCode, ErrorDetails, LogResult } = JSON.parse(payload.toString()) as Record<string, string>;
    return {
      log: LogResult,
      failure: ErrorCode === undefined ? undefined : { kind: ErrorCode, error: ErrorDetails ?? '' },
    };
  }
  return undefined;
}

function explain(error: unknown, endpoint: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ECONNREFUSED') {
    return new EmulatorError(`no emulator is running at ${endpoint}: start it with alr-builder local`);
  }
  return code === 'ECONNRESET' ? disconnected(endpoint) : error;
}

function disconnected(endpoint: string): EmulatorError {
  return new EmulatorError(
    `the emulator at ${endpoint} disconnected before the end of the response: see the output of alr-builder local`,
  );
}
