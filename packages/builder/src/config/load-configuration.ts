import { dirname } from 'node:path';
import type { Configuration } from './configuration.ts';
import { ConfigurationError } from './read/problem.ts';
import { type ConfigurationSource, NoConfigurationError, readFiles } from './read/read-files.ts';
import { validateFiles } from './validate/validate-files.ts';

/**
 * Loads the configuration of a project from `lambda.yaml` or `lambda.env`, and the files that it names.
 *
 * @throws {NoConfigurationError} there is no configuration file yet
 * @throws {ConfigurationError} the configuration is invalid: lists every problem with its file, line and column
 */
export async function loadConfiguration(source: ConfigurationSource): Promise<Configuration> {
  const files = await readFiles(source);
  if (files === undefined) throw new NoConfigurationError(source.directory);
  const { settings, problems, warnings, fileEnvironment, filePolicies, arns } = await validateFiles(files);
  if (settings === undefined) throw new ConfigurationError(problems);
  const { lambda } = settings;
  return {
    ...settings,
    lambda: { ...lambda, environment: { ...fileEnvironment, ...lambda.environment } },
    stage: files.stage.name,
    isStageNamed: files.stage.isNamed,
    directory: dirname(files.path),
    filePolicies,
    arns,
    warnings,
  };
}
