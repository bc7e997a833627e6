import { type Command, Option } from 'commander';
import { triggerTypes } from '../../config/keys/trigger-keys.ts';
import { type Choices, checkName, languages, packageManagers } from '../../scaffold/choices.ts';
import { UsageError } from '../../terminal/expected-error.ts';
import { directoryOption, logLevelOption } from '../arguments/project-options.ts';

type InstallCommandOptions = Partial<Choices> & { installDir: string; force: boolean; yes: boolean; logLevel: string };

/** Adds `alr-builder install`, which is what `alr-builder` alone does, too. */
export function addInstall(program: Command): void {
  program
    .command('install', { isDefault: true })
    .description('scaffold a function, or bring the files of an older scaffold up to date')
    .addOption(directoryOption('where to; it is made if missing'))
    .option('--name <name>', "the function's name (default: the directory's)")
    .addOption(new Option('--trigger <type>', 'what invokes it').choices(triggerTypes))
    .addOption(new Option('--language <language>', 'what it is written in').choices(languages))
    .addOption(new Option('--package-manager <name>', 'what installs its packages').choices(packageManagers))
    .option('-y, --yes', 'ask nothing: take defaults for what is not said', false)
    .addOption(logLevelOption())
    .option(
      '-f, --force',
      'also replace files of the tool that were made yours (a copy is kept), and make again what you have removed',
      false,
    )
    .action(async ({ installDir, force, yes, logLevel: _, ...choices }: InstallCommandOptions) => {
      const objection = choices.name === undefined ? undefined : checkName(choices.name);
      if (objection !== undefined) throw new UsageError(`--name ${choices.name}: ${objection}`);
      const { install } = await import('../../scaffold/install.ts');
      const interactive = !yes && process.stdin.isTTY && process.stdout.isTTY;
      await install({ directory: installDir, choices, interactive, force, out: process.stdout });
    });
}
