import { AwsError } from '../aws/aws-error.ts';
import { connect } from '../aws/connection.ts';
import type { Project } from '../config/configuration.ts';
import { leastPrivilegePolicy } from '../iam/permissions/policy.ts';
import type { PolicyScope } from '../iam/permissions/resources.ts';

/**
 * Formats the least-privilege policy for the selected functions of a project as JSON. An unknown account or region becomes
 * `*`.
 */
export async function policyText(
  project: Pick<Project, 'selected' | 'aws'>,
  env: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  const policy = leastPrivilegePolicy({ functions: project.selected }, await policyScope(project, env));
  return `${JSON.stringify(policy, undefined, 2)}\n`;
}

/** How many characters a managed policy can have; see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html. */
const MAX_MANAGED_POLICY = 6144;

/** Says that a policy is too long to be one policy of IAM, which does not count white space; undefined if it is not. */
export function describeExcess(policy: string): string | undefined {
  const { length } = JSON.stringify(JSON.parse(policy));
  if (length <= MAX_MANAGED_POLICY) return undefined;
  return (
    `the policy has ${length} characters, and a managed policy can have ${MAX_MANAGED_POLICY}: distribute its ` +
    'statements among several policies, or print those of each function with --function'
  );
}

async function policyScope(
  { aws: { account, region, profile } }: Pick<Project, 'aws'>,
  env: Readonly<Record<string, string | undefined>>,
): Promise<PolicyScope> {
  if (account !== undefined && region !== undefined) return scopeOf(partitionOf(region), region, account);
  try {
    const aws = await connect({ account, region, profile, env });
    return scopeOf(aws.partition, aws.region, aws.account);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const effectiveRegion = region ?? env.AWS_REGION ?? env.AWS_DEFAULT_REGION ?? '*';
    return scopeOf(partitionOf(effectiveRegion), effectiveRegion, account ?? '*');
  }
}

function scopeOf(partition: string, region: string, account: string): PolicyScope {
  return { partition, region, account, caller: `arn:${partition}:iam::${account}:*` };
}

/** https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html */
function partitionOf(region: string): string {
  const isolated = /^(?:us|eu)-iso([a-z]?)-/.exec(region)?.[1];
  if (isolated !== undefined) return isolated === '' ? 'aws-iso' : `aws-iso-${isolated}`;
  if (region.startsWith('cn-')) return 'aws-cn';
  if (region.startsWith('us-gov-')) return 'aws-us-gov';
  return region.startsWith('eusc-') ? 'aws-eusc' : 'aws';
}
