import { type FunctionConfiguration, GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { AwsError } from '../../../aws/aws-error.ts';
import { pollUntilDefined } from '../../../aws/retry-until-consistent.ts';
import type { DeploymentTarget } from '../../resource/resource.ts';

/** AWS took a function's change on, and failed to carry it out. */
export class FunctionNotReadyError extends AwsError {
  override get name(): string {
    return 'FunctionNotReadyError';
  }
}

/**
 * `ready`, `in progress`, or `failed: REASON`; see https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html.
 * An inactive function is ready: the next invocation wakes it.
 */
export function readinessOf(found: FunctionConfiguration): string {
  if (found.State === 'Failed') return `failed: ${reason(found.StateReason, found.StateReasonCode)}`;
  if (found.LastUpdateStatus === 'Failed') {
    return `failed: ${reason(found.LastUpdateStatusReason, found.LastUpdateStatusReasonCode)}`;
  }
  return found.State === 'Pending' || found.LastUpdateStatus === 'InProgress' ? 'in progress' : 'ready';
}

function reason(text: string | undefined, code: string | undefined): string {
  return [code, text].filter((part) => part !== undefined).join(': ') || 'AWS gives no reason';
}

/**
 * Waits until AWS has carried out what was asked of the function, and resolves to how it is then.
 *
 * @param wanted With `settled`, a failure of the past is an end to the wait too.
 * @throws FunctionNotReadyError with AWS's reason.
 */
export async function waitUntilReady(
  target: DeploymentTarget,
  name: string,
  wanted: 'ready' | 'settled' = 'ready',
  qualifier?: string,
): Promise<FunctionConfiguration> {
  const ask = new GetFunctionConfigurationCommand({ FunctionName: name, Qualifier: qualifier });
  const settled = await pollUntilDefined(async () => {
    const found = await target.aws.client(LambdaClient).send(ask);
    return readinessOf(found) === 'in progress' ? undefined : found;
  }, target.aws.pause);
  if (settled === undefined) throw new FunctionNotReadyError(`function ${name}: AWS is still at it after five minutes`);
  const readiness = readinessOf(settled);
  if (readiness !== 'ready' && wanted === 'ready') throw new FunctionNotReadyError(`function ${name} ${readiness}`);
  return settled;
}
