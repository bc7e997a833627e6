import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import type { Configuration } from '../../config/configuration.ts';
import type { Problem } from '../../config/problem.ts';
import type { ConfigurationSource } from '../../config/read/read-files.ts';
import { style } from '../../terminal/style.ts';
import { someText, stageName } from './text-argument.ts';

/** The options that say where a configuration is. */
export interface SourceOptions {
  readonly installDir: string;
  readonly configFile?: string | undefined;
  readonly stage?: string | undefined;
}

/** The options of every command that works on a project. */
export interface ProjectOptions extends SourceOptions {
  readonly profile?: string;
  readonly logLevel?: string;
}

/** Adds the options that say which project, configuration and credentials a command works with. */
export function addProjectOptions(command: Command): Command {
  return addSourceOptions(command)
    .option('-p, --profile <profile>', 'the AWS profile to work with', someText)
    .addOption(logLevelOption());
}

/** Adds the options that say which project and configuration a command works with. */
export function addSourceOptions(command: Command): Command {
  return command
    .addOption(directoryOption())
    .option('-c, --config-file <file>', 'the configuration file (default: lambda.yaml, else lambda.env)', someText)
    .option('--stage <stage>', 'lay lambda.STAGE.yaml over the configuration', stageName);
}

/** Where the project is. */
export function directoryOption(description = "the project's directory"): Option {
  return new Option('-i, --install-dir <dir>', description).argParser(someText).default('.');
}

/** How much is told: warnings from `warn` on, all that is known of an error from `debug` on. */
export function logLevelOption(): Option {
  return new Option('-l, --log-level <level>', 'how much to tell')
    .choices(['fatal', 'error', 'warn', 'info', 'debug', 'trace'])
    .default('info');
}

/** Where these options say that the configuration is. */
export function sourceOf({ installDir, configFile, stage }: SourceOptions): ConfigurationSource {
  return { directory: installDir, file: configFile && resolve(configFile), stage, env: process.env };
}

/** The configuration that these options say, its warnings printed on stderr. */
export async function loadProject(options: ProjectOptions): Promise<Configuration> {
  const { loadConfiguration } = await import('../../config/load-configuration.ts');
  const configuration = await loadConfiguration(sourceOf(options));
  await printWarnings(configuration.warnings, options.logLevel);
  const profile = options.profile ?? configuration.aws.profile;
  return { ...configuration, aws: { ...configuration.aws, profile } };
}

/** Prints what is odd in a configuration on stderr, unless only errors are to be told. */
export async function printWarnings(warnings: readonly Problem[], logLevel: string | undefined): Promise<void> {
  if (logLevel === 'error' || logLevel === 'fatal') return;
  const { formatProblem } = await import('../../config/problem.ts');
  for (const warning of warnings) {
    process.stderr.write(`${style('warning', 'warning:', process.stderr)} ${formatProblem(warning)}\n`);
  }
}
