import type { Command } from 'commander';
import { addProjectOptions, loadProject, type ProjectOptions } from '../arguments/project-options.ts';

interface PlanOptions extends ProjectOptions {
  readonly imageUri?: string;
  readonly adopt?: boolean;
  readonly json?: boolean;
  readonly check?: boolean;
}

/** Adds `alr-builder plan`: what `apply` would do. */
export function addPlan(program: Command): void {
  addProjectOptions(program.command('plan').description('show what apply would do'))
    .option('--json', 'print the plan as JSON')
    .option('--check', 'exit 1 where there is something to do')
    .option('--adopt', "take over what goes by a wanted name and isn't any project's")
    .option('--image-uri <uri>', 'an image in a registry, in place of the one built here')
    .action(async ({ imageUri, adopt, json, check, ...options }: PlanOptions) => {
      const { showPlan } = await import('../../deploy/run-target.ts');
      const configuration = await loadProject(options);
      const changes = await showPlan(configuration, 'apply', { imageUri, adopt, json }, process);
      if (check && changes > 0) {
        const { ExpectedError } = await import('../../terminal/expected-error.ts');
        throw new ExpectedError(`what is deployed is not as wanted: ${changes} to change`);
      }
    });
}
