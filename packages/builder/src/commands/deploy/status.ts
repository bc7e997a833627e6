import type { Command } from 'commander';
import { addProjectOptions, loadProject, type ProjectOptions } from '../options/project-options.ts';

/** Adds `alr-builder status`: shows what is deployed. */
export function addStatus(program: Command): void {
  addProjectOptions(
    program.command('status').description('Show what is deployed and whether it matches the configuration'),
  )
    .option('--json', 'Print the status as JSON')
    .action(async ({ json = false, ...options }: ProjectOptions & { json?: boolean }) => {
      const { showStatus } = await import('../../deploy/operate/show-status.ts');
      await showStatus(await loadProject(options), { json }, process);
    });
}
