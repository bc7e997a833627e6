import type { Command } from 'commander';
import { addProjectOptions, loadProject, type ProjectOptions } from '../options/project-options.ts';
import { DELETE_MESSAGES_FLAG } from './targets.ts';

interface TeardownCommandOptions extends ProjectOptions {
  readonly yes?: boolean;
  readonly deleteMessages?: readonly string[];
  readonly json?: boolean;
}

/** Defines `alr-builder teardown`, which removes everything that the project created in AWS for a stage. */
export function defineTeardown(command: Command): void {
  command
    .option('-y, --yes', 'Do not ask for confirmation')
    .option(DELETE_MESSAGES_FLAG, 'Delete these queues even if they have messages')
    .option('--json', 'Print what was removed, kept and left as JSON (requires --yes)');
  addProjectOptions(command).action(
    async ({ yes = false, deleteMessages, json = false, ...options }: TeardownCommandOptions) => {
      const { tearDown } = await import('../../deploy/tear-down.ts');
      await tearDown(await loadProject(options), { yes, deleteMessages, json }, process);
    },
  );
}
