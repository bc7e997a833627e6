import { Command, CommanderError } from 'commander';
import { commands } from './commands/index.ts';
import { moveCommandFirst } from './find-command.ts';
import { version } from './package-files.ts';
import { exitCodeOf, reportError } from './terminal/report-error.ts';

/**
 * Runs the command line that follows `alr-builder` and resolves to the exit code: 0 if the command succeeded, 1 if it
 * failed, 2 if the command line is invalid. By then, the reason for a failure has been printed on stderr.
 */
export async function runCommandLine(args: readonly string[]): Promise<number> {
  const program = new Command('alr-builder')
    .description('Scaffold, run locally, build and deploy AWS Lambda container images')
    .version(version(), '-V, --version', 'Print the version')
    .helpCommand('help [command]', 'Show help for a command')
    .enablePositionalOptions()
    .showHelpAfterError('(run with --help for usage)')
    .exitOverride();
  for (const addCommand of commands) addCommand(program);
  for (const command of [program, ...program.commands]) {
    command.helpOption('-h, --help', 'Show help');
    command.configureOutput({ outputError: (message, write) => write(withoutValues(message)) });
  }
  let logLevel: string | undefined;
  program.hook('preAction', (_, command) => {
    logLevel = command.opts<{ logLevel?: string }>().logLevel;
  });

  try {
    await program.parseAsync(moveCommandFirst(args, program), { from: 'user' });
    return 0;
  } catch (error) {
    // Commander has already printed its message, or the help or version that the user requested.
    if (error instanceof CommanderError) return requestedOutput.has(error.code) ? 0 : 2;
    reportError(error, process.stderr, logLevel);
    return exitCodeOf(error);
  }
}

/** Removes from an error of commander the values that follow a misspelled option, and the arguments that are too many. */
function withoutValues(message: string): string {
  return message
    .replace(/^(error: unknown option '[^'=]*)=.*'/s, "$1'")
    .replace(/^(error: too many arguments.* but got \d+): .*/s, '$1\n');
}

/** The codes of commander's errors that are not failures. Its exit codes are unusable: they depend on process.exitCode. */
const requestedOutput = new Set(['commander.help', 'commander.helpDisplayed', 'commander.version']);
