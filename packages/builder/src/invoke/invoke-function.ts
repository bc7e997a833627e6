import { ExpectedError } from '../terminal/expected-error.ts';

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
  /** The kind of failure, such as `Unhandled`, if the function failed. */
  readonly failure?: string | undefined;
}

/** Invokes a function, and calls `onChunk` with each piece of the response, or of the error, when it arrives. */
export type Invoke = (request: InvokeRequest, onChunk: (chunk: Uint8Array | string) => void) => Promise<InvokeOutcome>;

/** Where the response and the log are printed. */
export type InvokeOutput = Readonly<Record<'stdout' | 'stderr', NodeJS.WritableStream>>;

/** The function failed. Its error was printed on stdout. */
export class FunctionFailedError extends ExpectedError {
  override get name(): string {
    return 'FunctionFailedError';
  }
}

/**
 * Invokes a function, and prints the response on stdout and the log on stderr. Errors of `invoke` are passed on.
 *
 * @throws {FunctionFailedError} the function fails
 */
export async function invokeFunction(
  invoke: Invoke,
  request: InvokeRequest,
  { stdout, stderr }: InvokeOutput,
): Promise<void> {
  const { log, failure } = await invoke(request, (chunk) => void stdout.write(chunk));
  stdout.write('\n');
  if (log !== undefined) stderr.write(Buffer.from(log, 'base64'));
  if (failure !== undefined) throw new FunctionFailedError(`the function failed (${failure}); its error is on stdout`);
}
