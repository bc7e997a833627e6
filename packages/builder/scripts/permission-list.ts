import type { Permission } from '../src/iam/permissions/permission.ts';
import { permissions } from '../src/iam/permissions/permissions.ts';
import { capitalized, listItem } from './list-item.ts';

/** The list of permissions, one item for each purpose. A table would be too wide to read in an editor. */
export function permissionList(): string {
  return permissions.map(itemOf).join('\n');
}

function itemOf({ purpose, on, actions, for: triggers, setting }: Permission): string {
  const scope = [
    on === 'all resources' ? `on ${on}` : `on the ${on}`,
    ...(triggers === undefined ? [] : [`for ${triggers.join(', ')}`]),
    ...(setting === undefined ? [] : [`for a function with ${setting}`]),
  ];
  return listItem([
    ...`**${capitalized(purpose)}** (${scope.join('; ')}):`.split(' '),
    ...actions.map((action) => `\`${action}\``),
  ]);
}
