import type { Command } from 'commander';
import { addProjectOptions, loadProject, type ProjectOptions } from '../options/project-options.ts';

interface RollbackOptions extends ProjectOptions {
  readonly to?: string;
  readonly json?: boolean;
}

/** Defines `alr-builder rollback`, which points the alias of each function at an earlier version. */
export function defineRollback(command: Command): void {
  command.option('--to <version>', 'Published version to roll back to').option('--json', 'Print the result as JSON');
  addProjectOptions(command).action(async ({ to: version, json, ...options }: RollbackOptions) => {
    const { rollBackProject } = await import('../../deploy/operate/roll-back-project.ts');
    await rollBackProject(await loadProject(options), { version, json }, process);
  });
}
