import type { Command } from 'commander';
import { addProjectOptions, loadProject, type ProjectOptions } from '../options/project-options.ts';

/** Defines `alr-builder status`, which shows what is deployed. */
export function defineStatus(command: Command): void {
  command.option('--json', 'Print the status as JSON');
  addProjectOptions(command).action(async ({ json = false, ...options }: ProjectOptions & { json?: boolean }) => {
    const { showStatus } = await import('../../deploy/operate/show-status.ts');
    await showStatus(await loadProject(options), { json }, process);
  });
}
