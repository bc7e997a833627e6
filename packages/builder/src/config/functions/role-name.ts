import type { Configuration } from '../configuration.ts';

/**
 * The name of the role that a function runs as. Roles are global, so a generated name ends in the region: the role's
 * policies name resources of a region.
 */
export function roleName({ role, generated }: Configuration, region: string): string {
  return generated.has('role.name') && !role.existing ? `${role.name}-${region}` : role.name;
}
