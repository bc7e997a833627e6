import { parseArn } from '../../aws/arn.ts';
import type { DesiredResource, KindName } from '../kinds/kinds.ts';
import type { DeploymentTarget } from '../resource/resource.ts';

/** The keys of sources that an ARN names. */
const keys: { readonly [Kind in KindName]?: string } = {
  mapping: 'trigger.stream.arn',
  'listener rule': 'trigger.listener_arn',
};

/**
 * Finds a stream or a listener of another account or region. AWS would reject even reading it.
 *
 * @returns which one, and what to do about it; undefined if there is none
 */
export function findSourceElsewhere(
  desired: readonly DesiredResource[],
  { aws }: Pick<DeploymentTarget, 'aws'>,
): string | undefined {
  for (const { kind, name } of desired) {
    const key = keys[kind];
    const { region, account } = parseArn(name) ?? {};
    if (key === undefined || (region === aws.region && account === aws.account)) continue;
    return `${key} is ${name}, but the function is deployed to account ${aws.account}, ${aws.region}: they must be the same`;
  }
  return undefined;
}
