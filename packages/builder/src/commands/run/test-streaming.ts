import type { Command } from 'commander';
import { addProjectOptions, loadProject, type ProjectOptions } from '../options/project-options.ts';

/** Adds `alr-builder test-streaming`: calls the function URL and prints the chunks as they arrive. */
export function addTestStreaming(program: Command): void {
  addProjectOptions(
    program.command('test-streaming').description('Call the function URL and print the response chunk by chunk'),
  )
    .option('--path <path>', 'Path and query to request', '/')
    .option('--payload <text>', 'Request body; sends a POST instead of a GET')
    .action(async ({ path, payload, ...options }: ProjectOptions & { path: string; payload?: string }) => {
      const { testStreaming } = await import('../../invoke/test-streaming.ts');
      await testStreaming(await loadProject(options), { path, payload }, process);
    });
}
