import type { Command } from 'commander';
import { addProjectOptions, type ProjectOptions, sourceOf } from '../options/project-options.ts';

/** Defines `alr-builder check-env-file`, which validates the configuration and lists its values. */
export function defineCheckEnvFile(command: Command): void {
  addProjectOptions(command).action(async (options: ProjectOptions) => {
    const { checkEnvFile } = await import('../../config/check-env-file.ts');
    await checkEnvFile(sourceOf(options), process.stdout);
  });
}
