import type { Command } from 'commander';
import { addProjectOptions, loadFunction, type ProjectOptions } from '../options/project-options.ts';

/** Defines `alr-builder test-streaming`, which calls the function URL and prints the chunks as they arrive. */
export function defineTestStreaming(command: Command): void {
  command
    .option('--path <path>', 'Path and query to request', '/')
    .option('--payload <text>', 'Request body; sends a POST instead of a GET');
  addProjectOptions(command).action(
    async ({ path, payload, ...options }: ProjectOptions & { path: string; payload?: string }) => {
      const { testStreaming } = await import('../../invoke/test-streaming.ts');
      await testStreaming(await loadFunction(options), { path, payload }, process);
    },
  );
}
