import type { Project } from '../../config/configuration.ts';
import type { IdentityPolicy, IdentityStatement } from '../../config/read/policy-files.ts';
import { type Permission, settingsWithPermissions } from './permission.ts';
import { permissions } from './permissions.ts';
import { type PolicyScope, resourceArns } from './resources.ts';

/** What the permissions are for. */
type Functions = Pick<Project, 'functions'>;

/** The permissions that the commands need for a project. */
export function neededPermissions({ functions }: Functions): Permission[] {
  const types = functions.flatMap(({ triggers }) => triggers.map(({ type }) => type));
  return permissions
    .filter(({ for: triggers }) => triggers === undefined || types.some((type) => triggers.includes(type)))
    .filter(({ setting }) => setting === undefined || functions.some(settingsWithPermissions[setting]));
}

/** The policy that allows what the commands do for a project, only on that project's resources. */
export function leastPrivilegePolicy(project: Functions, scope: PolicyScope): IdentityPolicy {
  const statements = neededPermissions(project).flatMap((permission): IdentityStatement[] => {
    const resources = resourceArns(permission.on, project, scope);
    // Not every trigger of a type has all kinds of resources.
    if (resources.length === 0) return [];
    return [
      {
        Sid: sidOf(permission.purpose),
        Effect: 'Allow',
        Action: permission.actions,
        Resource: resources.length === 1 ? (resources[0] ?? '*') : resources,
        ...(permission.condition && { Condition: { StringEquals: permission.condition } }),
      },
    ];
  });
  return { Version: '2012-10-17', Statement: statements };
}

/** The id of a statement may contain only letters and digits. */
function sidOf(purpose: string): string {
  const words = purpose.replace(/'s\b/g, '').split(/[^A-Za-z0-9]+/);
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}
