import type { Command } from 'commander';
import { addProjectOptions, type ProjectOptions, sourceOf } from '../options/project-options.ts';

/** Adds `alr-builder check-env-file`: validates the configuration and lists its values. */
export function addCheckEnvFile(program: Command): void {
  addProjectOptions(
    program
      .command('check-env-file')
      .description('Validate lambda.yaml or lambda.env, and list missing, customized and default values'),
  ).action(async (options: ProjectOptions) => {
    const { checkEnvFile } = await import('../../config/check-env-file.ts');
    await checkEnvFile(sourceOf(options), process.stdout);
  });
}
