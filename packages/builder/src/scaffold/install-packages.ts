import spawn, { SubprocessError } from 'nano-spawn';
import { commandsOf, type PackageManager } from '../package-manager/package-managers.ts';
import { ExpectedError } from '../terminal/expected-error.ts';
import { stepProgress } from '../terminal/step-progress.ts';

/** The packages of a new project could not be installed. */
export class PackageInstallError extends ExpectedError {
  override get name(): string {
    return 'PackageInstallError';
  }
}

/**
 * Installs the packages of a project with its package manager, and shows the progress. If that fails, the output of the
 * package manager is shown too.
 *
 * @param commands how to install them later, to be shown if this fails
 * @throws {PackageInstallError} the package manager fails, or is not installed
 */
export async function installPackages(
  directory: string,
  packageManager: PackageManager,
  commands: readonly string[],
  out: NodeJS.WritableStream,
): Promise<void> {
  const { install, setup } = commandsOf[packageManager];
  const [command = '', ...args] = install.split(' ');
  const progress = stepProgress(out);
  progress.start(`installing the packages with ${packageManager}`);
  try {
    await spawn(command, args, { cwd: directory, stdin: 'ignore' });
    progress.succeed(`installed the packages with ${packageManager}`);
  } catch (error) {
    if (!(error instanceof SubprocessError)) throw error;
    progress.fail(`the packages are not installed`);
    const isMissing = (error.cause as NodeJS.ErrnoException | undefined)?.code === 'ENOENT';
    if (error.output !== '') out.write(`\n${error.output}\n\n`);
    const reason = isMissing
      ? `${packageManager} is not installed, or not on the PATH: ${setup}`
      : `${install} failed (${reasonOf(error)}): fix what it reports above`;
    throw new PackageInstallError(`${reason}; the rest of the project is ready. Then run:\n${lines(commands)}`, {
      cause: error,
    });
  }
}

function reasonOf({ exitCode, signalName, cause }: SubprocessError): string {
  if (exitCode !== undefined) return `exit code ${exitCode}`;
  return signalName ?? (cause as Error | undefined)?.message ?? 'unknown reason';
}

function lines(commands: readonly string[]): string {
  return commands.map((command) => `  ${command}`).join('\n');
}
