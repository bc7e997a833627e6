import { Argument, type Command, Option } from 'commander';
import { triggerTypes } from '../../config/keys/trigger-keys.ts';
import { directoryOption, logLevelOption } from '../options/project-options.ts';
import { triggerType } from './install.ts';

interface AddCommandOptions {
  readonly installDir: string;
  readonly trigger: (typeof triggerTypes)[number];
  readonly json?: boolean;
}

/** Defines `alr-builder add`, which scaffolds a function into an existing project. */
export function defineAdd(command: Command): void {
  command
    .addArgument(new Argument('<what>', 'What to add').choices(['function']))
    .argument('<name>', 'Name of the function in the project, such as orders')
    .addOption(
      new Option('--trigger <type>', 'What invokes the function')
        .choices(triggerTypes)
        .default('none')
        .argParser(triggerType),
    )
    .option('--json', 'Print the result as JSON')
    .addOption(directoryOption())
    .addOption(logLevelOption())
    .action(async (_what: string, name: string, { installDir, trigger, json = false }: AddCommandOptions) => {
      const { addFunctionToProject } = await import('../../scaffold/add/add-function.ts');
      await addFunctionToProject({ directory: installDir, name, trigger, json, out: process.stdout });
    });
}
