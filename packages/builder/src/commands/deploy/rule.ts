import type { Command } from 'commander';
import { addProjectOptions, loadProject, type ProjectOptions } from '../arguments/project-options.ts';

/** Adds `alr-builder enable-rule`, `disable-rule` and `delete-rule`: what can be done to the schedule's rule. */
export function addRuleCommands(program: Command): void {
  const descriptions = {
    enable: 'let the rule of the schedule fire',
    disable: 'stop the rule of the schedule from firing, until enable-rule or apply',
    delete: 'delete the rule of the schedule, until apply',
  } as const;
  for (const action of ['enable', 'disable', 'delete'] as const) {
    addProjectOptions(program.command(`${action}-rule`).description(descriptions[action])).action(
      async (options: ProjectOptions) => {
        const { changeRule } = await import('../../deploy/change-rule.ts');
        await changeRule(await loadProject(options), action, process);
      },
    );
  }
}
