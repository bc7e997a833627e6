import { CommanderError } from 'commander';
import { commands } from '../commands/index.ts';
import { UsageError } from '../terminal/expected-error.ts';
import { exitCodeOf, reportError } from '../terminal/report-error.ts';
import { createProgram, withoutValues } from './create-program.ts';
import { commandsToLoad, moveCommandFirst } from './find-command.ts';

/**
 * Runs the command line that follows `alr-builder` and resolves to the exit code: 0 if the command succeeded, 1 if it
 * failed, 2 if the command line is invalid. By then, the reason for a failure has been printed on stderr.
 */
export async function runCommandLine(args: readonly string[]): Promise<number> {
  const program = await createProgram(commandsToLoad(args, commands));
  let logLevel: string | undefined;
  program.hook('preAction', (_, command) => {
    logLevel = command.opts<{ logLevel?: string }>().logLevel;
  });

  try {
    await program.parseAsync(await moveCommandFirst(args, program), { from: 'user' });
    return 0;
  } catch (error) {
    // Commander has already printed its message, or the help or version that the user requested.
    if (error instanceof CommanderError) {
      if (requestedOutput.has(error.code)) return 0;
      await reportAsJson(
        args,
        new UsageError(
          withoutValues(error.message)
            .replace(/^error: /, '')
            .trimEnd(),
        ),
      );
      return 2;
    }
    reportError(error, process.stderr, logLevel);
    await reportAsJson(args, error);
    return exitCodeOf(error);
  }
}

/** Also prints an error on stdout, for a program that expects JSON there. */
async function reportAsJson(args: readonly string[], error: unknown): Promise<void> {
  const end = args.indexOf('--');
  if (!args.slice(0, end === -1 ? args.length : end).includes('--json')) return;
  const { printJsonError } = await import('../terminal/print-json.ts');
  printJsonError(process.stdout, error);
}

/** The codes of commander's errors that are not failures. Its exit codes are unusable: they depend on process.exitCode. */
const requestedOutput = new Set(['commander.help', 'commander.helpDisplayed', 'commander.version']);
