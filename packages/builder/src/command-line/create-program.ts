import { Command, Help, Option } from 'commander';
import { commandHelp } from '../commands/command-help.ts';
import { type CommandEntry, commands, groups } from '../commands/index.ts';
import { version } from '../package-files.ts';
import { style } from '../terminal/style.ts';

const moreHelpLines = {
  'alr-builder COMMAND --help': 'the options of a command, with examples and exit codes',
  'alr-builder --help --all': 'all commands, also rare ones and the make targets of Amazon::Lambda::Runtime',
};

/** Descriptions are wrapped on narrow terminals too. Commander's own minimum is 40. */
const MIN_WIDTH_TO_WRAP = 16;

/** Which commands of a program can run, and which its help lists. */
export interface ProgramParts {
  /** The commands whose options and actions are loaded. The others have only their names and summaries. */
  readonly loaded: readonly CommandEntry[];
  /** Whether the help lists all commands. */
  readonly showsAll?: boolean;
}

/** Creates the command line interface, with the options of those commands that are needed. */
export async function createProgram({ loaded, showsAll = false }: ProgramParts): Promise<Command> {
  const program = new Command('alr-builder')
    .description('Scaffold, run locally, build and deploy AWS Lambda container images')
    .usage('COMMAND [options]')
    .version(version(), '-V, --version', 'Print the version')
    .enablePositionalOptions()
    .showHelpAfterError('(run with --help for usage)')
    .exitOverride()
    .configureHelp({
      minWidthToWrap: MIN_WIDTH_TO_WRAP,
      styleTitle: (title) => style('heading', title, process.stdout),
      subcommandTerm: (command) => [command.name(), ...command.aliases()].join(', '),
      formatHelp(command, helper) {
        const entry = commands.find(({ name }) => name === command.name());
        const end = entry === undefined ? moreHelp(helper, showsAll) : commandHelp(entry, helper);
        return `${Help.prototype.formatHelp.call(helper, command, helper)}${end === '' ? '' : `\n${end}`}`;
      },
    });
  const help = new Command('help').argument('[command]').description('Show help for a command');
  program.addHelpCommand(help.helpGroup(groups.start));
  for (const entry of commands) {
    const { name, alias, summary, group, isRare = false } = entry;
    const command = program.command(name, { isDefault: entry === commands[0], hidden: isRare && !showsAll });
    command.description(summary).helpGroup(groups[group]);
    if (alias !== undefined) command.alias(alias);
    if (!loaded.includes(entry)) continue;
    (await entry.load())(command);
  }
  for (const command of [program, ...program.commands]) {
    command.addHelpOption(new Option('-h, --help', 'Show help').helpGroup('Options:'));
    command.configureOutput({ outputError: (message, write) => write(withoutValues(message)) });
  }
  return program;
}

/** Where the general help leads to. */
function moreHelp(helper: Help, showsAll: boolean): string {
  if (showsAll) return '';
  const width = Math.max(...Object.keys(moreHelpLines).map((line) => line.length));
  return Object.entries(moreHelpLines)
    .map(([line, effect]) => `${helper.formatItem(line, width, effect, helper)}\n`)
    .join('');
}

/**
 * Removes from an error of commander the values that follow a misspelled option, the arguments that are too many, and a
 * full stop at the end.
 */
export function withoutValues(message: string): string {
  return message
    .replace(/^(error: unknown option '[^'=]*)=.*'/s, "$1'")
    .replace(/^(error: too many arguments.* but got \d+): .*/s, '$1\n')
    .replace(/(Allowed choices are .*)\.(?=\n|$)/, '$1');
}
