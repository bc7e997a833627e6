import { dirname } from 'node:path';
import { assemble } from './assemble.ts';
import type { Configuration } from './configuration.ts';
import { ConfigurationError } from './problem.ts';
import { type ConfigurationSource, NoConfigurationError, readFiles } from './read/read-files.ts';
import { validateFiles } from './validate/validate-files.ts';

/**
 * The project's configuration, from `lambda.yaml`, else `lambda.env`: validated, with the defaults.
 *
 * @throws NoConfigurationError where there is no file yet.
 * @throws ConfigurationError with everything that is wrong, each with its file, line and column.
 */
export async function loadConfiguration(source: ConfigurationSource): Promise<Configuration> {
  const files = await readFiles(source);
  if (files === undefined) throw new NoConfigurationError(source.directory);
  const { settings, problems, warnings, fileEnvironment } = await validateFiles(files, source.env);
  if (settings === undefined) throw new ConfigurationError(problems);
  return assemble(settings, { stage: source.stage, directory: dirname(files.path), warnings, fileEnvironment });
}
