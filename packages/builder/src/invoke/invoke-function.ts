import { InvokeCommand, InvokeWithResponseStreamCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { ExpectedError } from '../terminal/expected-error.ts';

/** How to invoke a function, and where to print its output. */
export interface InvokeOptions {
  readonly client: LambdaClient;
  readonly functionName: string;
  /** The event as JSON. */
  readonly payload: string;
  /** Whether to print the last 4 KB of the log. */
  readonly tail: boolean;
  /** Whether to print the response while it arrives. */
  readonly stream: boolean;
  readonly stdout: NodeJS.WritableStream;
  /** The log is printed here. */
  readonly stderr: NodeJS.WritableStream;
}

/** The function failed. Its error was printed on stdout. */
export class FunctionFailedError extends ExpectedError {
  override get name(): string {
    return 'FunctionFailedError';
  }
}

/**
 * Invokes a function and prints the response. Errors of the client are passed on.
 *
 * @throws {FunctionFailedError} the function fails
 */
export async function invokeFunction(options: InvokeOptions): Promise<void> {
  const { client, functionName, payload, tail, stdout, stderr } = options;
  const input = {
    FunctionName: functionName,
    Payload: Buffer.from(payload),
    ...(tail && { LogType: 'Tail' as const }),
  };
  let log: string | undefined;
  let failure: string | undefined;

  if (options.stream) {
    const { EventStream } = await client.send(new InvokeWithResponseStreamCommand(input));
    for await (const { PayloadChunk, InvokeComplete } of EventStream ?? []) {
      if (PayloadChunk?.Payload) stdout.write(PayloadChunk.Payload);
      if (InvokeComplete?.ErrorDetails !== undefined) stdout.write(InvokeComplete.ErrorDetails);
      log = InvokeComplete?.LogResult;
      failure = InvokeComplete?.ErrorCode;
    }
  } else {
    const { Payload, LogResult, FunctionError } = await client.send(new InvokeCommand(input));
    stdout.write(Payload ?? '');
    log = LogResult;
    failure = FunctionError;
  }

  stdout.write('\n');
  if (log !== undefined) stderr.write(Buffer.from(log, 'base64'));
  if (failure !== undefined) throw new FunctionFailedError(`the function failed (${failure}); its error is on stdout`);
}
