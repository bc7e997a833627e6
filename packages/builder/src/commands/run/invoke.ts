import type { Command } from 'commander';
import type { InvokeLocalOptions } from '../../invoke/invoke-local.ts';
import { integerBetween } from '../options/option-values.ts';
import { addProjectOptions, loadFunction, type ProjectOptions } from '../options/project-options.ts';

interface InvokeCommandOptions extends ProjectOptions, Omit<InvokeLocalOptions, 'tail' | 'stream' | 'json'> {
  readonly local?: boolean;
  readonly tail?: boolean;
  readonly stream?: boolean;
  readonly json?: boolean;
}

/** Defines `alr-builder invoke`, which invokes the function with one event. */
export function defineInvoke(command: Command): void {
  command
    .option('--local', 'Invoke the function that "alr-builder local" runs, not the one in AWS')
    .option('--port <port>', 'Port of the local emulator', integerBetween(1, 65_535), 9000)
    .option('--payload <json>', 'Event: JSON, @FILE, or - for standard input')
    .option('--tail', "Print the end of the invocation's log on stderr")
    .option('--stream', 'Print the response as it arrives')
    .option('--json', 'Print one JSON object: response, or failure and error, and log');
  addProjectOptions(command).action(
    async ({ local, tail = false, stream = false, json = false, ...options }: InvokeCommandOptions) => {
      if (local) {
        const { invokeLocal } = await import('../../invoke/invoke-local.ts');
        return invokeLocal({ ...options, functionName: options.function, tail, stream, json });
      }
      const { invokeAws } = await import('../../invoke/invoke-aws.ts');
      await invokeAws(await loadFunction(options), { ...options, tail, stream, json });
    },
  );
}
