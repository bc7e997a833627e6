import type { Command } from 'commander';
import { addProjectOptions, loadProject, type ProjectOptions } from '../options/project-options.ts';
import { ADOPT_DESCRIPTION, IMAGE_URI_DESCRIPTION } from './targets.ts';

interface PlanOptions extends ProjectOptions {
  readonly imageUri?: string;
  readonly adopt?: boolean;
  readonly json?: boolean;
  readonly check?: boolean;
}

/** Adds `alr-builder plan`: shows what `apply` would change. */
export function addPlan(program: Command): void {
  addProjectOptions(program.command('plan').description('Show what apply would change'))
    .option('--json', 'Print the plan as JSON')
    .option('--check', 'Exit with 1 if there is anything to change')
    .option('--adopt', ADOPT_DESCRIPTION)
    .option('--image-uri <uri>', IMAGE_URI_DESCRIPTION)
    .action(async ({ imageUri, adopt, json, check, ...options }: PlanOptions) => {
      const { showPlan } = await import('../../deploy/show-plan.ts');
      const configuration = await loadProject(options);
      const changes = await showPlan(configuration, 'apply', { imageUri, adopt, json }, process);
      if (check && changes > 0) {
        const { ExpectedError } = await import('../../terminal/expected-error.ts');
        throw new ExpectedError(`the deployment is out of date: ${changes} to change; run alr-builder apply`);
      }
    });
}
