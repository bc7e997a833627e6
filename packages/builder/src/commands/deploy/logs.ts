import type { Command } from 'commander';
import { parseDuration } from '../../deploy/operate/log-span.ts';
import type { LogOptions } from '../../deploy/operate/show-logs.ts';
import { addProjectOptions, loadProject, type ProjectOptions } from '../options/project-options.ts';

/** Defines `alr-builder logs`, which prints the function's log. */
export function defineLogs(command: Command): void {
  command
    .option('-f, --follow', 'Keep printing new records until Ctrl-C')
    .option('--since <span>', 'How far back to start, such as 30s, 10m, 2h or 1d', duration, '10m')
    .option('--filter <pattern>', 'Print only records that match this CloudWatch filter pattern');
  addProjectOptions(command).action(async ({ follow = false, ...options }: ProjectOptions & LogOptions) => {
    const { showLogs } = await import('../../deploy/operate/show-logs.ts');
    const { since, filter, ...project } = options;
    // The signal never aborts: Ctrl-C ends the process by default, and there is nothing to clean up.
    await showLogs(await loadProject(project), { follow, since, filter }, process, new AbortController().signal);
  });
}

/** Checks how far back to start, before anything else. */
function duration(text: string): string {
  parseDuration(text);
  return text;
}
