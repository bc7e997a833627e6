import { IAMClient, paginateSimulatePrincipalPolicy } from '@aws-sdk/client-iam';
import { explainAwsError } from '../aws/aws-error.ts';
import type { Aws } from '../aws/connection.ts';
import type { Permission } from '../iam/permissions/permission.ts';

/** A permission, and the resources for which it is needed. */
export interface Need {
  readonly permission: Permission;
  readonly resources: readonly string[];
}

/** An action that is not allowed. */
export interface Denial {
  readonly action: string;
  readonly resource: string;
  readonly purpose: string;
  /** Whether a policy denies it, which overrides all policies that allow it. */
  readonly isExplicit: boolean;
}

/**
 * Finds the actions that a principal needs but its policies do not allow.
 *
 * @throws {AwsError} the simulation fails
 */
export async function findDenials(aws: Aws, principal: string, needs: readonly Need[]): Promise<Denial[]> {
  const denials: Denial[] = [];
  for (const { permission, resources } of needs) {
    for (const resource of resources) denials.push(...(await simulate(aws, principal, permission, resource)));
  }
  return denials;
}

async function simulate(aws: Aws, principal: string, permission: Permission, resource: string): Promise<Denial[]> {
  const { actions, purpose, condition = {} } = permission;
  const pages = paginateSimulatePrincipalPolicy(
    { client: aws.client(IAMClient) },
    {
      PolicySourceArn: principal,
      ActionNames: [...actions],
      ResourceArns: [resource],
      ContextEntries: Object.entries(condition).map(([name, value]) => ({
        ContextKeyName: name,
        ContextKeyValues: [value],
        ContextKeyType: 'string',
      })),
    },
  );
  const denials: Denial[] = [];
  try {
    for await (const { EvaluationResults = [] } of pages) {
      for (const { EvalActionName: action = '', EvalDecision: decision } of EvaluationResults) {
        if (decision !== 'allowed')
          denials.push({ action, resource, purpose, isExplicit: decision === 'explicitDeny' });
      }
    }
  } catch (error) {
    throw explainAwsError(error, `simulate the policies of ${principal}`);
  }
  return denials;
}
