import { dirname } from 'node:path';
import type { Configuration, Project } from './configuration.ts';
import { selectFunctions } from './functions/select-functions.ts';
import { ConfigurationError } from './read/problem.ts';
import { type ConfigurationSource, NoConfigurationError, type ReadFiles, readFiles } from './read/read-files.ts';
import { type FunctionFilesValidation, validateFiles } from './validate/validate-files.ts';

/**
 * Loads the configuration of a project from `lambda.yaml` or `lambda.env`, and the files that it names.
 *
 * @throws {NoConfigurationError} there is no configuration file yet
 * @throws {ConfigurationError} the configuration is invalid: lists every problem with its file, line and column
 * @throws {UnknownFunctionError} the project does not have the function that the user named
 */
export async function loadConfiguration(source: ConfigurationSource): Promise<Project> {
  const files = await readFiles(source);
  if (files === undefined) throw new NoConfigurationError(source.directory);
  const { functions: validations, problems, warnings } = await validateFiles(files);
  const functions = validations.flatMap((validation) => configurationOf(validation, files) ?? []);
  const [first] = functions;
  if (problems.length > 0 || first === undefined) throw new ConfigurationError(problems);
  const handlers = [...new Set(functions.map(({ image }) => image.handler))];
  const usesSnapStart = functions.some(({ lambda }) => lambda.snapStart);
  const complete = functions.map((each): Configuration => ({ ...each, handlers, usesSnapStart }));
  const { project, stage, isStageNamed, directory, aws } = first;
  return {
    ...{ project, stage, isStageNamed, directory, aws },
    functions: complete,
    selected: selectFunctions(complete, source.function),
    isLimited: source.function !== undefined,
    warnings,
  };
}

/** The configuration of a function; undefined if it is not valid. */
function configurationOf(
  { settings, file, fileEnvironment, filePolicies, arns }: FunctionFilesValidation,
  { stage, path }: ReadFiles,
): Omit<Configuration, 'handlers' | 'usesSnapStart'> | undefined {
  if (settings === undefined) return undefined;
  const { lambda } = settings;
  const [trigger] = file.triggers;
  const generated = [...(trigger?.generated.keys() ?? [])].filter((key) => !trigger?.content.settings.has(key));
  return {
    ...settings,
    lambda: { ...lambda, environment: { ...fileEnvironment, ...lambda.environment } },
    function: file.name,
    was: file.was?.text,
    isNamed: file.isNamed,
    generated: new Set(generated),
    stage: stage.name,
    isStageNamed: stage.isNamed,
    directory: dirname(path),
    filePolicies,
    arns,
    inUserTerms: file.inUserTerms,
  };
}
