import type { Command } from 'commander';
import type { InvokeLocalOptions } from '../../invoke/invoke-local.ts';
import { wholeNumberFrom } from '../arguments/number-argument.ts';
import { addProjectOptions, loadProject, type ProjectOptions } from '../arguments/project-options.ts';

type InvokeCommandOptions = ProjectOptions & InvokeLocalOptions & { local: boolean };

/** Adds `alr-builder invoke`: sends one event to the function. */
export function addInvoke(program: Command): void {
  addProjectOptions(program.command('invoke').description('send an event to the function and print its reply'))
    .option('--local', 'the function that alr-builder local runs, in place of the one in AWS', false)
    .option('--port <port>', "the emulator's port", wholeNumberFrom(1, 65_535), 9000)
    .option('--payload <json>', 'the event: JSON, @FILE, or - for standard input')
    .option('--tail', "print the end of the invocation's log, on stderr", false)
    .option('--stream', 'print the reply as it comes', false)
    .action(async ({ local, ...options }: InvokeCommandOptions) => {
      if (local) {
        const { invokeLocal } = await import('../../invoke/invoke-local.ts');
        return invokeLocal(options);
      }
      const { invokeAws } = await import('../../invoke/invoke-aws.ts');
      await invokeAws(await loadProject(options), options);
    });
}
