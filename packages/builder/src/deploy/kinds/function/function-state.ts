import { type FunctionConfiguration, GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { AwsError } from '../../../aws/aws-error.ts';
import { pollUntilDefined } from '../../../aws/retry-until-consistent.ts';
import type { DeploymentTarget } from '../../resource/resource.ts';

/** AWS accepted a change of a function, and then failed to carry it out. */
export class FunctionNotReadyError extends AwsError {
  override get name(): string {
    return 'FunctionNotReadyError';
  }
}

/**
 * Returns `ready`, `in progress` or `failed: REASON`; see
 * https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html. An inactive function counts as ready, because the
 * next invocation activates it.
 */
export function readinessOf(configuration: FunctionConfiguration): string {
  const { State, LastUpdateStatus } = configuration;
  if (State === 'Failed') return failed(configuration.StateReasonCode, configuration.StateReason);
  if (LastUpdateStatus === 'Failed') {
    return failed(configuration.LastUpdateStatusReasonCode, configuration.LastUpdateStatusReason);
  }
  return State === 'Pending' || LastUpdateStatus === 'InProgress' ? 'in progress' : 'ready';
}

function failed(code: string | undefined, reason: string | undefined): string {
  return `failed: ${[code, reason].filter((part) => part !== undefined).join(': ') || 'AWS returned no reason'}`;
}

/**
 * Waits until AWS has carried out the last change of a function or of one of its versions.
 *
 * The SDK's waiters, such as `waitUntilFunctionActiveV2`, are no replacement: they retry every error, so a missing
 * permission would look like a timeout after five minutes; they treat an inactive function as not ready; and two of them
 * would have to run in a row, one for `State` and one for `LastUpdateStatus`.
 *
 * @param until `settled` accepts an earlier failure too
 * @returns the configuration of the function after the change
 * @throws {FunctionNotReadyError} the change failed, or takes more than five minutes
 */
export async function waitUntilReady(
  target: DeploymentTarget,
  name: string,
  until: 'ready' | 'settled' = 'ready',
  qualifier?: string,
): Promise<FunctionConfiguration> {
  const get = new GetFunctionConfigurationCommand({ FunctionName: name, Qualifier: qualifier });
  const settled = await pollUntilDefined(async () => {
    const configuration = await target.aws.client(LambdaClient).send(get);
    return readinessOf(configuration) === 'in progress' ? undefined : configuration;
  }, target.aws.pause);
  if (settled === undefined) {
    throw new FunctionNotReadyError(`function ${name} is not ready after five minutes: run the command again later`);
  }
  const readiness = readinessOf(settled);
  if (readiness !== 'ready' && until === 'ready') throw new FunctionNotReadyError(`function ${name} ${readiness}`);
  return settled;
}
