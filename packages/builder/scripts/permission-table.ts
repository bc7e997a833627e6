import { permissions } from '../src/permissions/permissions.ts';
import { markdownTable } from './markdown-table.ts';

/** The README's table of permissions, in Markdown. */
export function permissionTable(): string {
  const rows = permissions.map(({ purpose, on, actions, for: triggers, forVpc }) => {
    const names = actions.map((action) => `\`${action}\``).join(' ');
    return [purpose, on, forVpc ? 'all, in a VPC' : (triggers?.join(', ') ?? 'all'), names];
  });
  return markdownTable([['to', 'on', 'trigger types', 'actions'], ...rows]);
}
