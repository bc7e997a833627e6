import { commands, groups } from '../src/commands/index.ts';

/** The commands in the README: a table for each group of the help. */
export function commandList(): string {
  const titles = Object.entries(groups);
  return titles.map(([group, title]) => `**${title.replace(/:$/, '')}**\n\n${tableOf(group)}`).join('\n\n');
}

function tableOf(group: string): string {
  const rows = commands
    .filter((command) => command.group === group)
    .map(({ name, alias, summary }): [string, string] => [
      [name, alias].flatMap((text) => (text === undefined ? [] : [`\`${text}\``])).join(', '),
      summary,
    ]);
  const [nameWidth, summaryWidth] = [0, 1].map((column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0), 12),
  );
  const line = (name: string, summary: string) =>
    `| ${name.padEnd(nameWidth ?? 0)} | ${summary.padEnd(summaryWidth ?? 0)} |`;
  return [
    line('command', 'what it does'),
    line('-'.repeat(nameWidth ?? 0), '-'.repeat(summaryWidth ?? 0)),
    ...rows.map(([name, summary]) => line(name, summary)),
  ].join('\n');
}
