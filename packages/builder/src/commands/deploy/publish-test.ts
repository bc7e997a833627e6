import type { Command } from 'commander';
import { addProjectOptions, loadProject, type ProjectOptions } from '../options/project-options.ts';

/** Adds `alr-builder publish-test`: publishes a message to the trigger's topic. */
export function addPublishTest(program: Command): void {
  addProjectOptions(program.command('publish-test').description("Publish a test message to the trigger's topic"))
    .option('--payload <text>', 'Message to publish')
    .action(async ({ payload, ...options }: ProjectOptions & { payload?: string }) => {
      const { publishTest } = await import('../../deploy/operate/publish-test.ts');
      await publishTest(await loadProject(options), payload, process);
    });
}
