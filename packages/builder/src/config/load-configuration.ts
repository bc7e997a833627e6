import { dirname, resolve } from 'node:path';
import { assemble } from './assemble.ts';
import type { Configuration } from './configuration.ts';
import type { Settings } from './keys.ts';
import { ConfigurationError, type Problem } from './problem.ts';
import { readAssignments } from './read-env-file.ts';
import { type ConfigurationSource, displayName, NoConfigurationError, readFiles, readIfThere } from './read-files.ts';
import { fillInReferences } from './references.ts';
import { validate } from './validate.ts';

/**
 * The project's configuration, from `lambda.yaml`, else `lambda.env`: validated, with the defaults.
 *
 * @throws NoConfigurationError where there is no file yet.
 * @throws ConfigurationError with everything that is wrong, each with its file, line and column.
 */
export async function loadConfiguration(source: ConfigurationSource): Promise<Configuration> {
  const files = await readFiles(source);
  if (files === undefined) throw new NoConfigurationError(source.directory);
  const { settings, problems, warnings } = validate(fillInReferences(files.content, source.env));
  if (settings === undefined) throw new ConfigurationError(problems);
  const directory = dirname(files.path);
  const fileEnvironment = await readEnvironmentFile(resolve(directory, settings['lambda.environment_file']));
  return assemble(settings, { stage: source.stage, directory, warnings, fileEnvironment });
}

async function readEnvironmentFile(path: string): Promise<Settings['lambda.environment']> {
  const text = await readIfThere(path);
  if (text === undefined) return {};
  const problems: Problem[] = [];
  const assignments = readAssignments(text, displayName(path), problems);
  if (problems.length > 0) throw new ConfigurationError(problems);
  return Object.fromEntries(assignments.map(({ name, text: value }) => [name, value]));
}
