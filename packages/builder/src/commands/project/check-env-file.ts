import type { Command } from 'commander';
import { addProjectOptions, type ProjectOptions, sourceOf } from '../arguments/project-options.ts';

/** Adds `alr-builder check-env-file`: what of the configuration is missing, customized, or left at its default. */
export function addCheckEnvFile(program: Command): void {
  addProjectOptions(
    program
      .command('check-env-file')
      .description('validate lambda.yaml or lambda.env: what is missing, customized, or left at its default'),
  ).action(async (options: ProjectOptions) => {
    const { checkEnvFile } = await import('../../config/check-env-file.ts');
    await checkEnvFile(sourceOf(options), process.stdout);
  });
}
