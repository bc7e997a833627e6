import { ExpectedError } from '../terminal/expected-error.ts';
import { printJson } from '../terminal/print-json.ts';
import { style } from '../terminal/style.ts';
import { visibleText } from '../terminal/text/visible-text.ts';
import { type HttpHead, HttpHeadSplitter } from './http-head.ts';

/** An invocation to send. */
export interface InvokeRequest {
  readonly functionName: string;
  /** The event as JSON. */
  readonly payload: string;
  /** Whether to return the last 4 KB of the log. */
  readonly tail: boolean;
  /** Whether to receive the response while it arrives. */
  readonly stream: boolean;
}

/** How an invocation ended. */
export interface InvokeOutcome {
  /** The end of the log in base64, if it was requested. */
  readonly log?: string | undefined;
  /** If the function failed. */
  readonly failure?: InvokeFailure | undefined;
}

/** How a function failed. */
export interface InvokeFailure {
  /** Such as `Unhandled`. */
  readonly kind: string;
  /** The error as JSON. */
  readonly error: string;
}

/** Invokes a function, and calls `onChunk` with each piece of the response when it arrives. */
export type Invoke = (request: InvokeRequest, onChunk: (chunk: Uint8Array) => void) => Promise<InvokeOutcome>;

/** Where the response and the log are printed. */
export type InvokeOutput = Readonly<Record<'stdout' | 'stderr', NodeJS.WritableStream>>;

/** The function failed. The message has its error. */
export class FunctionFailedError extends ExpectedError {
  override get name(): string {
    return 'FunctionFailedError';
  }
}

/**
 * Invokes a function, and prints the response on stdout, and the log and the head of an HTTP response on stderr. Errors of
 * `invoke` are passed on.
 *
 * @throws {FunctionFailedError} the function fails
 */
export async function invokeFunction(
  invoke: Invoke,
  request: InvokeRequest,
  { stdout, stderr }: InvokeOutput,
): Promise<void> {
  let isPrinted = false;
  const splitter = new HttpHeadSplitter(
    (head) => stderr.write(`${style('detail', describeHead(head), stderr)}\n\n`),
    (chunk) => {
      isPrinted = true;
      stdout.write(chunk);
    },
  );
  const { log, failure } = await invoke(request, (chunk) => splitter.write(chunk)).finally(() => {
    splitter.end();
    if (isPrinted) stdout.write('\n');
  });
  if (!isPrinted && failure === undefined) stdout.write('\n');
  const logText = log === undefined ? undefined : Buffer.from(log, 'base64').toString();
  if (logText !== undefined) await printLog(logText, stderr);
  if (failure !== undefined) {
    const { describeFunctionError } = await import('./function-error-text.ts');
    throw new FunctionFailedError(`the function failed: ${describeFunctionError(failure.error, stderr, logText)}`);
  }
}

/**
 * Invokes a function, and prints one JSON object: the `response`, with `http` if it is an HTTP response, or the `failure`
 * and the `error`, and the `log`, if it was requested.
 *
 * @throws {FunctionFailedError} the function fails
 */
export async function invokeFunctionAsJson(
  invoke: Invoke,
  request: InvokeRequest,
  { stdout }: InvokeOutput,
): Promise<void> {
  let http: HttpHead | undefined;
  const chunks: Uint8Array[] = [];
  const splitter = new HttpHeadSplitter(
    (head) => {
      http = head;
    },
    (chunk) => void chunks.push(chunk),
  );
  const { log, failure } = await invoke(request, (chunk) => splitter.write(chunk));
  splitter.end();
  const response = Buffer.concat(chunks).toString();
  const result = {
    ...(failure === undefined || response !== '' ? { response: parsed(response), http } : {}),
    ...(failure && { failure: failure.kind, error: await errorOf(failure) }),
    ...(log !== undefined && { log: Buffer.from(log, 'base64').toString() }),
  };
  printJson(stdout, result);
  if (failure) throw new FunctionFailedError(`the function failed (${failure.kind}); its error is on stdout`);
}

async function errorOf({ error }: InvokeFailure): Promise<unknown> {
  const { functionErrorJson } = await import('./function-error-text.ts');
  return functionErrorJson(error);
}

async function printLog(log: string, stream: NodeJS.WritableStream): Promise<void> {
  const { readableRecord } = await import('../function-error/log-record.ts');
  for (const record of log.trimEnd().split('\n')) {
    for (const line of readableRecord(record, stream)) stream.write(`${line}\n`);
  }
}

function describeHead({ statusCode = 200, headers = {}, cookies = [] }: HttpHead): string {
  const fields = Object.entries(headers).flatMap(([name, value]) => [value].flat().map((one) => `${name}: ${one}`));
  const lines = [`HTTP ${statusCode}`, ...fields, ...cookies.map((cookie) => `set-cookie: ${cookie}`)];
  return lines.map(visibleText).join('\n');
}

/** A text as the value that it is in JSON, or else as the text. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
