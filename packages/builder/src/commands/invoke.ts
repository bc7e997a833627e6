import type { Command } from 'commander';
import type { InvokeLocalOptions } from '../invoke/invoke-local.ts';
import { UsageError } from '../terminal/expected-error.ts';
import { numberFrom } from './number-argument.ts';

type InvokeCommandOptions = InvokeLocalOptions & { local: boolean };

/** Adds `alr-builder invoke`: sends one event to the function. */
export function addInvoke(program: Command): void {
  program
    .command('invoke')
    .description('send an event to the function and print its reply')
    .option('--local', 'the function that alr-builder local runs', false)
    .option('--port <port>', "the emulator's port", numberFrom(1, 65_535), 9000)
    .option('--payload <json>', 'the event: JSON, @FILE, or - for standard input')
    .option('--tail', "print the end of the invocation's log, on stderr", false)
    .option('--stream', 'print the reply as it comes', false)
    .action(async ({ local, ...options }: InvokeCommandOptions) => {
      if (!local) throw new UsageError('Say --local: the function in AWS is not to be invoked from here yet.');
      const { invokeLocal } = await import('../invoke/invoke-local.ts');
      await invokeLocal(options);
    });
}
