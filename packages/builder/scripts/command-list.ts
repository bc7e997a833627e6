import { commands, groups } from '../src/commands/index.ts';

/** The commands in the README: a table for each group of the help. */
export function commandList(): string {
  const titles = Object.entries(groups);
  return titles.map(([group, title]) => `**${title.replace(/:$/, '')}**\n\n${tableOf(group)}`).join('\n\n');
}

function tableOf(group: string): string {
  const rows = commands
    .filter((command) => command.group === group)
    .map(({ name, alias, summary }): Row => [[name, alias].flatMap(asCode).join(', '), summary]);
  const headed: Row[] = [['command', 'what it does'], ...rows];
  const nameWidth = Math.max(...headed.map(([name]) => name.length));
  const summaryWidth = Math.max(...headed.map(([, summary]) => summary.length));
  const [head, ...body] = headed.map(
    ([name, summary]) => `| ${name.padEnd(nameWidth)} | ${summary.padEnd(summaryWidth)} |`,
  );
  return [head, `| ${'-'.repeat(nameWidth)} | ${'-'.repeat(summaryWidth)} |`, ...body].join('\n');
}

type Row = readonly [name: string, summary: string];

function asCode(name: string | undefined): string[] {
  return name === undefined ? [] : [`\`${name}\``];
}
