import type { Command } from 'commander';
import { addProjectOptions, loadProject, type ProjectOptions } from '../arguments/project-options.ts';

/** Adds `alr-builder status`: what is deployed. */
export function addStatus(program: Command): void {
  addProjectOptions(program.command('status').description('show what is deployed, and whether it is as wanted'))
    .option('--json', 'print it as JSON', false)
    .action(async ({ json, ...options }: ProjectOptions & { json: boolean }) => {
      const { showStatus } = await import('../../deploy/show-status.ts');
      await showStatus(await loadProject(options), { json }, process);
    });
}
