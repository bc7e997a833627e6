import { GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { parseArn } from '../aws/arn.ts';
import { isServiceError } from '../aws/aws-error.ts';
import type { Aws } from '../aws/connection.ts';

/** The principal whose policies are simulated. */
export type Principal =
  | { readonly kind: 'simulated'; readonly arn: string; readonly note?: string }
  /** The account's root user may do everything. */
  | { readonly kind: 'root' }
  | { readonly kind: 'unknown'; readonly reason: string };

/**
 * Determines the principal behind the caller: a user, or the role that was assumed.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
 */
export async function principalOf(aws: Aws): Promise<Principal> {
  const { resource = '', service, partition, account } = parseArn(aws.caller) ?? {};
  if (resource === 'root') return { kind: 'root' };
  if (service === 'iam') return { kind: 'simulated', arn: aws.caller };
  const [kind, role] = resource.split('/');
  if (kind !== 'assumed-role' || role === undefined) {
    return {
      kind: 'unknown',
      reason: `the policies of ${aws.caller} cannot be simulated: it is neither a user nor a role`,
    };
  }
  try {
    const { Role } = await aws.client(IAMClient).send(new GetRoleCommand({ RoleName: role }));
    return { kind: 'simulated', arn: Role?.Arn ?? '' };
  } catch (error) {
    if (!isServiceError(error)) throw error;
    const arn = `arn:${partition}:iam::${account}:role/${role}`;
    return {
      kind: 'simulated',
      arn,
      note: `iam:GetRole failed (${error.name}), so the role is assumed to have no path`,
    };
  }
}
