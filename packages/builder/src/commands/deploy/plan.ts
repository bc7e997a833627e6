import type { Command } from 'commander';
import { addProjectOptions, loadProject, type ProjectOptions } from '../options/project-options.ts';
import { ADOPT_DESCRIPTION, addPruneOptions, IMAGE_URI_DESCRIPTION } from './targets.ts';

interface PlanOptions extends ProjectOptions {
  readonly imageUri?: string;
  readonly adopt?: boolean;
  readonly prune?: boolean;
  readonly deleteMessages?: readonly string[];
  readonly json?: boolean;
  readonly check?: boolean;
}

/** Defines `alr-builder plan`, which shows what `apply` would change. */
export function definePlan(command: Command): void {
  command
    .option('--json', 'Print the plan as JSON')
    .option('--check', 'Exit with 3 if there is anything to change, with 1 if the plan cannot be applied')
    .option('--adopt', ADOPT_DESCRIPTION)
    .option('--image-uri <uri>', IMAGE_URI_DESCRIPTION);
  addProjectOptions(addPruneOptions(command)).action(async ({ check = false, ...options }: PlanOptions) => {
    const { showPlan } = await import('../../deploy/show-plan.ts');
    const { imageUri, adopt, prune, deleteMessages, json, ...project } = options;
    const configuration = await loadProject(project);
    await showPlan(configuration, 'apply', { imageUri, adopt, prune, deleteMessages, json, check }, process);
  });
}
