import type { Command } from 'commander';
import type { LogOptions } from '../../deploy/show-logs.ts';
import { addProjectOptions, loadProject, type ProjectOptions } from '../arguments/project-options.ts';

/** Adds `alr-builder logs`: the function's log. */
export function addLogs(program: Command): void {
  addProjectOptions(program.command('logs').description("print the function's log"))
    .option('-f, --follow', 'go on with what is added, until Ctrl-C', false)
    .option('--since <span>', 'how far back: 30s, 10m, 2h, 1d', '10m')
    .option('--filter <pattern>', 'only what matches this CloudWatch filter pattern')
    .action(async ({ follow, since, filter, ...options }: ProjectOptions & LogOptions) => {
      const { showLogs } = await import('../../deploy/show-logs.ts');
      // Ctrl-C ends the process, as it would without us: nothing is left to clean up.
      await showLogs(await loadProject(options), { follow, since, filter }, process, new AbortController().signal);
    });
}
