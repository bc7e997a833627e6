import { functionPermissions } from './function-permissions.ts';
import type { Permission } from './permission.ts';
import { triggerPermissions } from './trigger-permissions.ts';

/**
 * Every IAM action that the AWS calls in this package need. `check` simulates them, the documentation lists them, and
 * `check --policy` grants them. A new AWS call needs an entry here.
 */
export const permissions: readonly Permission[] = [...functionPermissions, ...triggerPermissions];
