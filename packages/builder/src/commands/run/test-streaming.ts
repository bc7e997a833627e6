import type { Command } from 'commander';
import { addProjectOptions, loadProject, type ProjectOptions } from '../arguments/project-options.ts';

/** Adds `alr-builder test-streaming`: calls the function's URL and shows the chunks as they come. */
export function addTestStreaming(program: Command): void {
  addProjectOptions(
    program.command('test-streaming').description("call the function's URL and print the reply chunk by chunk"),
  )
    .option('--path <path>', 'the path and query to ask for', '/')
    .option('--payload <text>', 'the body of a POST; without one it is a GET')
    .action(async ({ path, payload, ...options }: ProjectOptions & { path: string; payload?: string }) => {
      const { testStreaming } = await import('../../invoke/test-streaming.ts');
      await testStreaming(await loadProject(options), { path, payload }, process);
    });
}
