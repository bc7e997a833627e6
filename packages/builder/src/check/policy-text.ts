import { AwsError } from '../aws/aws-error.ts';
import { connect } from '../aws/connection.ts';
import type { Configuration } from '../config/configuration.ts';
import { leastPrivilegePolicy } from '../permissions/policy.ts';
import type { PolicyScope } from '../permissions/resources.ts';

/** The text of the least-privilege policy for a configuration; what isn't known of account and region is a `*` in it. */
export async function policyText(
  configuration: Configuration,
  env: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  const policy = leastPrivilegePolicy(configuration, await whereabouts(configuration, env));
  return `${JSON.stringify(policy, undefined, 2)}\n`;
}

async function whereabouts(
  { aws: { account, region, profile } }: Configuration,
  env: Readonly<Record<string, string | undefined>>,
): Promise<PolicyScope> {
  if (account !== undefined && region !== undefined) return placed(partitionOf(region), region, account);
  try {
    const aws = await connect({ account, region, profile, env });
    return placed(aws.partition, aws.region, aws.account);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const wanted = region ?? env.AWS_REGION ?? env.AWS_DEFAULT_REGION ?? '*';
    return placed(partitionOf(wanted), wanted, account ?? '*');
  }
}

function placed(partition: string, region: string, account: string): PolicyScope {
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
