import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import type { Configuration, Project } from '../../config/configuration.ts';
import type { Problem } from '../../config/read/problem.ts';
import type { ConfigurationSource } from '../../config/read/read-files.ts';
import { style } from '../../terminal/style.ts';
import { nonEmpty, stageName } from './option-values.ts';

/** The options that locate a configuration. */
export interface SourceOptions {
  readonly installDir: string;
  readonly configFile?: string | undefined;
  readonly stage?: string | undefined;
  readonly function?: string | undefined;
}

/** The options of every command that works on a project. */
export interface ProjectOptions extends SourceOptions {
  readonly profile?: string;
  readonly logLevel?: string;
}

/**
 * Adds the options that select the project, its configuration, the credentials and the log level. They come after those
 * of the command, because they are the same for all commands.
 */
export function addProjectOptions(command: Command): Command {
  return addSourceOptions(command)
    .option('-p, --profile <profile>', 'AWS profile to use', nonEmpty)
    .addOption(logLevelOption());
}

/** Adds the options that select the project and its configuration. */
export function addSourceOptions(command: Command): Command {
  return command
    .optionsGroup('Project options:')
    .addOption(directoryOption())
    .option('-c, --config-file <file>', 'Configuration file (default: lambda.yaml, or else lambda.env)', nonEmpty)
    .option('--stage <stage>', 'Stage to use (default: STAGE, or else the one in the configuration, or dev)', stageName)
    .option('--function <name>', 'Function to work on (default: all functions of the project)', nonEmpty);
}

/** The option that selects the project's directory. */
export function directoryOption(description = 'Project directory'): Option {
  return new Option('-i, --install-dir <dir>', description).argParser(nonEmpty).default('.');
}

/** The option that sets the log level. Warnings are printed from `warn` on, the details of an error from `debug` on. */
export function logLevelOption(): Option {
  return new Option(
    '-l, --log-level <level>',
    'How much to report: error hides warnings, debug shows the details of errors',
  )
    .choices(['fatal', 'error', 'warn', 'info', 'debug', 'trace'])
    .default('info');
}

/** The configuration source that these options select. */
export function sourceOf(options: SourceOptions): ConfigurationSource {
  const { installDir, configFile, stage, function: name } = options;
  return { directory: installDir, file: configFile && resolve(configFile), stage, function: name, env: process.env };
}

/** Loads the configuration of the image, which is that of any function of the project; see {@link loadProject}. */
export async function loadImage(options: ProjectOptions): Promise<Configuration> {
  const [project, { anyFunction }] = await Promise.all([
    loadProject(options),
    import('../../config/functions/select-functions.ts'),
  ]);
  return anyFunction(project);
}

/** Loads the configuration of the function that these options select; see {@link loadProject}. */
export async function loadFunction(options: ProjectOptions): Promise<Configuration> {
  const [project, { onlyFunction }] = await Promise.all([
    loadProject(options),
    import('../../config/functions/select-functions.ts'),
  ]);
  return onlyFunction(project);
}

/** Loads the configuration that these options select, and prints its warnings on stderr. */
export async function loadProject(options: ProjectOptions): Promise<Project> {
  const { loadConfiguration } = await import('../../config/load-configuration.ts');
  const project = await loadConfiguration(sourceOf(options));
  await printWarnings(project.warnings, options.logLevel);
  if (options.profile === undefined) return project;
  const aws = { ...project.aws, profile: options.profile };
  const withProfile = (configuration: Configuration): Configuration => ({ ...configuration, aws });
  return {
    ...project,
    aws,
    functions: project.functions.map(withProfile),
    selected: project.selected.map(withProfile),
  };
}

/** Prints the warnings about a configuration on stderr, unless the log level admits only errors. */
export async function printWarnings(warnings: readonly Problem[], logLevel: string | undefined): Promise<void> {
  if (logLevel === 'error' || logLevel === 'fatal') return;
  const { formatProblem } = await import('../../config/read/problem.ts');
  for (const warning of warnings) {
    process.stderr.write(`${style('warning', 'warning:', process.stderr)} ${formatProblem(warning)}\n`);
  }
}
