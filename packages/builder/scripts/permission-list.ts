import { type Permission, permissions } from '../src/permissions/permissions.ts';
import { capitalized } from './key-tables.ts';

const LINE_WIDTH = 120;

/** The list of permissions in the README, one item for each purpose. A table would be too wide to read in an editor. */
export function permissionList(): string {
  return permissions.map(listItem).join('\n');
}

function listItem({ purpose, on, actions, for: triggers, forVpc }: Permission): string {
  const scope = [
    on === 'all resources' ? `on ${on}` : `on the ${on}`,
    ...(triggers === undefined ? [] : [`for ${triggers.join(', ')}`]),
    ...(forVpc ? ['for a function in a VPC'] : []),
  ];
  const words = [
    ...`**${capitalized(purpose)}** (${scope.join('; ')}):`.split(' '),
    ...actions.map((action) => `\`${action}\``),
  ];
  return `- ${wrap(words, LINE_WIDTH - '  '.length).join('\n  ')}`;
}

/** Fills lines with words. */
function wrap(words: readonly string[], width: number): string[] {
  const lines: string[] = [];
  for (const word of words) {
    const line = lines.at(-1);
    if (line === undefined || line.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = `${line} ${word}`;
  }
  return lines;
}
