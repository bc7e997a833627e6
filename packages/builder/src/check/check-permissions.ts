import type { Aws } from '../aws/connection.ts';
import type { Project } from '../config/configuration.ts';
import { permissions } from '../iam/permissions/permissions.ts';
import { neededPermissions } from '../iam/permissions/policy.ts';
import { resourceArns } from '../iam/permissions/resources.ts';
import { principalOf } from './principal.ts';
import { type Denial, findDenials, type Need } from './simulate.ts';

/** The result of checking the permissions. */
export type PermissionFinding =
  | {
      readonly kind: 'checked';
      readonly principal: string;
      /** How many actions were simulated. An action counts once for each resource. */
      readonly count: number;
      readonly denials: readonly Denial[];
      readonly note?: string | undefined;
    }
  | { readonly kind: 'root' }
  | { readonly kind: 'unchecked'; readonly reason: string };

/**
 * Simulates the actions that the commands need for a project. Without one, simulates all actions of all commands,
 * on all resources.
 *
 * @throws {AwsError} the simulation fails
 */
export async function checkPermissions(aws: Aws, project: Project | undefined): Promise<PermissionFinding> {
  const principal = await principalOf(aws);
  if (principal.kind === 'root') return { kind: 'root' };
  if (principal.kind === 'unknown') return { kind: 'unchecked', reason: principal.reason };
  const needs = needsOf(project, { ...aws, caller: principal.arn });
  const denials = await findDenials(aws, principal.arn, needs);
  const count = needs.reduce((sum, { permission, resources }) => sum + permission.actions.length * resources.length, 0);
  return { kind: 'checked', principal: principal.arn, count, denials, note: principal.note };
}

function needsOf(project: Project | undefined, aws: Aws): Need[] {
  if (project === undefined) return permissions.map((permission) => ({ permission, resources: ['*'] }));
  const selected = { functions: project.selected };
  return neededPermissions(selected)
    .map((permission) => ({ permission, resources: resourceArns(permission.on, selected, aws) }))
    .filter(({ resources }) => resources.length > 0);
}
