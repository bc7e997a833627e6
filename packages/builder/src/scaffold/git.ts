import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import spawn, { SubprocessError } from 'nano-spawn';
import { ExpectedError } from '../terminal/expected-error.ts';

/** Git cannot initialize a repository. */
export class GitError extends ExpectedError {
  override get name(): string {
    return 'GitError';
  }
}

/** Whether Git is installed, and the directory, which need not exist yet, is in no repository. */
export async function canInitializeGit(directory: string): Promise<boolean> {
  if (!existsSync(directory)) return canInitializeGit(dirname(directory));
  try {
    await spawn('git', ['rev-parse', '--git-dir'], { cwd: directory });
    return false;
  } catch (error) {
    // Without Git, there is no exit code.
    return error instanceof SubprocessError && error.exitCode !== undefined;
  }
}

/** @throws {GitError} Git fails */
export async function initializeGit(directory: string): Promise<void> {
  try {
    await spawn('git', ['init', '--quiet'], { cwd: directory });
  } catch (error) {
    if (!(error instanceof SubprocessError)) throw error;
    throw new GitError(`git init failed: ${error.stderr || (error.cause as Error | undefined)?.message}`, {
      cause: error,
    });
  }
}
