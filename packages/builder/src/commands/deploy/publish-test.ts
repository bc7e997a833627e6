import type { Command } from 'commander';
import { addProjectOptions, loadProject, type ProjectOptions } from '../options/project-options.ts';

/** Defines `alr-builder publish-test`, which publishes a message to the trigger's topic. */
export function definePublishTest(command: Command): void {
  command.option('--payload <text>', 'Message to publish');
  addProjectOptions(command).action(async ({ payload, ...options }: ProjectOptions & { payload?: string }) => {
    const { publishTest } = await import('../../deploy/operate/publish-test.ts');
    await publishTest(await loadProject(options), payload, process);
  });
}
