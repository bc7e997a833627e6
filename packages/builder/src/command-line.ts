import { Command, CommanderError } from 'commander';
import { commands } from './commands/index.ts';
import { exitCodeOf, reportError } from './terminal/error-report.ts';
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
    .exitOverride();
  for (const addCommand of commands) addCommand(program);

  try {
    await program.parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    // Commander has printed its own message, or the help that was asked for.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    reportError(error, process.stderr);
    return exitCodeOf(error);
  }
}
