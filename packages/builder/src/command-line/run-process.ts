import { exitOnOutputError } from '../terminal/output-errors.ts';
import { runCommandLine } from './run-command-line.ts';

/** Runs the command line of a process, and sets its exit code. */
export async function runProcess(process: NodeJS.Process): Promise<void> {
  exitOnOutputError(process);
  process.exitCode = await runCommandLine(process.argv.slice(2));
}
