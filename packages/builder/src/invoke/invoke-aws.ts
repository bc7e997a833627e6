import { InvokeCommand, InvokeWithResponseStreamCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { explainAwsError } from '../aws/aws-error.ts';
import type { Configuration } from '../config/configuration.ts';
import { checkIsOurs } from '../deploy/actual/read-ours.ts';
import { openDeploymentTarget } from '../deploy/deployment.ts';
import { type Invoke, type InvokeFailure, invokeFunction, invokeFunctionAsJson } from './invoke-function.ts';
import { readPayload } from './read-payload.ts';

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
 */
export async function invokeAws(configuration: Configuration, options: InvokeAwsOptions): Promise<void> {
  const { name, alias } = configuration.lambda;
  const payload = await readPayload(options.payload, process.stdin);
  const target = await openDeploymentTarget(configuration, process.env);
  await checkIsOurs(target);
  const functionName = alias === undefined ? name : `${name}:${alias}`;
  try {
    const print = options.json ? invokeFunctionAsJson : invokeFunction;
    await print(invokeWith(target.aws.client(LambdaClient)), { ...options, functionName, payload }, process);
  } catch (error) {
    throw explainAwsError(error, `invoke ${functionName}`);
  }
}

function invokeWith(client: LambdaClient): Invoke {
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
    const { EventStream } = await client.send(new InvokeWithResponseStreamCommand(input));
    let log: string | undefined;
    let failure: InvokeFailure | undefined;
    for await (const { PayloadChunk, InvokeComplete } of EventStream ?? []) {
      if (PayloadChunk?.Payload) onChunk(PayloadChunk.Payload);
      if (InvokeComplete === undefined) continue;
      const { ErrorCode, ErrorDetails = '', LogResult } = InvokeComplete;
      log = LogResult;
      failure = ErrorCode === undefined ? undefined : { kind: ErrorCode, error: ErrorDetails };
    }
    return { log, failure };
  };
}
