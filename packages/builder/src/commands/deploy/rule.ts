import type { Command } from 'commander';
import { addProjectOptions, loadProject, type ProjectOptions } from '../options/project-options.ts';

const descriptions = {
  enable: "Enable the schedule's rule",
  disable: "Disable the schedule's rule until enable-rule or apply",
  delete: "Delete the schedule's rule until apply",
} as const;

/** Adds `alr-builder enable-rule`, `disable-rule` and `delete-rule`. */
export function addRuleCommands(program: Command): void {
  for (const action of ['enable', 'disable', 'delete'] as const) {
    addProjectOptions(program.command(`${action}-rule`).description(descriptions[action])).action(
      async (options: ProjectOptions) => {
        const { changeRule } = await import('../../deploy/operate/change-rule.ts');
        await changeRule(await loadProject(options), action, process);
      },
    );
  }
}
