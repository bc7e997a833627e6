import type { Command } from 'commander';
import { addProjectOptions, loadProject, type ProjectOptions } from '../options/project-options.ts';

interface RedriveCommandOptions extends ProjectOptions {
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** Defines `alr-builder redrive`, which retries what failed for good. */
export function defineRedrive(command: Command): void {
  command
    .option('-y, --yes', 'Do not ask for confirmation')
    .option('--json', 'Print what was moved and invoked as JSON (requires --yes)');
  addProjectOptions(command).action(async ({ yes = false, json = false, ...options }: RedriveCommandOptions) => {
    const { redrive } = await import('../../deploy/redrive/redrive.ts');
    await redrive(await loadProject(options), { yes, json }, process);
  });
}
