import { type Command, InvalidArgumentError, Option } from 'commander';
import { type TriggerType, triggerTypes } from '../../config/keys/trigger-keys.ts';
import { packageManagers } from '../../package-manager/package-managers.ts';
import { languages, type ProjectSettings, validateName } from '../../scaffold/settings/settings.ts';
import { UsageError } from '../../terminal/expected-error.ts';
import { directoryOption, logLevelOption } from '../options/project-options.ts';

interface InstallCommandOptions extends Partial<ProjectSettings> {
  readonly installDir: string;
  readonly install: boolean;
  readonly git?: boolean;
  readonly force?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
  readonly logLevel: string;
}

/** Other names of triggers, of which some are also accepted by `alr-builder event`. */
const triggerAliases: ReadonlyMap<string, TriggerType> = new Map([
  ['http', 'url'],
  ['function-url', 'url'],
  ['schedule', 'eventbridge'],
  ['s3', 's3-sqs'],
]);

/** Parses the type of a trigger. */
export function triggerType(text: string): TriggerType {
  const found = triggerTypes.find((type) => type === text) ?? triggerAliases.get(text);
  if (found !== undefined) return found;
  throw new InvalidArgumentError(`Allowed choices are ${triggerTypes.join(', ')}.`);
}

/** Defines `alr-builder install`, the default command, and its alias `new`, which scaffold or upgrade a project. */
export function defineInstall(command: Command): void {
  command
    .argument('[directory]', 'Project directory, instead of --install-dir')
    .addOption(directoryOption('Project directory, created if missing'))
    .option('--name <name>', "Function name (default: the directory's name)")
    .addOption(new Option('--trigger <type>', 'What invokes the function').choices(triggerTypes).argParser(triggerType))
    .option('--all-sources', 'Write a handler class and an event for every event source, not only for the trigger')
    .option('--handler <name>', 'The function that the project has, such as app.handler (default: found, or written)')
    .addOption(new Option('--language <language>', 'Language of the function').choices(languages))
    .addOption(new Option('--package-manager <name>', 'Package manager of the project').choices(packageManagers))
    .option('--no-install', 'Do not install the packages')
    .option('--git', 'Initialize a Git repository without asking')
    .option('--no-git', 'Do not offer to initialize a Git repository')
    .option('-y, --yes', 'Use the defaults instead of prompting')
    .option('-f, --force', 'Also replace managed files that you made yours (keeping a copy), and restore removed files')
    .option('--json', 'Print the result as JSON, without prompting')
    .addOption(logLevelOption())
    .action((directory: string | undefined, options: InstallCommandOptions) =>
      runInstall(chooseDirectory(directory, options.installDir), options),
    );
}

/** @throws {UsageError} the command line names two directories, or an empty one */
function chooseDirectory(argument: string | undefined, option: string): string {
  if (argument === undefined) return option;
  if (argument.trim() === '') throw new UsageError('the directory is empty: name one, or leave it out for this one');
  if (option === '.') return argument;
  throw new UsageError(`two directories, ${argument} and ${option}: remove one of them`);
}

async function runInstall(
  directory: string,
  { installDir: _, install: packages, git, force = false, yes, json, logLevel: __, ...settings }: InstallCommandOptions,
): Promise<void> {
  const problem = settings.name === undefined ? undefined : validateName(settings.name);
  if (problem !== undefined) throw new UsageError(`--name is "${settings.name}": it ${problem}`);
  const { install } = await import('../../scaffold/install.ts');
  const interactive = !yes && !json && process.stdin.isTTY && process.stdout.isTTY;
  const userAgent = process.env.npm_config_user_agent;
  await install({
    directory,
    settings,
    userAgent,
    interactive,
    force,
    packages,
    git,
    json,
    out: process.stdout,
  });
}
