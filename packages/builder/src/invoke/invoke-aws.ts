import { InvokeCommand, InvokeWithResponseStreamCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { explainAwsError, isServiceError } from '../aws/aws-error.ts';
import type { Configuration } from '../config/configuration.ts';
import { checkIsOurs } from '../deploy/actual/read-ours.ts';
import { openFunction } from '../deploy/deployment.ts';
import { ExpectedError } from '../terminal/expected-error.ts';
import { type Invoke, invokeFunction, invokeFunctionAsJson } from './invoke-function.ts';
import { readPayload } from './read-payload.ts';

/** A streamed response ended early. */
export class ResponseCutOffError extends ExpectedError {
  override get name(): string {
    return 'ResponseCutOffError';
  }
}

/** How to invoke the deployed function. */
export interface InvokeAwsOptions {
  /** JSON, `@FILE` or `-`; see {@link readPayload}. */
  readonly payload?: string | undefined;
  readonly tail: boolean;
  readonly stream: boolean;
  /** Whether to print the result as JSON. */
  readonly json: boolean;
}

/**
 * Invokes the deployed function, through its alias if it has one, and prints the response.
 *
 * @throws {NotOursError} the function does not exist, or belongs to others
 * @throws {FunctionFailedError} the function fails
 * @throws {AwsError} AWS rejects the invocation
 * @throws {ResponseCutOffError} a streamed response ends early
 */
export async function invokeAws(configuration: Configuration, options: InvokeAwsOptions): Promise<void> {
  const { alias } = configuration.lambda;
  const payload = await readPayload(options.payload, process.stdin);
  const { target } = await openFunction(configuration, process.env);
  await checkIsOurs(target);
  const functionName = [target.functionName, alias].filter(Boolean).join(':');
  try {
    const print = options.json ? invokeFunctionAsJson : invokeFunction;
    await print(invokeOnAws(target.aws.client(LambdaClient)), { ...options, functionName, payload }, process);
  } catch (error) {
    throw explainAwsError(error, `invoke ${functionName}`);
  }
}

/** Invokes functions with an AWS SDK. */
export function invokeOnAws(client: LambdaClient): Invoke {
  return async ({ functionName, payload, tail, stream }, onChunk) => {
    const input = {
      FunctionName: functionName,
      Payload: Buffer.from(payload),
      ...(tail && { LogType: 'Tail' as const }),
    };
    if (!stream) {
      const { Payload, LogResult, FunctionError } = await client.send(new InvokeCommand(input));
      if (FunctionError !== undefined) {
        return { log: LogResult, failure: { kind: FunctionError, error: Payload?.transformToString() ?? '' } };
      }
      onChunk(Payload ?? new Uint8Array());
      return { log: LogResult };
    }
    const { EventStream = [] } = await client.send(new InvokeWithResponseStreamCommand(input));
    let bytes = 0;
    const cutOff = (reason: string, cause?: unknown) =>
      new ResponseCutOffError(`the response of ${functionName} was cut off after ${bytes} bytes: ${reason}`, { cause });
    try {
      for await (const { PayloadChunk, InvokeComplete } of EventStream) {
        const { Payload = new Uint8Array() } = PayloadChunk ?? {};
        bytes += Payload.length;
        if (Payload.length > 0) onChunk(Payload);
        if (InvokeComplete === undefined) continue;
        const { ErrorCode, ErrorDetails: error = '', LogResult: log } = InvokeComplete;
        return ErrorCode === undefined ? { log } : { log, failure: { kind: ErrorCode, error } };
      }
    } catch (error) {
      throw isServiceError(error) ? error : cutOff((error as Error).message, error);
    }
    throw cutOff('there was no last event');
  };
}
