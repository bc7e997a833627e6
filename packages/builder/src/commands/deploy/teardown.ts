import type { Command } from 'commander';
import { addProjectOptions, loadProject, type ProjectOptions } from '../arguments/project-options.ts';

/** Adds `alr-builder lambda-teardown`: removes all that the project has made in AWS. */
export function addTeardown(program: Command): void {
  addProjectOptions(program.command('lambda-teardown').description('remove all that this project has made in AWS'))
    .option('-y, --yes', 'ask nothing', false)
    .option('--json', 'print what was removed and what is left as JSON; needs --yes', false)
    .action(async ({ yes, json, ...options }: ProjectOptions & { yes: boolean; json: boolean }) => {
      const { runTeardown } = await import('../../deploy/run-teardown.ts');
      await runTeardown(await loadProject(options), { yes, json }, process);
    });
}
