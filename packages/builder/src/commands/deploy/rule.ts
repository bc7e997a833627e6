import type { Command } from 'commander';
import { addProjectOptions, loadProject, type ProjectOptions } from '../options/project-options.ts';

/** Defines `alr-builder enable-rule`, `disable-rule` or `delete-rule`. */
export function defineRuleCommand(action: 'enable' | 'disable' | 'delete'): (command: Command) => void {
  return (command) => {
    addProjectOptions(command).action(async (options: ProjectOptions) => {
      const { changeRule } = await import('../../deploy/operate/change-rule.ts');
      await changeRule(await loadProject(options), action, process);
    });
  };
}
