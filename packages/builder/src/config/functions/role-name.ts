import { shorten } from '../../aws/shorten.ts';
import type { Configuration } from '../configuration.ts';

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const MAX_NAME_LENGTH = 64;

/**
 * The name of the role that a function runs as. Roles are global, so a generated name ends in the region: the role's
 * policies name resources of a region.
 */
export function roleName({ role, generated }: Configuration, region: string): string {
  if (!generated.has('role.name') || role.existing) return role.name;
  return `${shorten(role.name, MAX_NAME_LENGTH - region.length - 1)}-${region}`;
}
