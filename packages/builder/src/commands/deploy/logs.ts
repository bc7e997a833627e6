import type { Command } from 'commander';
import type { LogOptions } from '../../deploy/operate/show-logs.ts';
import { addProjectOptions, loadProject, type ProjectOptions } from '../options/project-options.ts';

/** Defines `alr-builder logs`, which prints the function's log. */
export function defineLogs(command: Command): void {
  addProjectOptions(command)
    .option('-f, --follow', 'Keep printing new records until Ctrl-C')
    .option('--since <span>', 'How far back to start, such as 30s, 10m, 2h or 1d', '10m')
    .option('--filter <pattern>', 'Print only records that match this CloudWatch filter pattern')
    .action(async ({ follow = false, since, filter, ...options }: ProjectOptions & LogOptions) => {
      const { showLogs } = await import('../../deploy/operate/show-logs.ts');
      // The signal never aborts: Ctrl-C ends the process by default, and there is nothing to clean up.
      await showLogs(await loadProject(options), { follow, since, filter }, process, new AbortController().signal);
    });
}
