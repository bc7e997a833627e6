import { InvokeCommand, InvokeWithResponseStreamCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { ExpectedError } from '../terminal/expected-error.ts';

/** One invocation, and where its output goes. */
export interface Invoke {
  readonly client: LambdaClient;
  readonly functionName: string;
  /** JSON. */
  readonly payload: string;
  /** Prints the log's last 4 KB too. */
  readonly tail: boolean;
  /** Prints the reply as it comes. */
  readonly stream: boolean;
  readonly stdout: NodeJS.WritableStream;
  /** Takes the log. */
  readonly stderr: NodeJS.WritableStream;
}

/** The function was invoked, and failed. Its error is on stdout. */
export class FunctionFailedError extends ExpectedError {
  override get name(): string {
    return 'FunctionFailedError';
  }
}

/**
 * Invokes a function and prints its reply.
 *
 * @throws {@link FunctionFailedError} when it ends in an error; what the client throws passes through
 */
export async function invokeFunction(invoke: Invoke): Promise<void> {
  const { client, functionName, payload, tail, stdout, stderr } = invoke;
  const input = {
    FunctionName: functionName,
    Payload: Buffer.from(payload),
    ...(tail && { LogType: 'Tail' as const }),
  };
  let log: string | undefined;
  let failure: string | undefined;

  if (invoke.stream) {
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
  if (failure !== undefined) throw new FunctionFailedError(`The function failed (${failure}).`);
}
