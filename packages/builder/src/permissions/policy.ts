import type { Configuration } from '../config/configuration.ts';
import type { IdentityPolicy, IdentityStatement } from '../config/read/policy-files.ts';
import { type Permission, permissions } from './permissions.ts';
import { type PolicyScope, resourceArns } from './resources.ts';

/** The permissions that the commands need for a configuration. */
export function neededPermissions({ trigger, lambda }: Configuration): Permission[] {
  return permissions
    .filter(({ for: triggers }) => triggers?.includes(trigger.type) ?? true)
    .filter(({ forVpc }) => !forVpc || lambda.vpc !== undefined);
}

/** The policy that allows what the commands do for a configuration, only on that configuration's resources. */
export function leastPrivilegePolicy(configuration: Configuration, scope: PolicyScope): IdentityPolicy {
  const statements = neededPermissions(configuration).map((permission): IdentityStatement => {
    const resources = resourceArns(permission.on, configuration, scope);
    return {
      Sid: sidOf(permission.purpose),
      Effect: 'Allow',
      Action: permission.actions,
      Resource: resources.length === 1 ? (resources[0] ?? '*') : resources,
      ...(permission.condition && { Condition: { StringEquals: permission.condition } }),
    };
  });
  return { Version: '2012-10-17', Statement: statements };
}

/** The id of a statement may contain only letters and digits. */
function sidOf(purpose: string): string {
  const words = purpose.replace(/'s\b/g, '').split(/[^A-Za-z0-9]+/);
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}
