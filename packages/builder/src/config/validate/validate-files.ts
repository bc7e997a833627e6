import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { functionFiles } from '../functions/function-files.ts';
import type { KeyPath } from '../keys/keys.ts';
import { expandReferences } from '../read/expand-references.ts';
import { type FilePolicies, readPolicyFiles } from '../read/policy-files.ts';
import { formatLocation, type Problem, wholeFile } from '../read/problem.ts';
import { readEnvironmentFile } from '../read/read-environment-file.ts';
import { displayPath, type ReadFiles } from '../read/read-files.ts';
import { checkEnvironmentSize } from './environment-size.ts';
import { findProjectErrors } from './project-rules.ts';
import { byLocation } from './validate.ts';
import { type FunctionValidation, unique, validateFunction } from './validate-function.ts';

/** The result of validating a function together with the files that it names. */
export interface FunctionFilesValidation extends FunctionValidation {
  /** The variables in `lambda.environment_file`. */
  readonly fileEnvironment: Readonly<Record<string, string>>;
  /** The policies in `role.policies_file` and `role.custom_policies_file`. */
  readonly filePolicies: FilePolicies;
}

/** The result of validating a configuration together with the files that it names. */
export interface FilesValidation {
  /** In the order of the file; none if it cannot be parsed. */
  readonly functions: readonly FunctionFilesValidation[];
  /** In the order of the files. */
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

/** The keys that name a file which has to exist if the key is set: otherwise its content would be silently missing. */
const fileKeys: readonly KeyPath[] = ['lambda.environment_file', 'role.policies_file', 'role.custom_policies_file'];

/** Validates the configuration files of a project and the files that they name. */
export async function validateFiles({
  path,
  content,
  env,
  stage,
}: Pick<ReadFiles, 'path' | 'content' | 'env' | 'stage'>): Promise<FilesValidation> {
  const expanded = expandReferences(content, env);
  if (!expanded.isReadable) return { functions: [], problems: expanded.problems, warnings: expanded.warnings };
  const misplaced: Problem[] = [];
  const files = functionFiles(expanded, stage.name, misplaced);
  const validations = files.map((file) => validateFunction(file, dirname(path)));
  const functions = await Promise.all(validations.map((validation) => withFiles(validation, path)));
  const reported = new Set(expanded.problems.map(({ location }) => formatLocation(location)));
  const problems = [
    ...expanded.problems,
    ...misplaced.filter(({ location }) => !reported.has(formatLocation(location))),
    ...validations.flatMap((validation) => validation.problems),
    ...findProjectErrors(validations),
  ].sort(byLocation);
  return {
    functions,
    // Those in the files that the configuration names come last.
    problems: unique([...problems, ...functions.flatMap((validation) => validation.problems)]),
    warnings: unique(functions.flatMap(({ warnings }) => warnings)).sort(byLocation),
  };
}

/** Adds the content of the files that a function names. */
async function withFiles(validation: FunctionValidation, path: string): Promise<FunctionFilesValidation> {
  const directory = dirname(path);
  const { states: byTrigger, settings, file } = validation;
  const [states = []] = byTrigger;
  const content = file.triggers[0]?.content;
  const fileOf = (key: KeyPath) => {
    const value = states.find((state) => state.path === key)?.value;
    return value === undefined ? undefined : resolve(directory, String(value));
  };
  const missing = states
    .filter(({ path: key, state }) => state === 'customized' && fileKeys.includes(key))
    .filter(({ path: key }) => !existsSync(fileOf(key) ?? ''))
    .map(({ path: key, value }) => ({
      location: content?.settings.get(key)?.location ?? file.location,
      message: file.inUserTerms(`${key} is "${value}": the file does not exist`),
    }));
  const environment = await readEnvironmentFile(fileOf('lambda.environment_file'));
  const policyProblems: Problem[] = [];
  const filePolicies = await readPolicyFiles(
    fileOf('role.policies_file'),
    fileOf('role.custom_policies_file'),
    policyProblems,
  );
  const problems = [
    ...validation.problems,
    ...missing,
    ...environment.problems,
    ...policyProblems,
    ...(settings === undefined ? [] : checkSize({ ...environment.variables, ...settings.lambda.environment }, path)),
  ];
  return {
    ...validation,
    settings: problems.length === 0 ? settings : undefined,
    problems,
    fileEnvironment: environment.variables,
    filePolicies,
  };
}

function checkSize(environment: Readonly<Record<string, string>>, file: string): Problem[] {
  const message = checkEnvironmentSize(environment);
  return message === undefined ? [] : [{ location: wholeFile(displayPath(file)), message }];
}
