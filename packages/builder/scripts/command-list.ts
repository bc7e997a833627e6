import { type CommandEntry, commands, groups } from '../src/commands/index.ts';

/** The usual or the rare commands: a table for each group of the help. */
export function commandList({ isRare }: { readonly isRare: boolean }): string {
  return Object.entries(groups)
    .flatMap(([group, title]) => {
      const chosen = commands.filter((command) => command.group === group && (command.isRare ?? false) === isRare);
      return chosen.length === 0 ? [] : [tableOf(title.replace(/:$/, ''), chosen)];
    })
    .join('\n\n');
}

function tableOf(title: string, entries: readonly CommandEntry[]): string {
  const rows = entries.map(({ name, alias, summary }): Row => [[name, alias].flatMap(asCode).join(', '), summary]);
  const headed: Row[] = [[title, 'what it does'], ...rows];
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
