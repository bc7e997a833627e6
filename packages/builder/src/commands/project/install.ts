import { type Command, Option } from 'commander';
import { triggerTypes } from '../../config/keys/trigger-keys.ts';
import { languages, type ProjectSettings, packageManagers, validateName } from '../../scaffold/settings.ts';
import { UsageError } from '../../terminal/expected-error.ts';
import { directoryOption, logLevelOption } from '../options/project-options.ts';

interface InstallCommandOptions extends Partial<ProjectSettings> {
  readonly installDir: string;
  readonly force?: boolean;
  readonly yes?: boolean;
  readonly logLevel: string;
}

/** Adds `alr-builder install`, the default command: scaffolds or upgrades a project. */
export function addInstall(program: Command): void {
  program
    .command('install', { isDefault: true })
    .description('Scaffold a new function, or upgrade an existing project')
    .addOption(directoryOption('Project directory, created if missing'))
    .option('--name <name>', "Function name (default: the directory's name)")
    .addOption(new Option('--trigger <type>', 'What invokes the function').choices(triggerTypes))
    .addOption(new Option('--language <language>', 'Language of the function').choices(languages))
    .addOption(new Option('--package-manager <name>', 'Package manager of the project').choices(packageManagers))
    .option('-y, --yes', 'Use the defaults instead of prompting')
    .addOption(logLevelOption())
    .option('-f, --force', 'Also replace managed files that you made yours (keeping a copy), and restore removed files')
    .action(async ({ installDir, force = false, yes, logLevel: _, ...settings }: InstallCommandOptions) => {
      const problem = settings.name === undefined ? undefined : validateName(settings.name);
      if (problem !== undefined) throw new UsageError(`--name '${settings.name}' is invalid. ${problem}`);
      const { install } = await import('../../scaffold/install.ts');
      const interactive = !yes && process.stdin.isTTY && process.stdout.isTTY;
      await install({ directory: installDir, settings, interactive, force, out: process.stdout });
    });
}
