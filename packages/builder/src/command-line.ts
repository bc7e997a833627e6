import { Command, CommanderError, Help, Option } from 'commander';
import { commandFirst } from './command-order.ts';
import { commands } from './commands/index.ts';
import { closeTo } from './config/read/did-you-mean.ts';
import { exitCodeOf, reportError } from './terminal/error-report.ts';
import { UsageError } from './terminal/expected-error.ts';
import { version } from './version.ts';

/**
 * Runs one command line, as typed after `alr-builder`, and resolves to the exit code: 0 when all went well,
 * 1 when the command failed, 2 when the command line makes no sense. What went wrong is on stderr by then.
 */
export async function runCommandLine(args: readonly string[]): Promise<number> {
  const program = new Command('alr-builder')
    .description('Scaffold, run locally, build and deploy AWS Lambda container images')
    .version(version())
    .enablePositionalOptions()
    .showHelpAfterError('(add --help for what there is)')
    .configureHelp({ optionDescription: describeOption })
    .exitOverride();
  for (const addCommand of commands) addCommand(program);
  let level: string | undefined;
  program.hook('preAction', (_, command) => {
    level = command.opts<{ logLevel?: string }>().logLevel;
  });

  try {
    await program.parseAsync(orderWords(args, program), { from: 'user' });
    return 0;
  } catch (error) {
    // Commander has printed its own message, or the help that was asked for.
    if (error instanceof CommanderError) return asked.has(error.code) ? 0 : 2;
    reportError(error, process.stderr, level);
    return exitCodeOf(error);
  }
}

/** What commander ends with when it has printed what was asked for; its exit codes also depend on that of the process. */
const asked = new Set(['commander.help', 'commander.helpDisplayed', 'commander.version']);

/** An option's description; that it is off, or that nothing is in it, goes without saying. */
function describeOption(option: Option): string {
  const { defaultValue } = option;
  const isNothing =
    defaultValue === false || (typeof defaultValue === 'object' && Object.keys(defaultValue).length === 0);
  if (!isNothing) return new Help().optionDescription(option);
  const plain = new Option(option.flags, option.description);
  return new Help().optionDescription(option.argChoices === undefined ? plain : plain.choices(option.argChoices));
}

/** The command in front; a first word that is none would else be taken for an argument of the default command. */
function orderWords(args: readonly string[], program: Command): string[] {
  const names = [...program.commands.map((command) => command.name()), 'help'];
  const [first = '', ...others] = commandFirst(args, names);
  const named = first === 'help' ? (others[0] ?? '') : first;
  if (named !== '' && !named.startsWith('-') && !names.includes(named)) {
    const meant = closeTo(named, names);
    throw new UsageError(
      `there is no command ${named}${meant === undefined ? '' : `; did you mean ${meant}?`} (add --help for what there is)`,
    );
  }
  return args.length === 0 ? [] : [first, ...others];
}
