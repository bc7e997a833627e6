import type { Command } from 'commander';
import { addProjectOptions, loadProject, type ProjectOptions } from '../arguments/project-options.ts';

/** Adds `alr-builder publish-test`: publishes a message to the trigger's topic. */
export function addPublishTest(program: Command): void {
  addProjectOptions(program.command('publish-test').description("publish a test message to the trigger's topic"))
    .option('--payload <text>', 'the message')
    .action(async ({ payload, ...options }: ProjectOptions & { payload?: string }) => {
      const { publishTest } = await import('../../deploy/publish-test.ts');
      await publishTest(await loadProject(options), payload, process);
    });
}
