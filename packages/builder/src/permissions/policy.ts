import type { Configuration } from '../config/configuration.ts';
import type { PolicyDocument, PolicyStatement } from '../config/read/policy-document.ts';
import { type Permission, permissions } from './permissions.ts';
import { type PolicyScope, resourceArns } from './resources.ts';

/** The permissions that a configuration's commands need. */
export function neededPermissions({ trigger, lambda }: Configuration): Permission[] {
  return permissions
    .filter(({ for: triggers }) => triggers?.includes(trigger.type) ?? true)
    .filter(({ forVpc }) => !forVpc || lambda.vpc !== undefined);
}

/** The policy that allows what the configuration's commands do, on its own resources, and nothing else. */
export function leastPrivilegePolicy(configuration: Configuration, where: PolicyScope): PolicyDocument {
  const statements = neededPermissions(configuration).map((permission): PolicyStatement => {
    const resources = resourceArns(permission.on, configuration, where);
    return {
      Sid: sidOf(permission.purpose),
      Effect: 'Allow',
      Action: permission.actions,
      Resource: resources.length === 1 ? (resources[0] ?? '*') : resources,
      ...(permission.where && { Condition: { StringEquals: permission.where } }),
    };
  });
  return { Version: '2012-10-17', Statement: statements };
}

/** A statement's id may have letters and digits only. */
function sidOf(purpose: string): string {
  const words = purpose.replace(/'s\b/g, '').split(/[^A-Za-z0-9]+/);
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}
