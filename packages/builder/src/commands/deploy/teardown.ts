import type { Command } from 'commander';
import { addProjectOptions, loadProject, type ProjectOptions } from '../options/project-options.ts';

interface TeardownCommandOptions extends ProjectOptions {
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** Adds `alr-builder lambda-teardown`: removes everything that the project created in AWS. */
export function addTeardown(program: Command): void {
  addProjectOptions(
    program.command('lambda-teardown').description('Remove everything that this project created in AWS'),
  )
    .option('-y, --yes', 'Do not ask for confirmation')
    .option('--json', 'Print what was removed and what is left as JSON (requires --yes)')
    .action(async ({ yes = false, json = false, ...options }: TeardownCommandOptions) => {
      const { tearDown } = await import('../../deploy/tear-down.ts');
      await tearDown(await loadProject(options), { yes, json }, process);
    });
}
