import { LambdaClient } from '@aws-sdk/client-lambda';
import { explainAwsError } from '../aws/aws-error.ts';
import type { Configuration } from '../config/configuration.ts';
import { openDeploymentTarget } from '../deploy/deployment.ts';
import { invokeFunction } from './invoke-function.ts';
import { readPayload } from './read-payload.ts';

/** How to invoke the deployed function. */
export interface InvokeAwsOptions {
  /** JSON, `@FILE` or `-`; see {@link readPayload}. */
  readonly payload?: string | undefined;
  readonly tail: boolean;
  readonly stream: boolean;
}

/**
 * Invokes the deployed function, through its alias if it has one, and prints the response.
 *
 * @throws {FunctionFailedError} the function fails
 * @throws {AwsError} AWS rejects the invocation
 */
export async function invokeAws(configuration: Configuration, options: InvokeAwsOptions): Promise<void> {
  const { name, alias } = configuration.lambda;
  const payload = await readPayload(options.payload, process.stdin);
  const { aws } = await openDeploymentTarget(configuration, process.env);
  const functionName = alias === undefined ? name : `${name}:${alias}`;
  const { tail, stream } = options;
  const { stdout, stderr } = process;
  try {
    await invokeFunction({ client: aws.client(LambdaClient), functionName, payload, tail, stream, stdout, stderr });
  } catch (error) {
    throw explainAwsError(error, `invoke ${functionName}`);
  }
}
